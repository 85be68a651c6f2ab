import type { StoredEvent } from '@org/events'

/** All stored lines, page by page, as the server sent them. */
export async function readEvents(url: string, after = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  let cursor = after
  for (;;) {
    const response = await fetch(`${url}/events?after=${cursor}&limit=5000`)
    if (response.status !== 200) throw new Error(`GET /events: ${response.status} ${await response.text()}`)
    const page = (await response.json()) as StoredEvent[] // the contract of /events
    events.push(...page)
    cursor = Number(response.headers.get('x-next-after'))
    if (page.length < 5000) return events
  }
}

/** A JSON answer of a GET that must succeed. */
export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`GET ${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T // the caller names the contract's type
}
