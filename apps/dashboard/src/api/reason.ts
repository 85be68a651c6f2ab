import { VizClientError } from '@org/viz-client'

/** What went wrong, in words for the reader of the page. */
export function reasonOf(error: unknown): string {
  if (needsKey(error)) return 'the server asks for an API key'
  return error instanceof Error ? error.message : String(error)
}

/** True when the server wants a key, or another one. */
export function needsKey(error: unknown): boolean {
  return error instanceof VizClientError && error.status === 401
}
