const DAY = /^\d{4}-\d{2}-\d{2}$/
/** A time without a zone would mean another one on each machine. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/
const DAY_MS = 86_400_000

/** Unix milliseconds of an ISO time, or of the beginning or end of a UTC day; `null` when it is neither. */
export function parseMoment(text: string, edge: 'begin' | 'end'): number | null {
  if (!DAY.test(text) && !TIME.test(text)) return null
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || ms < 0) return null
  if (!DAY.test(text)) return ms
  // A day that the month does not have would be taken for one of the next.
  if (new Date(ms).toISOString().slice(0, 10) !== text) return null
  return edge === 'begin' ? ms : ms + DAY_MS
}
