import type { Clock, Hash } from '@org/events'

/**
 * Pending transactions whose fate only a node can tell: their nonce is used and no block that was seen holds them.
 * They wait a little first, since a node's nonce may run ahead of the heads.
 */
export interface AskList {
  readonly size: number
  /** To be asked after the next {@link WAIT_BLOCKS} blocks, or `waitMs`. Nothing when it is there already. */
  add(hash: Hash): void
  /** To be asked again after `retryMs`: the answer decided nothing. */
  later(hash: Hash): void
  /** Its fate is known. */
  delete(hash: Hash): void
  /** Takes those whose time has come, oldest first; they stay until one of the above. */
  take(count: number): Hash[]
  /** A block came. */
  onBlock(): void
}

export interface AskListOptions {
  /** Longest wait for blocks, milliseconds. */
  readonly waitMs: number
  /** Wait after an answer that decided nothing, milliseconds. */
  readonly retryMs: number
  readonly clock: Clock
}

/** Blocks within which the one that holds the transaction is expected. */
const WAIT_BLOCKS = 2

export function createAskList(options: AskListOptions): AskList {
  const { waitMs, retryMs, clock } = options
  /** Each in the order of its due time. */
  const fresh = new Map<Hash, { readonly block: number; readonly dueMs: number }>()
  const again = new Map<Hash, number>()
  const asked = new Set<Hash>()
  let blocks = 0

  return {
    get size(): number {
      return fresh.size + again.size + asked.size
    },
    add(hash) {
      if (fresh.has(hash) || again.has(hash) || asked.has(hash)) return
      fresh.set(hash, { block: blocks + WAIT_BLOCKS, dueMs: clock.monotonicMs() + waitMs })
    },
    later(hash) {
      asked.delete(hash)
      fresh.delete(hash)
      again.delete(hash)
      again.set(hash, clock.monotonicMs() + retryMs)
    },
    delete(hash) {
      fresh.delete(hash)
      again.delete(hash)
      asked.delete(hash)
    },
    take(count) {
      const nowMs = clock.monotonicMs()
      const taken: Hash[] = []
      for (const [hash, { block, dueMs }] of fresh) {
        if (taken.length >= count || (block > blocks && dueMs > nowMs)) break
        taken.push(hash)
      }
      for (const [hash, dueMs] of again) {
        if (taken.length >= count || dueMs > nowMs) break
        taken.push(hash)
      }
      for (const hash of taken) {
        fresh.delete(hash)
        again.delete(hash)
        asked.add(hash)
      }
      return taken
    },
    onBlock() {
      blocks++
    },
  }
}
