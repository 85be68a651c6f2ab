import type { Clock, WorkerHeartbeat } from '@org/events'

const BEAT_MS = 1_000
const STALE_AFTER_MS = 5_000

/** Beats while the parts of a node are at work. */
export interface Heartbeat extends WorkerHeartbeat {
  start(): void
  /** Releases the timer. Idempotent. */
  stop(): void
}

/** @param isAtWork asked at each beat: without it there is none, and the last one grows old. */
export function createHeartbeat(clock: Clock, isAtWork: () => boolean): Heartbeat {
  let lastUs: number | null = null
  let timer: NodeJS.Timeout | null = null
  const beat = (): void => {
    if (isAtWork()) lastUs = clock.nowUs()
  }
  return {
    staleAfterMs: STALE_AFTER_MS,
    lastUs: () => lastUs,
    start() {
      beat()
      timer ??= setInterval(beat, BEAT_MS)
    },
    stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
    },
  }
}
