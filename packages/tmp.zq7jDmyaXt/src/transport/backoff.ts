import { setTimeout as delay } from 'node:timers/promises'

/** Waiting times that double from `baseMs` up to `maxMs`, each drawn from its upper half so that clients spread out. */
export interface Backoff {
  /** The next waiting time in milliseconds. */
  next(): number
  /** Begins again at `baseMs`, after a success. */
  reset(): void
}

export interface BackoffOptions {
  readonly baseMs: number
  readonly maxMs: number
  /** Uniform in [0, 1). */
  readonly random: () => number
}

export function createBackoff(options: BackoffOptions): Backoff {
  let attempt = 0
  return {
    next: () => backoffMs(attempt++, options),
    reset(): void {
      attempt = 0
    },
  }
}

/** Waiting time before retry number `attempt`, counted from 0. */
export function backoffMs(attempt: number, options: BackoffOptions): number {
  const ceiling = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 30))
  return ceiling * (0.5 + options.random() / 2)
}

/** Waits, or returns at once when the signal aborts; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
