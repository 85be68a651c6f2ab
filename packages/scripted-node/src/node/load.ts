import type { LoadOptions, LoadReport } from '../control.ts'

/** Announcements go out in slices of this many milliseconds. */
const SLICE_MS = 5

/**
 * Calls `announce` with the number of transactions that are due, every few milliseconds, until all of them are. What
 * a busy machine delays is made up for in the next slice.
 */
export function runLoad(
  { rate, seconds }: LoadOptions,
  nowMs: () => number,
  announce: (count: number) => void,
): Promise<LoadReport> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadReport>()
  const total = Math.round(rate * seconds)
  const beganMs = nowMs()
  let announced = 0
  let sliceMs = beganMs
  let longestPauseMs = 0
  const slice = (): void => {
    const elapsedMs = nowMs() - beganMs
    longestPauseMs = Math.max(longestPauseMs, nowMs() - sliceMs)
    sliceMs = nowMs()
    const due = Math.min(total, Math.round((rate * elapsedMs) / 1000))
    if (due > announced) announce(due - announced)
    announced = due
    if (announced < total) return
    clearInterval(timer)
    resolve({ announced, seconds: (nowMs() - beganMs) / 1000, longestPauseMs })
  }
  const timer = setInterval(() => {
    try {
      slice()
    } catch (error) {
      clearInterval(timer)
      reject(error)
    }
  }, SLICE_MS)
  return promise
}
