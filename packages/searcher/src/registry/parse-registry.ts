import { type RegistryFile, registryFileSchema } from './schema.ts'

/** One thing wrong in a registry file. */
export interface RegistryProblem {
  /** Where, for example `chains[0].contracts[2].address`; `''` for the file as a whole. */
  readonly path: string
  readonly message: string
}

export type RegistryResult =
  | { readonly ok: true; readonly file: RegistryFile }
  | { readonly ok: false; readonly problems: readonly RegistryProblem[] }

/** Checks a registry file that was read as JSON. Lists every problem, not only the first. */
export function parseRegistry(value: unknown): RegistryResult {
  const result = registryFileSchema.safeParse(value)
  if (result.success) return { ok: true, file: result.data }
  return {
    ok: false,
    problems: result.error.issues.map((issue) => ({ path: pathText(issue.path), message: issue.message })),
  }
}

function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text
}
