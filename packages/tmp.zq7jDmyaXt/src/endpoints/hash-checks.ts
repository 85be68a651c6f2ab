import { createHashCheck, type HashCheck, type HashCheckOptions } from '../decode/hash-check.ts'
import type { Endpoint } from './endpoint.ts'

/** Looks at nothing. */
const UNCHECKED: HashCheck = { mismatch: () => null }

/**
 * One hash check per endpoint: a new endpoint is looked at more closely than a known one.
 * @param options `null`: nothing is checked
 */
export function createHashChecks(
  endpoints: readonly Endpoint[],
  options: HashCheckOptions | null,
): (endpoint: Endpoint | null) => HashCheck {
  if (options === null) return () => UNCHECKED
  const checks = new Map(endpoints.map((endpoint) => [endpoint, createHashCheck(options)]))
  const unknown = createHashCheck(options)
  return (endpoint) => (endpoint === null ? unknown : (checks.get(endpoint) ?? unknown))
}
