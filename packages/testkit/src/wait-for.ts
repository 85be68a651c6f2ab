import { setTimeout as sleep } from 'node:timers/promises'

export interface WaitForOptions {
  /** @default 10,000 */
  readonly timeoutMs?: number
  /** What is waited for, for the error. */
  readonly what: string
}

const PAUSE_MS = 10

/**
 * Asks until the condition holds and returns what it answered: anything but `undefined`, `null` and `false`.
 * @throws Error that names `what` when the time is over; with the last error of the condition as its cause.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitForOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const timeoutMs = options.timeoutMs ?? 10_000
  const deadline = performance.now() + timeoutMs
  let lastError: unknown
  for (;;) {
    try {
      const value = await condition()
      lastError = undefined
      if (value !== undefined && value !== null && value !== false) {
        return value as NonNullable<Exclude<T, false>> // the excluded values were excluded
      }
    } catch (error) {
      lastError = error
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${options.what}`, { cause: lastError })
    }
    await sleep(PAUSE_MS)
  }
}
