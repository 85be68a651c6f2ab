import type { Clock } from '@org/events'

/** What a connection knows of its own sight. */
export interface Sight {
  /** Both subscriptions are acknowledged. */
  live: boolean
  /** Last frame or pong, Unix microseconds. */
  lastAliveUs: number
  /** Last announced hash, or when the connection went live, Unix microseconds. */
  lastPendingUs: number
}

export interface WatchdogOptions {
  readonly sight: Readonly<Sight>
  readonly clock: Clock
  readonly connectTimeoutMs: number
  readonly pingIntervalMs: number
  /** `null` where silence is no alarm. */
  readonly silenceTimeoutMs: number | null
  readonly ping: () => void
  /** Not subscribed in time, or half open. */
  readonly onLost: (why: string) => void
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
    if (!sight.live) options.onLost(`not subscribed within ${options.connectTimeoutMs} ms`)
  }, options.connectTimeoutMs)

  let aliveAtPingUs: number | null = null
  const pinging = setInterval(() => {
    if (!sight.live) return
    if (sight.lastAliveUs === aliveAtPingUs) {
      options.onLost(`no answer to a ping within ${options.pingIntervalMs} ms`)
      return
    }
    aliveAtPingUs = sight.lastAliveUs
    options.ping()
  }, options.pingIntervalMs)

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
    clearInterval(looking)
  }
}
