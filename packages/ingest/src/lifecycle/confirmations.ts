import type { Hash } from '@org/events'
import { ConfirmedBlock, createConfirmedBlocks } from './confirmed-blocks.ts'
import type { BlockName, MinedBlock, MinedStatus } from './mined-block.ts'
import { createMinedMemory, type MinedAt } from './mined-memory.ts'
import type { PendingQueues } from './pending-queues.ts'
import type { PoolEvents } from './pool-events.ts'
import type { PoolMembers } from './pool-members.ts'
import type { PoolTransaction } from './pool-transaction.ts'
import type { Senders } from './senders.ts'

/** Which block holds which transaction, from its first block to a final one. */
export interface Confirmations {
  /** The block that holds a transaction, if it was seen. @param minedIn hash of the block a node names for it */
  find(hash: Hash, minedIn: Hash | null): MinedAt | undefined
  /** Whether another block is at the height of this one. */
  contradicts(block: BlockName): boolean
  /** A block holds the transaction, wherever it stood before. */
  confirm(tx: PoolTransaction, at: MinedAt): void
  /** The same with a block of which only the name is known. */
  confirmIn(tx: PoolTransaction, block: BlockName, status: MinedStatus, isFinal: boolean): void
  /** @returns false when the block was told before */
  mined(block: MinedBlock): boolean
  unmined(block: BlockName, replacedBy: Hash): void
  beganAnew(): void
  finalized(number: number): void
  /** Forgets what the oldest block confirmed. @returns false when nothing is confirmed */
  forgetOldest(): boolean
  readonly remembered: number
  /** Transactions that the blocks hold which are not final. */
  readonly held: number
  readonly finalNumber: number | null
  /** Transactions forgotten before their block was final. */
  readonly forgotten: number
}

export interface ConfirmationsOptions {
  readonly members: PoolMembers
  readonly senders: Senders
  readonly queues: PendingQueues
  readonly events: PoolEvents
  readonly maxBlocks: number
  /** Most transactions that these blocks hold. */
  readonly maxMined: number
  /** Most mined hashes remembered. */
  readonly maxRemembered: number
}

export function createConfirmations(options: ConfirmationsOptions): Confirmations {
  const { members, senders, queues, events } = options
  const blocks = createConfirmedBlocks(options.maxBlocks, options.maxMined)
  const remembered = createMinedMemory(options.maxRemembered)
  let finalNumber: number | null = null
  let forgotten = 0

  const confirm = (tx: PoolTransaction, { block, status }: MinedAt): void => {
    members.move(tx, 'confirmed')
    tx.status = status
    events.confirmed('TxConfirmedProvisional', tx, block)
    switch (block.state) {
      case 'open':
        block.confirmed.push(tx)
        break
      case 'final':
        events.confirmed('TxConfirmedFinal', tx, block)
        members.forget(tx)
        break
      case 'forgotten':
      case 'left':
        members.forget(tx)
    }
    queues.release(tx)
  }
  const unconfirm = (tx: PoolTransaction, from: ConfirmedBlock, replacedBy: Hash): void => {
    events.reorged(tx, from.hash, replacedBy)
    queues.readmit(tx)
  }
  const finalize = (block: ConfirmedBlock): void => {
    block.state = 'final'
    block.transactions = null
    for (const tx of block.confirmed) {
      events.confirmed('TxConfirmedFinal', tx, block)
      members.forget(tx)
    }
    block.confirmed = []
  }
  const forgetConfirmed = (block: ConfirmedBlock): void => {
    for (const tx of block.confirmed) members.forget(tx)
    forgotten += block.confirmed.length
    block.confirmed = []
  }
  const forgetSurplus = (): void => {
    for (const block of blocks.takeSurplus()) {
      block.state = 'forgotten'
      forgetConfirmed(block)
    }
  }

  return {
    find(hash, minedIn) {
      const at = remembered.get(hash)
      if (at !== undefined && at.block.state !== 'left') return at
      if (minedIn === null) return undefined
      const block = blocks.get(minedIn)
      return block === undefined ? undefined : { block, status: 'unknown' }
    },
    contradicts: (block) => blocks.contradicts(block),
    confirm,
    confirmIn(tx, name, status, isFinal) {
      let block = blocks.get(name.hash)
      if (block === undefined && isFinal) {
        block = new ConfirmedBlock(name, null)
        block.state = 'final'
      }
      confirm(tx, { block: block ?? blocks.name(name), status })
      forgetSurplus()
    },
    mined(block) {
      const entry = blocks.follow(block)
      if (entry === null) return false
      for (const other of blocks.takeReplaced(block)) {
        for (const tx of other.confirmed) unconfirm(tx, other, block.hash)
      }
      for (const mined of block.transactions) {
        const at = { block: entry, status: mined.status }
        remembered.set(mined.hash, at)
        const tx = members.get(mined.hash)
        if (tx !== undefined && tx.state !== 'confirmed') confirm(tx, at)
        if (mined.sender === null || mined.nonce === null) continue
        const queue = senders.get(mined.sender)
        if (queue !== undefined) queues.useNonce(queue, mined.nonce, mined)
      }
      forgetSurplus()
      return true
    },
    unmined(block, replacedBy) {
      const entry = blocks.remove(block.hash)
      if (entry === undefined) return
      entry.state = 'left'
      queues.hold()
      for (const tx of entry.confirmed.reverse()) unconfirm(tx, entry, replacedBy)
      for (const mined of entry.transactions ?? []) {
        if (mined.sender === null || mined.nonce === null) continue
        const queue = senders.get(mined.sender)
        if (queue !== undefined) queues.freeNonce(queue, mined.nonce)
      }
      // Which nonces it gives back is not known any more.
      if (entry.isReleased) senders.distrust()
    },
    beganAnew() {
      senders.distrust()
      remembered.clear()
      finalNumber = null
    },
    finalized(number) {
      finalNumber = number
      for (const block of blocks.takeFinal(number)) finalize(block)
    },
    forgetOldest() {
      const oldest = blocks.oldestConfirming()
      if (oldest === undefined) return false
      forgetConfirmed(oldest)
      return true
    },
    get held(): number {
      return blocks.mined
    },
    get remembered(): number {
      return remembered.size
    },
    get finalNumber(): number | null {
      return finalNumber
    },
    get forgotten(): number {
      return forgotten
    },
  }
}
