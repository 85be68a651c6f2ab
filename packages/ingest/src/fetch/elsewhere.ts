import type { PendingTx } from '../dedupe/sightings.ts'

/** A source of the chain as the others see it. */
export interface OtherSource {
  /** Subscribed, and its HTTP side may be asked soon: worth asking. */
  readonly usable: boolean
  /** Takes a hash to fetch; false when its queue is at its bound. */
  fetch(pending: PendingTx): boolean
}

/**
 * Hands a hash whose body one source could not give to the next one that may have it: first those that announced it,
 * then the rest; each source is asked once.
 * @returns false when there is none left
 */
export type AskElsewhere = (pending: PendingTx) => boolean

/** @param sources the sources of the chain, by index */
export function createAskElsewhere(sources: readonly OtherSource[]): AskElsewhere {
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
  return (pending) => ask(pending, true) || ask(pending, false)
}
