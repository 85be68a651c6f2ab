/** Bound of what a node may ask for: a wrong clock must not silence an endpoint for hours. */
export const MAX_RETRY_AFTER_MS = 300_000

/**
 * `Retry-After` in either form: seconds or an HTTP date (RFC 9110, section 10.2.3).
 * @param nowUnixMs wall clock
 * @returns milliseconds from now, at most {@link MAX_RETRY_AFTER_MS}; `null` when it is absent or neither form
 */
export function parseRetryAfter(value: unknown, nowUnixMs: number): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null
  const seconds = Number(value)
  const ms = Number.isNaN(seconds) ? Date.parse(value) - nowUnixMs : seconds * 1000
  return bounded(ms)
}

/** The pause Infura writes into its error object: `data.rate.backoff_seconds`. `null` when there is none. */
export function backoffHintMs(error: unknown): number | null {
  const seconds = field(field(field(error, 'data'), 'rate'), 'backoff_seconds')
  return typeof seconds === 'number' && seconds > 0 ? bounded(seconds * 1000) : null
}

function bounded(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : null
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name] // an object of unknown fields
    : undefined
}
