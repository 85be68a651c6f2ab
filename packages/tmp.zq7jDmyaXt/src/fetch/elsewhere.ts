import type { PendingTx } from '../dedupe/sightings.ts'

/** A source of the chain as the others see it. */
export interface OtherSource {
  /** Subscribed, and its HTTP side may be asked soon: worth asking. */
  readonly usable: boolean
  /** Takes a hash to fetch; false when its queue is at its bound. */
  fetch(pending: PendingTx): boolean
}

/**
 * Hands a hash whose body one source could not give to the next usable one that may have it: first those that announced
 * it, then the rest; each source is asked once.
 * @param waitingAt the source that holds the hash and could ask for it, but not soon: when the others turn out to have
 * nothing it is given back to it, usable or not. Only once for each hash, so that it does not go to and fro.
 * @returns false when there is none left
 */
export type AskElsewhere = (pending: PendingTx, waitingAt?: number) => boolean

/** @param sources the sources of the chain, by index */
export function createAskElsewhere(sources: readonly OtherSource[]): AskElsewhere {
  /** Who waits for a hash that others were asked for; `null` when it was given back. */
  const waiting = new WeakMap<PendingTx, OtherSource | null>()
  const ask = (pending: PendingTx, announced: boolean): boolean => {
    for (const [index, source] of sources.entries()) {
      const bit = 1 << index
      if ((pending.asked & bit) !== 0 || ((pending.sources & bit) !== 0) !== announced) continue
      if (!source.usable) continue
      pending.asked |= bit
      if (source.fetch(pending)) return true
    }
    return false
  }
  const askUsable = (pending: PendingTx): boolean => ask(pending, true) || ask(pending, false)
  const giveBack = (pending: PendingTx): boolean => {
    const source = waiting.get(pending) ?? null
    if (source === null) return false
    waiting.set(pending, null)
    return source.fetch(pending)
  }
  const relieve = (pending: PendingTx, waitingAt: number): boolean => {
    if (waiting.has(pending)) return false
    pending.asked |= 1 << waitingAt
    if (!askUsable(pending)) return false
    waiting.set(pending, sources[waitingAt] ?? null)
    return true
  }
  return (pending, waitingAt) =>
    waitingAt === undefined ? askUsable(pending) || giveBack(pending) : relieve(pending, waitingAt)
}
