import { SearcherError } from '../errors.ts'
import { BUILT_IN_FILES } from './built-in.ts'
import { parseRegistry } from './parse-registry.ts'
import { createProtocolRegistry, type ProtocolRegistry } from './protocol-registry.ts'
import type { RegistryFile } from './schema.ts'

export interface LoadRegistryOptions {
  /** A user's registry file as parsed JSON: adds contracts and tokens, and overrides built-in ones by address. */
  readonly userEntries?: unknown
}

/**
 * The built-in registry, with a user's file on top. Reads no file: the caller does.
 * @throws SearcherError `REGISTRY_INVALID`, listing every problem of the user's file with its path.
 * @example
 * const registry = loadRegistry({ userEntries: JSON.parse(await readFile('protocols.json', 'utf8')) })
 */
export function loadRegistry(options: LoadRegistryOptions = {}): ProtocolRegistry {
  const files = BUILT_IN_FILES.map((file) => checked(file.content, `built-in registry ${file.name}`))
  if (options.userEntries !== undefined) files.push(checked(options.userEntries, "user's registry"))
  return createProtocolRegistry(files)
}

function checked(value: unknown, what: string): RegistryFile {
  const result = parseRegistry(value)
  if (result.ok) return result.file
  const problems = result.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  throw new SearcherError('REGISTRY_INVALID', `${what} is not valid: ${problems.join('; ')}`, {
    retryable: false,
  })
}
