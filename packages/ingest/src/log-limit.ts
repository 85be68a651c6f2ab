/** Lets the first of a kind of log record through and then one per interval, with how many came since the last. */
export type LogLimit = (write: (since: number) => void) => void

export interface LogLimitOptions {
  readonly monotonicMs: () => number
  /** Least time between two records. */
  readonly everyMs: number
}

export function createLogLimit({ monotonicMs, everyMs }: LogLimitOptions): LogLimit {
  let writtenMs = Number.NEGATIVE_INFINITY
  let since = 0
  return (write) => {
    since++
    const nowMs = monotonicMs()
    if (nowMs - writtenMs < everyMs) return
    writtenMs = nowMs
    write(since)
    since = 0
  }
}
