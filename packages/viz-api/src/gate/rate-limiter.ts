/** How much each client may ask, and of how many clients that is known. */
export interface RateLimiterOptions {
  /** Requests a minute, all at once or spread. 0: no limit. */
  readonly perMinute: number
  /** Clients that are told apart at once. */
  readonly maxClients: number
  readonly monotonicMs: () => number
}

/** A token bucket per client: it holds a minute's requests and is filled evenly. */
export interface RateLimiter {
  /** Takes one token; otherwise the seconds until there is one. */
  spend(client: string): { readonly ok: true } | { readonly ok: false; readonly retryAfterS: number }
  /** Clients that are told apart now. */
  size(): number
}

const MINUTE_MS = 60_000
const SPENT = { ok: true } as const
/** When the table is full, everyone who is not in it shares this bucket. */
const OTHERS = ''
/** Longest between two searches for full buckets, in milliseconds. */
const SWEEP_MS = 1_000

export function createRateLimiter({ perMinute, maxClients, monotonicMs }: RateLimiterOptions): RateLimiter {
  const intervalMs = MINUTE_MS / perMinute
  // One number says all of a bucket: when it will be full. A full one need not be kept.
  const fullAt = new Map<string, number>()
  let sweptMs = Number.NEGATIVE_INFINITY

  /** The bucket of a client: its own, unless the table is full of others that are in use. */
  function bucketOf(client: string, nowMs: number): string {
    if (fullAt.has(client) || fullAt.size < maxClients) return client
    if (nowMs - sweptMs >= SWEEP_MS) {
      sweptMs = nowMs
      for (const [other, atMs] of fullAt) if (atMs <= nowMs) fullAt.delete(other)
    }
    return fullAt.size < maxClients ? client : OTHERS
  }

  return {
    spend(client) {
      if (perMinute === 0) return SPENT
      const nowMs = monotonicMs()
      const bucket = bucketOf(client, nowMs)
      const next = Math.max(fullAt.get(bucket) ?? 0, nowMs) + intervalMs
      const missingMs = next - nowMs - MINUTE_MS
      // A hair of rounding is not a missing token.
      if (missingMs > 1e-6 * MINUTE_MS) return { ok: false, retryAfterS: Math.ceil(missingMs / 1000) }
      fullAt.set(bucket, next)
      return SPENT
    },
    size: () => fullAt.size,
  }
}
