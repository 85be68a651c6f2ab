import type { ChainConfig } from '@org/ingest'
import type { ProtocolRegistry } from '@org/searcher'
import { authProblems } from './auth-problems.ts'
import { type ChainsResult, readChains } from './chains.ts'
import type { Environment } from './environment.ts'
import { notBuilt } from './not-built.ts'
import type { ConfigProblem } from './problem.ts'
import { readEnvironment } from './read-environment.ts'
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

/** Names that decide which chains are read: while one of them is bad, a word on the chains would be a guess. */
const CHAIN_NAMES: readonly string[] = [
  'VIZ_API_INGEST_MODE',
  'VIZ_API_ETH_WS_URL',
  'VIZ_API_ETH_HTTP_URL',
  'VIZ_API_SOURCE_ID',
]

/**
 * Reads the environment and the files it names; starts nothing. Lists every problem, not the first. A name that is
 * set to nothing counts as not set.
 */
export function loadConfig(environment: NodeJS.ProcessEnv): LoadedConfig {
  const { env, problems: bad } = readEnvironment(environment)
  const badNames = bad.map(({ where }) => where)
  const chains = badNames.some((name) => CHAIN_NAMES.includes(name)) ? NO_CHAINS : readChains(env)
  const registry = readRegistry(env.SEARCHER_REGISTRY_PATH)
  const problems = [
    ...unknownNames(environment),
    ...bad,
    ...roleProblems(env),
    ...(badNames.includes('VIZ_API_API_KEYS') || badNames.includes('VIZ_API_AUTH_ENABLED')
      ? []
      : authProblems(env, environment)),
    ...notBuilt(env),
    ...chains.problems,
    ...(registry.ok ? [] : registry.problems),
  ]
  const role = env.ROLE ?? env.PROCESS_ROLE ?? 'all'
  if (problems.length > 0 || !registry.ok || role === 'api') return { ok: false, problems }
  return { ok: true, config: { env, role, chains: chains.chains, registry: registry.registry } }
}

const NO_CHAINS: ChainsResult = { chains: [], problems: [] }

function roleProblems(env: Environment): readonly ConfigProblem[] {
  if (env.ROLE === undefined || env.PROCESS_ROLE === undefined || env.ROLE === env.PROCESS_ROLE) return []
  return [
    { where: 'PROCESS_ROLE', message: `is ${env.PROCESS_ROLE}, but ROLE is ${env.ROLE}; set one of them` },
  ]
}
