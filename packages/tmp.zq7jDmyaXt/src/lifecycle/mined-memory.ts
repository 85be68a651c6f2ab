import type { Hash } from '@org/events'
import type { ConfirmedBlock } from './confirmed-blocks.ts'
import type { MinedStatus } from './mined-block.ts'

/** Where a transaction was mined. */
export interface MinedAt {
  readonly block: ConfirmedBlock
  readonly status: MinedStatus
}

/**
 * Which of the hashes mined of late stand in which block: a body may arrive after its block. Two generations: when the
 * young one holds half the bound, the old one is let go, so that at least half of the bound is remembered, and blocks
 * that nothing remembers any more are free. A block that left the chain stays until then: whoever asks looks at it.
 */
export interface MinedMemory {
  readonly size: number
  get(hash: Hash): MinedAt | undefined
  set(hash: Hash, at: MinedAt): void
  clear(): void
}

/** @param capacity most hashes, at least 2 */
export function createMinedMemory(capacity: number): MinedMemory {
  const half = Math.max(1, Math.floor(capacity / 2))
  let young = new Map<Hash, MinedAt>()
  let old = new Map<Hash, MinedAt>()
  return {
    get size(): number {
      return young.size + old.size
    },
    get: (hash) => young.get(hash) ?? old.get(hash),
    set(hash, at) {
      old.delete(hash)
      if (young.size >= half && !young.has(hash)) {
        old = young
        young = new Map()
      }
      young.set(hash, at)
    },
    clear() {
      young = new Map()
      old = new Map()
    },
  }
}
