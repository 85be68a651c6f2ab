import type { Clock } from '@org/events'

/** What a connection knows of its own sight. */
export interface Sight {
  /** The subscriptions are acknowledged. */
  live: boolean
  /** Last frame or pong, Unix microseconds. */
  lastAliveUs: number
  /** Last announced transaction, or when the connection went live, Unix microseconds. */
  lastPendingUs: number
}

export interface WatchdogOptions {
  readonly sight: Readonly<Sight>
  readonly clock: Clock
  readonly connectTimeoutMs: number
  /** Longest time without a sign of life of a live connection; it is pinged twice in this time. */
  readonly pingIntervalMs: number
  /** `null` where silence is no alarm. */
  readonly silenceTimeoutMs: number | null
  readonly ping: () => void
  /** The connect timeout is over and the connection is not live. */
  readonly onTimeUp: () => void
  /** Half open: no answer to a ping. */
  readonly onHalfOpen: () => void
  readonly onSilent: (silentMs: number) => void
}

/** How finely silence is looked at, as a share of its timeout. */
const LOOKS_PER_SILENCE = 10

/**
 * Starts the three timers that notice what the socket itself does not tell: no subscription in time, no answer to a
 * ping, an open subscription that stays quiet. Time is measured on the monotonic clock and nothing is done per frame.
 * @returns what stops them
 */
export function startWatchdogs(options: WatchdogOptions): () => void {
  const { sight, clock, silenceTimeoutMs } = options

  const acknowledging = setTimeout(() => {
    if (!sight.live) options.onTimeUp()
  }, options.connectTimeoutMs)

  // Two looks per interval: what died just after a look is found out by the next but one, within the interval.
  let aliveAtPingUs: number | null = null
  let lastLook: NodeJS.Immediate | undefined
  const pinging = setInterval(() => {
    if (!sight.live) return
    if (sight.lastAliveUs === aliveAtPingUs) {
      // A busy process may not have read its sockets since the ping: an answer that lies there still counts.
      lastLook = setImmediate(() => {
        if (sight.lastAliveUs === aliveAtPingUs) options.onHalfOpen()
      })
      return
    }
    aliveAtPingUs = sight.lastAliveUs
    options.ping()
  }, options.pingIntervalMs / 2)

  let pendingAtLookUs = 0
  let quietSinceMs = 0
  const look = (): void => {
    const nowMs = clock.monotonicMs()
    if (!sight.live || sight.lastPendingUs !== pendingAtLookUs) {
      pendingAtLookUs = sight.lastPendingUs
      quietSinceMs = nowMs
    } else if (silenceTimeoutMs !== null && nowMs - quietSinceMs >= silenceTimeoutMs) {
      options.onSilent(nowMs - quietSinceMs)
    }
  }
  const looking =
    silenceTimeoutMs === null
      ? undefined
      : setInterval(look, Math.max(1, silenceTimeoutMs / LOOKS_PER_SILENCE))

  return () => {
    clearTimeout(acknowledging)
    clearInterval(pinging)
    clearImmediate(lastLook)
    clearInterval(looking)
  }
}
