/** How many calls one endpoint takes in a batch, learned from what it refuses. */
export interface BatchLimit {
  /** Most calls the next batch may hold; now and then twice the learned limit, as a careful larger try. */
  size(nowMs: number): number
  /** The learned limit. */
  readonly learned: number
  /** A batch of this size goes out. */
  began(size: number, nowMs: number): void
  /** A batch of this size was taken. */
  answered(size: number, nowMs: number): void
  /** A batch was refused for its size (`explicit`), or without a reason that is known. */
  refused(size: number, explicit: boolean, nowMs: number): void
}

/** An explicit refusal is believed for so long before one larger batch is tried. */
export const EXPLICIT_REFUSAL_MS = 600_000
/** A refusal without a known reason is believed for a second, then for twice as long each time it happens again. */
const FIRST_DOUBT_MS = 1000
/** Between two larger tries of which the first was lost. */
const TRY_INTERVAL_MS = 1000

/** @param max the configured bound, at least 1 */
export function createBatchLimit(max: number): BatchLimit {
  let limit = max
  let growFromMs = 0
  let doubtMs = FIRST_DOUBT_MS
  return {
    get learned(): number {
      return limit
    },
    size: (nowMs) => (limit < max && nowMs >= growFromMs ? Math.min(max, limit * 2) : limit),
    began(size, nowMs) {
      // One larger try at a time: the others in flight keep to what is known.
      if (size > limit) growFromMs = nowMs + TRY_INTERVAL_MS
    },
    answered(size, nowMs) {
      if (size <= limit) return
      limit = size
      growFromMs = nowMs
      if (limit === max) doubtMs = FIRST_DOUBT_MS
    },
    refused(size, explicit, nowMs) {
      limit = Math.max(1, Math.min(limit, Math.floor(size / 2)))
      if (explicit) {
        growFromMs = nowMs + EXPLICIT_REFUSAL_MS
        return
      }
      // Several batches in flight meet the same refusal: the doubt grows once.
      if (nowMs < growFromMs) return
      growFromMs = nowMs + doubtMs
      doubtMs = Math.min(EXPLICIT_REFUSAL_MS, doubtMs * 2)
    },
  }
}
