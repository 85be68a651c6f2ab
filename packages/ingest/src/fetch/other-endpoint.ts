import type { PendingTx } from '../dedupe/sightings.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { EndpointPool, PoolChoice } from '../endpoints/endpoint-pool.ts'

/**
 * A hash that one endpoint could not give goes to another one with its next attempt, if there is one that may be asked:
 * what a fast endpoint does not have, or always answers with an error, another may have.
 */
export interface OtherEndpoint {
  /** Takes note of who did not give a hash that will be asked for again. */
  failed(pending: PendingTx, endpoint: Endpoint): void
  /** Who did not give it at the last attempt; `null` before the second one. */
  failedAt(pending: PendingTx | undefined): Endpoint | null
  /** Decides who is asked for a batch that begins with this hash. */
  choose(first: PendingTx | undefined): PoolChoice
}

export function createOtherEndpoint(pool: EndpointPool): OtherEndpoint {
  const last = new WeakMap<PendingTx, Endpoint>()
  // Another source may have asked since: what is noted here is of no meaning before the first retry.
  const failedAt = (pending: PendingTx | undefined): Endpoint | null =>
    pending === undefined || pending.attempts === 0 ? null : (last.get(pending) ?? null)
  return {
    failed(pending, endpoint) {
      last.set(pending, endpoint)
    },
    failedAt,
    choose(first) {
      const endpoint = failedAt(first)
      if (endpoint !== null) {
        const choice = pool.choose('bodies', new Set([endpoint]))
        if (choice.kind === 'send') return choice
      }
      return pool.choose('bodies')
    },
  }
}
