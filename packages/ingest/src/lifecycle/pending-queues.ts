import type { Hash } from '@org/events'
import type { AskList } from './ask-list.ts'
import { bumpBps, type Fees, outbids } from './fee-bump.ts'
import type { PoolDropReason, PoolEvents } from './pool-events.ts'
import type { PoolMembers } from './pool-members.ts'
import type { PoolTransaction } from './pool-transaction.ts'
import type { QueueListener, SenderQueue } from './sender-queue.ts'
import type { Senders } from './senders.ts'

/** A transaction that uses its nonce, as far as its fees are known. */
type NonceUser = Omit<Fees, 'maxBlobFeeWei'> & { readonly hash: Hash }

/**
 * The pending transactions of a pool in the queues of their senders: which is ready, which is blocked, which gives way.
 *
 * What becomes of the others of a sender is said when all that belongs together was told ({@link settle}): within one
 * block, and from the first block that leaves the chain ({@link hold}) to the last that joins it, a transaction may
 * change its standing many times and end where it was.
 */
export interface PendingQueues {
  /** A new transaction. @param isSaidMined a node names a block for it that was not seen */
  admit(tx: PoolTransaction, isSaidMined: boolean): void
  /** A transaction left its block and waits again. */
  readmit(tx: PoolTransaction): void
  /** Takes it out of its queue, since a block holds it; others of its sender and nonce are replaced. */
  release(tx: PoolTransaction): void
  /** Lets it go. */
  drop(tx: PoolTransaction, reason: PoolDropReason): void
  /** A block of the chain holds a transaction of this sender and nonce; one that is known was {@link release}d before. */
  useNonce(queue: SenderQueue, nonce: number, by: NonceUser): void
  /** A block that held one left the chain. */
  freeNonce(queue: SenderQueue, nonce: number): void
  /** A node's word for the next nonce. @returns whether it changes anything */
  seed(queue: SenderQueue, nonce: number): boolean
  /** From now on nothing is said of the senders that change, until {@link resume}. */
  hold(): void
  /** Ends a {@link hold}, and says what changed. */
  resume(): void
  /** Says what changed, unless held. */
  settle(): void
}

export interface PendingQueuesOptions {
  readonly members: PoolMembers
  readonly senders: Senders
  readonly asks: AskList
  readonly events: PoolEvents
  /** Most pending transactions of one sender. */
  readonly senderLimit: number
}

export function createPendingQueues(options: PendingQueuesOptions): PendingQueues {
  const { members, senders, asks, events, senderLimit } = options
  /** Senders that changed and were not settled since. */
  let touched = new Set<SenderQueue>()
  let isHeld = false

  const standing: QueueListener = {
    ready(tx) {
      if (tx.state === 'ready') return
      members.move(tx, 'ready')
      events.ready(tx)
    },
    blocked(tx, expectedNonce) {
      if (tx.state === 'blocked') return
      members.move(tx, 'blocked')
      events.blocked(tx, expectedNonce)
    },
    stale: (tx) => asks.add(tx.hash),
  }

  const withdraw = (tx: PoolTransaction): void => {
    asks.delete(tx.hash)
    senders.get(tx.sender)?.remove(tx)
  }
  const replace = (tx: PoolTransaction, by: Hash, bump: number): void => {
    withdraw(tx)
    members.retire(tx, 'replaced')
    events.replaced(tx, by, bump)
  }
  const dropOnly = (tx: PoolTransaction, reason: PoolDropReason): void => {
    withdraw(tx)
    members.retire(tx, 'dropped')
    events.dropped(tx, reason)
  }

  const settleQueue = (queue: SenderQueue): void => {
    if (!(isHeld && touched.has(queue))) {
      for (let pair = queue.conflict(); pair !== null; pair = queue.conflict()) {
        const [first, second] = pair
        if (outbids(second, first)) replace(first, second.hash, bumpBps(second, first))
        else dropOnly(second, 'underpriced_replacement')
      }
      while (queue.txs.length > senderLimit) {
        const highest = queue.txs.at(-1)
        if (highest !== undefined) dropOnly(highest, 'sender_limit_reached')
      }
      queue.settle(standing)
    }
    senders.file(queue)
  }
  const settle = (): void => {
    if (isHeld || touched.size === 0) return
    const queues = touched
    touched = new Set()
    for (const queue of queues) settleQueue(queue)
  }
  const useNonce = (queue: SenderQueue, nonce: number, by: NonceUser): void => {
    for (const rival of queue.at(nonce)) {
      replace(rival, by.hash, bumpBps({ ...by, maxBlobFeeWei: null }, rival))
    }
    queue.mined(nonce)
    touched.add(queue)
  }

  return {
    admit(tx, isSaidMined) {
      const queue = senders.open(tx.sender)
      if (!queue.isStale(tx)) {
        const [rival] = queue.at(tx.nonce)
        if (rival !== undefined && !outbids(tx, rival)) {
          dropOnly(tx, 'underpriced_replacement')
          return
        }
        if (rival !== undefined) replace(rival, tx.hash, bumpBps(tx, rival))
      }
      members.wait(tx)
      const index = queue.insert(tx)
      if (isSaidMined) {
        asks.add(tx.hash)
        queue.used(tx.nonce)
      }
      if (isSaidMined || queue.txs.length > senderLimit) {
        settleQueue(queue)
        return
      }
      if (!(isHeld && touched.has(queue))) queue.settleInserted(index, standing)
      senders.file(queue)
    },
    readmit(tx) {
      members.wait(tx)
      const queue = senders.open(tx.sender)
      queue.unmined(tx.nonce)
      queue.insert(tx)
      touched.add(queue)
      senders.file(queue)
    },
    release(tx) {
      withdraw(tx)
      const queue = senders.get(tx.sender)
      if (queue !== undefined) useNonce(queue, tx.nonce, tx)
    },
    drop(tx, reason) {
      const queue = senders.get(tx.sender)
      dropOnly(tx, reason)
      if (queue === undefined) return
      touched.add(queue)
      senders.file(queue)
    },
    useNonce,
    freeNonce(queue, nonce) {
      queue.unmined(nonce)
      touched.add(queue)
    },
    seed(queue, nonce) {
      const isNews = queue.seed(nonce)
      settleQueue(queue)
      return isNews
    },
    hold() {
      isHeld = true
    },
    resume() {
      isHeld = false
      settle()
    },
    settle,
  }
}
