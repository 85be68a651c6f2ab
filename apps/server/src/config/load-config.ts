import type { ChainConfig } from '@org/ingest'
import type { ProtocolRegistry } from '@org/searcher'
import { readChains } from './chains.ts'
import { type Environment, environmentSchema } from './environment.ts'
import { notBuilt } from './not-built.ts'
import type { ConfigProblem } from './problem.ts'
import { readRegistry } from './registry.ts'
import { unknownNames } from './unknown-names.ts'

/** Everything the server needs to know before it starts. */
export interface ServerConfig {
  readonly env: Environment
  readonly role: 'all' | 'worker'
  readonly chains: readonly ChainConfig[]
  readonly registry: ProtocolRegistry
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: ServerConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Reads the environment and the files it names; starts nothing. Lists every problem, not the first. */
export function loadConfig(environment: NodeJS.ProcessEnv): LoadedConfig {
  const unknown = unknownNames(environment)
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const bad = parsed.error.issues.map((issue) => ({ where: issue.path.join('.'), message: issue.message }))
    return { ok: false, problems: [...unknown, ...bad] }
  }
  const env = parsed.data
  const chains = readChains(env)
  const registry = readRegistry(env.SEARCHER_REGISTRY_PATH)
  const problems = [
    ...unknown,
    ...roleProblems(env),
    ...notBuilt(env),
    ...chains.problems,
    ...(registry.ok ? [] : registry.problems),
  ]
  const role = env.ROLE ?? env.PROCESS_ROLE ?? 'all'
  if (problems.length > 0 || !registry.ok || role === 'api') return { ok: false, problems }
  return { ok: true, config: { env, role, chains: chains.chains, registry: registry.registry } }
}

function roleProblems(env: Environment): readonly ConfigProblem[] {
  if (env.ROLE === undefined || env.PROCESS_ROLE === undefined || env.ROLE === env.PROCESS_ROLE) return []
  return [
    { where: 'PROCESS_ROLE', message: `is ${env.PROCESS_ROLE}, but ROLE is ${env.ROLE}; set one of them` },
  ]
}
