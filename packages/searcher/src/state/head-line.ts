import type { BlockSeenData, Hash } from '@org/events'

/**
 * What a block is to the heads before it.
 * - `new`: above all of them. Blocks between may be missing.
 * - `late`: below the newest and in one line with it, as far as is known; or told before.
 * - `replacing`: not in one line with them. What was computed on blocks before it may not be so any more.
 */
export type HeadKind = 'new' | 'late' | 'replacing'

/** Heads of one chain, told apart by number and parent: timestamps may be equal, and a node may say any. */
export interface HeadLine {
  /** Takes a block in; its kind. */
  note(block: BlockSeenData): HeadKind
}

/** Blocks that are filled in below a head are at most so far below it; one further down begins the line anew. */
const MOST_BELOW = 256

interface KnownBlock {
  readonly hash: Hash
  readonly parent: Hash
}

/** The line of one chain's heads; remembers a few hundred blocks. */
export function createHeadLine(): HeadLine {
  const blocks = new Map<number, KnownBlock>()
  let tip = -Infinity

  const isInLine = ({ number, hash, parent_hash: parent }: BlockSeenData): boolean => {
    const below = blocks.get(number - 1)
    if (below !== undefined && below.hash !== parent) return false
    const above = blocks.get(number + 1)
    if (above !== undefined && above.parent !== hash) return false
    return !blocks.has(number) && tip - number <= MOST_BELOW
  }
  const take = ({ number, hash, parent_hash: parent }: BlockSeenData): void => {
    blocks.set(number, { hash, parent })
    if (blocks.size <= 2 * MOST_BELOW) return
    for (const known of blocks.keys()) if (known < tip - MOST_BELOW) blocks.delete(known)
  }

  return {
    note(block) {
      const { number } = block
      if (blocks.get(number)?.hash === block.hash) return 'late'
      if (isInLine(block)) {
        const kind = number > tip ? 'new' : 'late'
        tip = Math.max(tip, number)
        take(block)
        return kind
      }
      tip = number
      for (const known of blocks.keys())
        if (known >= number || known < number - MOST_BELOW) blocks.delete(known)
      take(block)
      return 'replacing'
    },
  }
}
