import type { BlockSeenData, Hash } from '@org/events'
import type { BlockReader } from './block-reader.ts'
import type { BlockWindow, FollowedBlock } from './block-window.ts'

/** A head with everything between it and the followed chain. */
export interface LinkedBranch {
  readonly kind: 'linked'
  /** The newest block of the window that stays; `null` when none does. */
  readonly ancestor: FollowedBlock | null
  /** The blocks that come onto it, in chain order; the last is the head. */
  readonly heads: readonly BlockSeenData[]
  /** Blocks between the ancestor and the first of `heads` that are not filled in. */
  readonly skipped: number
}

/** A block in between could not be read now. */
export interface UnlinkedHead {
  readonly kind: 'unlinked'
  readonly missing: Hash | number
}

export interface FindBranchOptions {
  readonly window: BlockWindow
  readonly reader: Pick<BlockReader, 'head' | 'headsAt'>
  /** Heads that were announced and need not be read. */
  readonly known: (hash: Hash) => BlockSeenData | null
  /** Most blocks that are filled in below the head. */
  readonly maxMissedBlocks: number
}

/** Blocks of the window whose numbers are asked for in one call. */
const ANCESTORS_PER_CALL = 32

/**
 * Walks from a head back to the window, parent hash by parent hash. Blocks above the tip are read by number in batches
 * first; each counts only where the parent hash of the block above names it, and is read by its hash otherwise. An empty
 * window begins with what was announced.
 */
export async function findBranch(
  head: BlockSeenData,
  source: number,
  options: FindBranchOptions,
  signal: AbortSignal,
): Promise<LinkedBranch | UnlinkedHead> {
  const { window, reader, maxMissedBlocks } = options
  const newestFirst = [head]
  const byNumber = new Map<Hash, BlockSeenData>()
  let askedByNumber = false
  let lowest = head

  const parentOf = async (child: BlockSeenData): Promise<BlockSeenData | null> => {
    const known = options.known(child.parent_hash) ?? byNumber.get(child.parent_hash)
    if (known !== undefined && known !== null) return known
    const tip = window.tip?.head.number ?? child.number
    if (!askedByNumber && child.number - 1 > tip) {
      askedByNumber = true
      const room = maxMissedBlocks - newestFirst.length + 1
      const from = Math.max(tip + 1, child.number - room)
      const numbers = Array.from({ length: child.number - from }, (_, i) => from + i)
      for (const each of await reader.headsAt(numbers, source, signal)) byNumber.set(each.hash, each)
    }
    return byNumber.get(child.parent_hash) ?? (await reader.head(child.parent_hash, source, signal))
  }

  for (;;) {
    const ancestor = window.get(lowest.parent_hash)
    if (ancestor !== null && ancestor.head.number !== lowest.number - 1) {
      return { kind: 'unlinked', missing: lowest.number - 1 }
    }
    const oldest = window.blocks[0]
    const isFirst = oldest === undefined && options.known(lowest.parent_hash) === null
    if (ancestor !== null || isFirst || lowest.number <= (oldest?.head.number ?? 0)) {
      return { kind: 'linked', ancestor, heads: newestFirst.reverse(), skipped: 0 }
    }
    if (newestFirst.length > maxMissedBlocks) break
    const parent = await parentOf(lowest)
    if (parent === null || parent.number !== lowest.number - 1) {
      return { kind: 'unlinked', missing: lowest.parent_hash }
    }
    newestFirst.push(parent)
    lowest = parent
  }

  const found = await newestCommon(window, lowest.number, source, options, signal)
  if (found.kind === 'unlinked') return found
  const below = found.ancestor?.head.number ?? window.blocks[0]?.head.number ?? lowest.number
  return {
    kind: 'linked',
    ancestor: found.ancestor,
    heads: newestFirst.reverse(),
    skipped: Math.max(0, lowest.number - 1 - below),
  }
}

type Common = { readonly kind: 'found'; readonly ancestor: FollowedBlock | null } | UnlinkedHead

/** The newest block of the window below `number` that the source has too, asked by number from the newest down. */
async function newestCommon(
  window: BlockWindow,
  number: number,
  source: number,
  options: FindBranchOptions,
  signal: AbortSignal,
): Promise<Common> {
  const below = window.blocks.filter((block) => block.head.number < number)
  for (let end = below.length; end > 0; end -= ANCESTORS_PER_CALL) {
    const group = below.slice(Math.max(0, end - ANCESTORS_PER_CALL), end)
    const numbers = group.map((block) => block.head.number)
    const theirs = await options.reader.headsAt(numbers, source, signal)
    for (const block of group.reverse()) {
      const other = theirs.find((head) => head.number === block.head.number)
      // An answer that is missing is no proof that the block is gone.
      if (other === undefined) return { kind: 'unlinked', missing: block.head.number }
      if (other.hash === block.head.hash) return { kind: 'found', ancestor: block }
    }
  }
  return { kind: 'found', ancestor: null }
}
