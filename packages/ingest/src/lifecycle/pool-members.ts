import type { Clock, Hash } from '@org/events'
import { AgeList } from './age-list.ts'
import type { PoolState, PoolTransaction } from './pool-transaction.ts'

/** Every transaction a pool knows, by hash and by age. */
export interface PoolMembers {
  readonly size: number
  readonly states: Readonly<Record<PoolState, number>>
  /** The one that waits longest to be mined. */
  readonly oldestPending: PoolTransaction | null
  /** The one that was replaced or dropped longest ago. */
  readonly oldestRetired: PoolTransaction | null
  get(hash: Hash): PoolTransaction | undefined
  has(hash: Hash): boolean
  /** A new one, or one that left its block: pending from now on. */
  wait(tx: PoolTransaction): void
  /** Changes what was last said of it; among pending ones its age stays. */
  move(tx: PoolTransaction, state: 'ready' | 'blocked' | 'confirmed'): void
  /** Replaced or dropped; known for a while, since it may be mined all the same. */
  retire(tx: PoolTransaction, state: 'replaced' | 'dropped'): void
  forget(tx: PoolTransaction): void
}

/** @param maxRetired most transactions that were replaced or dropped; the oldest is forgotten */
export function createPoolMembers(maxRetired: number, clock: Pick<Clock, 'nowUs'>): PoolMembers {
  const known = new Map<Hash, PoolTransaction>()
  const pending = new AgeList<PoolTransaction>()
  const retired = new AgeList<PoolTransaction>()
  const states = { waiting: 0, ready: 0, blocked: 0, confirmed: 0, replaced: 0, dropped: 0 }

  const enter = (tx: PoolTransaction, state: PoolState): void => {
    // What is in a list is known: no need to look for it.
    if (tx.list !== null || known.has(tx.hash)) states[tx.state]--
    else known.set(tx.hash, tx)
    states[state]++
    tx.state = state
  }
  const forget = (tx: PoolTransaction): void => {
    tx.list?.remove(tx)
    if (known.delete(tx.hash)) states[tx.state]--
  }

  return {
    states,
    get size(): number {
      return known.size
    },
    get oldestPending(): PoolTransaction | null {
      return pending.oldest
    },
    get oldestRetired(): PoolTransaction | null {
      return retired.oldest
    },
    get: (hash) => known.get(hash),
    has: (hash) => known.has(hash),
    wait(tx) {
      enter(tx, 'waiting')
      tx.sinceUs = clock.nowUs()
      pending.add(tx)
    },
    move(tx, state) {
      enter(tx, state)
      if (state === 'confirmed') tx.list?.remove(tx)
    },
    retire(tx, state) {
      enter(tx, state)
      tx.sinceUs = clock.nowUs()
      retired.add(tx)
      if (retired.size > maxRetired && retired.oldest !== null) forget(retired.oldest)
    },
    forget,
  }
}
