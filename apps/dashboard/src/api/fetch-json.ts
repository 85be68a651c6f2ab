/** An answer, or why there is none in words for the reader of the page. */
export type Fetched<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

/** Loads JSON from the page's own origin. Never rejects: what went wrong is the `reason`. */
export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<Fetched<T>> {
  try {
    const response = await fetch(path, { signal, headers: { accept: 'application/json' } })
    if (!response.ok) return { ok: false, reason: await refusal(path, response) }
    return { ok: true, value: (await response.json()) as T } // the server's contract for this path
  } catch (error) {
    return {
      ok: false,
      reason: `${barePath(path)}: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

async function refusal(path: string, response: Response): Promise<string> {
  if (response.status === 401) return 'the server asks for an API key, which this page cannot give yet'
  const body: unknown = await response.json().catch(() => null)
  return `${barePath(path)} answered ${response.status}${problemText(body)}`
}

/** The words of an `application/problem+json` body. */
function problemText(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  if ('detail' in body && typeof body.detail === 'string') return `: ${body.detail}`
  if ('title' in body && typeof body.title === 'string') return `: ${body.title}`
  return ''
}

function barePath(path: string): string {
  return path.split('?', 1)[0] ?? path
}
