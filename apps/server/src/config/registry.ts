import { readFileSync } from 'node:fs'
import { errorMessage } from '@org/events'
import { loadRegistry, type ProtocolRegistry, parseRegistry } from '@org/searcher'
import type { ConfigProblem } from './problem.ts'

export type RegistryResult =
  | { readonly ok: true; readonly registry: ProtocolRegistry }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** The built-in protocol registry, with the user's file (`SEARCHER_REGISTRY_PATH`) over it. */
export function readRegistry(path: string | undefined): RegistryResult {
  if (path === undefined) return { ok: true, registry: loadRegistry() }
  const where = `SEARCHER_REGISTRY_PATH (${path})`
  let userEntries: unknown
  try {
    userEntries = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return { ok: false, problems: [{ where, message: errorMessage(error) }] }
  }
  const parsed = parseRegistry(userEntries)
  if (parsed.ok) return { ok: true, registry: loadRegistry({ userEntries }) }
  return {
    ok: false,
    problems: parsed.problems.map((problem) => ({
      where: `${where}: ${problem.path}`,
      message: problem.message,
    })),
  }
}
