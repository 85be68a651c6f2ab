import type { Endpoint } from './endpoint.ts'
import type { Lane } from './rate-limit.ts'

/** Which endpoint is asked next. */
export interface EndpointChoice {
  /** The best that may be asked now; `null` when none may. */
  readonly best: Endpoint | null
  /** Another that may be asked now: the one that was left alone for longest. */
  readonly other: Endpoint | null
  /** Milliseconds until the first of those that may not; Infinity when only an event can tell. */
  readonly waitMs: number
}

/**
 * The endpoint with the lowest `latency × (in flight + 1) / share of bodies found`: a fast one is used until its queue
 * makes another the faster, so load spreads by itself. While none is measured, the one in use by the WebSocket is
 * taken: it has shown the hashes.
 * @param candidates verified endpoints of the right chain, in the order of the configuration
 * @param current the one in use by the WebSocket
 */
export function chooseEndpoint(
  candidates: readonly Endpoint[],
  current: Endpoint | null,
  lane: Lane,
  nowMs: number,
): EndpointChoice {
  let best: Endpoint | null = null
  let bestCost = Number.POSITIVE_INFINITY
  let waitMs = Number.POSITIVE_INFINITY
  for (const endpoint of candidates) {
    const readyInMs = endpoint.health.readyIn(lane, nowMs)
    if (readyInMs > 0) {
      waitMs = Math.min(waitMs, readyInMs)
      continue
    }
    const cost = endpoint.health.cost ?? Number.MAX_VALUE
    if (cost > bestCost || (cost === bestCost && endpoint !== current)) continue
    best = endpoint
    bestCost = cost
  }
  let other: Endpoint | null = null
  for (const endpoint of candidates) {
    if (endpoint === best || endpoint.health.readyIn(lane, nowMs) > 0) continue
    if (other === null || endpoint.health.lastSentMs < other.health.lastSentMs) other = endpoint
  }
  return { best, other, waitMs }
}
