import type { BlockSeenData, Hash } from '@org/events'
import type { MinedBlock } from './mined-block.ts'

/** A block of the followed chain, and how far it was read. */
export interface FollowedBlock {
  readonly head: BlockSeenData
  /** Index of the source that showed it, or whose head led to it: asked first. */
  readonly source: number
  /** When it was taken up, milliseconds of the monotonic clock. */
  readonly sinceMs: number
  /** What was read of its transactions, until the listener is told. */
  body: MinedBlock | null
  /** The listener was told what it holds. */
  told: boolean
  /** It could not be read in time, and is not tried any more. */
  givenUp: boolean
  /** Attempts to read it so far, and those that failed otherwise than by "not there yet". */
  attempts: number
  failures: number
  /** Read with hashes only from now on. */
  hashesOnly: boolean
  /** Following heads with which it was tried again. */
  rounds: number
}

export function createFollowedBlock(head: BlockSeenData, source: number, sinceMs: number): FollowedBlock {
  const unread = { body: null, told: false, givenUp: false }
  return { head, source, sinceMs, ...unread, attempts: 0, failures: 0, hashesOnly: false, rounds: 0 }
}

/**
 * The newest blocks of the followed chain that are not final, in chain order. Each is the parent of the next, but for
 * places where too many heads were missed to fill them in. Bounded: when full the oldest block leaves.
 */
export interface BlockWindow {
  readonly tip: FollowedBlock | null
  /** Oldest first. */
  readonly blocks: readonly FollowedBlock[]
  /** Blocks up to this number are final; -1 when none is known to be. */
  readonly final: number
  get(hash: Hash): FollowedBlock | null
  /** Puts a block on top of the tip. */
  push(block: FollowedBlock): void
  /** Takes the tip off. A window that was emptied begins again: of a chain that follows nothing is final. */
  pop(): FollowedBlock | null
  /**
   * The blocks up to this number are final: those below it leave. The one at it stays, since others build on it, and
   * so does the tip.
   * @returns those that left
   */
  settle(number: number): readonly FollowedBlock[]
}

export function createBlockWindow(capacity: number): BlockWindow {
  const blocks: FollowedBlock[] = []
  const byHash = new Map<Hash, FollowedBlock>()
  let final = -1
  return {
    blocks,
    get tip(): FollowedBlock | null {
      return blocks.at(-1) ?? null
    },
    get final(): number {
      return final
    },
    get: (hash) => byHash.get(hash) ?? null,
    push(block) {
      blocks.push(block)
      byHash.set(block.head.hash, block)
      if (blocks.length <= capacity) return
      const oldest = blocks.shift()
      if (oldest !== undefined) byHash.delete(oldest.head.hash)
    },
    pop() {
      const tip = blocks.pop() ?? null
      if (tip !== null) byHash.delete(tip.head.hash)
      if (blocks.length === 0) final = -1
      return tip
    },
    settle(number) {
      final = number
      const kept = blocks.findIndex((block) => block.head.number >= number)
      const left = blocks.splice(0, kept === -1 ? Math.max(0, blocks.length - 1) : kept)
      for (const block of left) byHash.delete(block.head.hash)
      return left
    },
  }
}
