/**
 * What a socket or an HTTP client says went wrong. A host with several addresses fails with an error for each and an
 * empty message of its own.
 */
export function networkErrorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return [...new Set(error.errors.map(networkErrorText))].join(', ')
  }
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}
