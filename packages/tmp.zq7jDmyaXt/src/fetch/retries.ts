import type { PendingTx } from '../dedupe/sightings.ts'
import { backoffMs } from '../transport/backoff.ts'

/** Hashes that wait for their next attempt, in groups that wait equally long. Its owner bounds them. */
export interface Retries {
  /**
   * Holds a hash until its retry, and counts the attempt.
   * @param baseMs the first wait; doubling, with jitter
   */
  hold(pendings: readonly PendingTx[], baseMs: number): void
  /** Releases every timer and returns what waited. */
  takeAll(): PendingTx[]
}

export interface RetriesOptions {
  readonly random: () => number
  readonly onDue: (pendings: readonly PendingTx[]) => void
}

const MAX_RETRY_MS = 10_000

export function createRetries(options: RetriesOptions): Retries {
  const waiting = new Map<NodeJS.Timeout, readonly PendingTx[]>()
  const wait = (group: readonly PendingTx[], ms: number): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer)
      options.onDue(group)
    }, ms)
    waiting.set(timer, group)
  }
  return {
    hold(pendings, baseMs) {
      const byAttempt = new Map<number, PendingTx[]>()
      for (const pending of pendings) {
        const group = byAttempt.get(pending.attempts)
        if (group === undefined) byAttempt.set(pending.attempts, [pending])
        else group.push(pending)
        pending.attempts++
      }
      for (const [attempt, group] of byAttempt) {
        wait(group, backoffMs(attempt, { baseMs, maxMs: MAX_RETRY_MS, random: options.random }))
      }
    },
    takeAll() {
      const all = [...waiting.values()].flat()
      for (const timer of waiting.keys()) clearTimeout(timer)
      waiting.clear()
      return all
    },
  }
}
