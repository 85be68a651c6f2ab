import type { BlockSeenData, Hash } from '@org/events'
import type { AnnouncedHead } from './head-queue.ts'

/** What is remembered of a head beside the window: its first showing, and whether `BlockSeen` told of it. */
interface ShownHead extends AnnouncedHead {
  told: boolean
}

/**
 * Remembers the first showing of each head: of those that are followed, so that `BlockSeen` is told once; of the
 * others, so that a branch that wins after all is known without asking. Bounded: the oldest is forgotten.
 */
export interface ShownHeads {
  readonly size: number
  get(hash: Hash): ShownHead | null
  /** The first showing: this one, when the head is new. */
  note(head: BlockSeenData, source: number, arrivalUs: number): ShownHead
}

export function createShownHeads(capacity: number): ShownHeads {
  const heads = new Map<Hash, ShownHead>()
  return {
    get size(): number {
      return heads.size
    },
    get: (hash) => heads.get(hash) ?? null,
    note(head, source, arrivalUs) {
      const known = heads.get(head.hash)
      if (known !== undefined) return known
      const shown: ShownHead = { head, source, arrivalUs, told: false }
      heads.set(head.hash, shown)
      if (heads.size > capacity) {
        const [oldest] = heads.keys()
        if (oldest !== undefined) heads.delete(oldest)
      }
      return shown
    },
  }
}
