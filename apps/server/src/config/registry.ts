import { readFileSync } from 'node:fs'
import { errorMessage } from '@org/events'
import { loadRegistry, type ProtocolRegistry } from '@org/searcher'
import type { ConfigProblem } from './problem.ts'

export type RegistryResult =
  | { readonly ok: true; readonly registry: ProtocolRegistry }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** The built-in protocol registry, with the user's file (`SEARCHER_REGISTRY_PATH`) over it. */
export function readRegistry(path: string | undefined): RegistryResult {
  const where = `SEARCHER_REGISTRY_PATH (${path})`
  let userEntries: unknown
  try {
    userEntries = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return { ok: false, problems: [{ where, message: errorMessage(error) }] }
  }
  const loaded = loadRegistry({ userEntries })
  if (loaded.ok) return loaded
  return {
    ok: false,
    problems: loaded.problems.map(({ path, message }) => ({ where: `${where}: ${path}`, message })),
  }
}
