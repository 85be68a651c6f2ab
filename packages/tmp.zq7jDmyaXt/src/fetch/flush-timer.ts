/** When a partial batch goes. */
export interface FlushTimer {
  /** A hash was queued. */
  queued(nowMs: number): void
  /** Releases the timer. Idempotent. */
  cancel(): void
}

/**
 * A hash that comes alone goes as soon as the frames that were read with it are handled; one that follows another
 * within `flushMs` waits for company, at most that long.
 */
export function createFlushTimer(flushMs: number, flush: () => void): FlushTimer {
  let immediate: NodeJS.Immediate | null = null
  let timer: NodeJS.Timeout | null = null
  let lastMs = Number.NEGATIVE_INFINITY
  const due = (): void => {
    immediate = null
    timer = null
    flush()
  }
  return {
    queued(nowMs) {
      const alone = nowMs - lastMs >= flushMs
      lastMs = nowMs
      if (immediate !== null || timer !== null) return
      if (alone) immediate = setImmediate(due)
      else timer = setTimeout(due, flushMs)
    },
    cancel() {
      if (immediate !== null) clearImmediate(immediate)
      if (timer !== null) clearTimeout(timer)
      immediate = null
      timer = null
    },
  }
}
