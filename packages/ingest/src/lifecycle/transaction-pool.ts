import type { Address, Clock, DraftOf, EventDraft, Hash } from '@org/events'
import { createAskList } from './ask-list.ts'
import { createConfirmations } from './confirmations.ts'
import { type CoverageReadings, createCoverage } from './coverage.ts'
import { maxFeeOf, maxTipOf } from './fee-bump.ts'
import type { BlockListener, BlockName, MinedStatus } from './mined-block.ts'
import { createPendingQueues } from './pending-queues.ts'
import { createPoolEvents, type PoolEventCounts } from './pool-events.ts'
import { DEFAULT_POOL_LIMITS, type PoolLimits } from './pool-limits.ts'
import { createPoolMembers } from './pool-members.ts'
import { type PoolState, PoolTransaction } from './pool-transaction.ts'
import { createSenders } from './senders.ts'

/**
 * What becomes of the transactions of one chain after their bodies were handed on. A synchronous state machine: it
 * asks nobody and waits for nothing, and everything it finds out is an event.
 *
 * The last event of a transaction says what is known of it: `TxReady` and `TxBlocked` come only once the nonce of its
 * sender is known, and `TxBlocked` is not said again when another nonce is the first that is missing. After `TxReorged`
 * one of these or a new confirmation follows. What was replaced or dropped is confirmed when a block holds it after all.
 *
 * Measured with 262,144 transactions, each of a sender of its own, on two cores that were busy with other work: 640 bytes
 * for each while it is tracked (its hash and fees and its sender included; 440 with 256 of one sender), and 5 µs for each
 * from `add` over `TxReady` and `TxConfirmedProvisional` to `TxConfirmedFinal`.
 */
export interface TransactionPool extends BlockListener {
  /**
   * A body that was handed on, after its `TxDecoded`.
   * @param tx its `ingest_ts_unix_us` is the first sighting
   * @param source index of the source that fetched it
   * @param minedIn hash of the block the node says holds it, or `null`
   */
  add(tx: DraftOf<'TxDecoded'>, source: number, minedIn: Hash | null): void
  /** Senders whose nonce is to be asked, at most `count`; each until {@link seed} or {@link unseeded}. */
  takeSenders(count: number): Address[]
  /** The next nonce of an account as of the latest block of a node. Never lowers what mined blocks prove. */
  seed(sender: Address, nonce: number): void
  /** The question failed: it is wished again later. */
  unseeded(sender: Address): void
  /**
   * Pending transactions to be asked by hash, at most `count`: their nonce is used or a node names a block for them,
   * and no block that was seen holds them. Each until {@link minedElsewhere}, {@link gone} or {@link undecided}.
   */
  takeStale(count: number): Hash[]
  /** A node names the block that holds it. @param isFinal whether that block is final */
  minedElsewhere(hash: Hash, block: BlockName, status: MinedStatus, isFinal: boolean): void
  /** No node knows it. Dropped when its nonce is used. */
  gone(hash: Hash): void
  /** A node still holds it for pending, or did not answer: asked again later. */
  undecided(hash: Hash): void
  /** Lets go of what is too old, a bounded number at a time; called every few seconds. @param nowUs Unix microseconds */
  expire(nowUs: number): void
  readonly readings: PoolReadings
}

/** The numbers of a pool; read when asked for. */
export interface PoolReadings {
  /** Hashes known, and how many of them are in each state. */
  readonly tracked: number
  readonly states: Readonly<Record<PoolState, number>>
  readonly senders: number
  /** Senders whose nonce is to be asked now. */
  readonly wishedSenders: number
  /** Transactions to be asked by hash. */
  readonly stale: number
  /** Transactions of blocks that are not final. */
  readonly mined: number
  /** Mined hashes that are remembered for bodies that come late. */
  readonly remembered: number
  /** The newest final block; `null` before the first, and when the chain began anew. */
  readonly finalNumber: number | null
  /** Confirmed transactions that were forgotten before their block was final, since a bound was reached. */
  readonly forgottenConfirmed: number
  readonly coverage: CoverageReadings
  readonly events: PoolEventCounts
}

export interface TransactionPoolOptions {
  readonly chainId: number
  /** By index of the source. */
  readonly sourceIds: readonly string[]
  readonly clock: Clock
  /** Never throws. */
  readonly emit: (event: EventDraft, source: number) => void
  /** @default {@link DEFAULT_POOL_LIMITS} */
  readonly limits?: Partial<PoolLimits>
  /** Half-lives of what is said of the coverage, milliseconds. @default 5 minutes, and 6 hours for the baseline */
  readonly coverage?: { readonly recentMs: number; readonly baselineMs: number }
}

const COVERAGE = { recentMs: 300_000, baselineMs: 21_600_000 }

/** A bound of one `expire`, some 10 ms of work; the rest goes with the next call. */
const EXPIRED_PER_CALL = 8192

export function createTransactionPool(options: TransactionPoolOptions): TransactionPool {
  const { clock } = options
  const limits = { ...DEFAULT_POOL_LIMITS, ...options.limits }
  const events = createPoolEvents(options)
  const members = createPoolMembers(limits.maxTracked / 4, clock)
  const senders = createSenders({ ...limits, clock })
  const asks = createAskList({ waitMs: limits.staleWaitMs, retryMs: limits.recheckMs, clock })
  const queues = createPendingQueues({ members, senders, asks, events, senderLimit: limits.senderLimit })
  const confirmations = createConfirmations({ ...limits, members, senders, queues, events })
  const coverage = createCoverage({ clock, ...(options.coverage ?? COVERAGE) })

  /** Keeps what is known within its bound: what is settled goes first, then the oldest of the others. */
  const makeRoom = (): void => {
    while (members.size > limits.maxTracked) {
      const { oldestRetired, oldestPending } = members
      if (oldestRetired !== null) members.forget(oldestRetired)
      else if (oldestPending !== null && members.states.confirmed <= limits.maxTracked / 2) {
        queues.drop(oldestPending, 'expired')
      } else if (!confirmations.forgetOldest()) break
    }
    queues.settle()
  }

  return {
    has: (hash) => members.has(hash),
    add(draft, source, minedIn) {
      const { tx_hash: hash, data } = draft
      if (hash === '') return
      const at = confirmations.find(hash, minedIn)
      const before = members.get(hash)
      // One that was dropped begins again with its new body.
      if (before?.state === 'dropped') members.forget(before)
      else if (before !== undefined) {
        if (before.state === 'confirmed') return
        if (at !== undefined) confirmations.confirm(before, at)
        else if (minedIn !== null && before.isPending) asks.add(hash)
        queues.settle()
        return
      }
      const tx = new PoolTransaction(
        hash,
        // One string for all transactions of an account.
        senders.get(data.sender)?.address ?? data.sender,
        data.nonce,
        maxFeeOf(data),
        maxTipOf(data),
        data.max_fee_per_blob_gas_wei,
        source,
        draft.ingest_ts_unix_us,
      )
      if (at === undefined) queues.admit(tx, minedIn !== null)
      else confirmations.confirm(tx, at)
      makeRoom()
    },
    takeSenders: (count) => senders.take(count),
    seed(sender, nonce) {
      const queue = senders.get(sender)
      if (queue === undefined) return
      senders.answered(queue, queues.seed(queue, nonce))
    },
    unseeded(sender) {
      const queue = senders.get(sender)
      if (queue !== undefined) senders.failed(queue)
    },
    takeStale: (count) => asks.take(count),
    minedElsewhere(hash, block, status, isFinal) {
      asks.delete(hash)
      const tx = members.get(hash)
      if (tx === undefined || tx.state === 'confirmed') return
      if (confirmations.contradicts(block)) {
        if (tx.isPending) asks.later(hash)
        return
      }
      confirmations.confirmIn(tx, block, status, isFinal)
      queues.settle()
    },
    gone(hash) {
      asks.delete(hash)
      const tx = members.get(hash)
      if (tx?.isPending !== true) return
      if (senders.get(tx.sender)?.isStale(tx) === true) queues.drop(tx, 'nonce_used')
      queues.settle()
    },
    undecided(hash) {
      asks.delete(hash)
      if (members.get(hash)?.isPending === true) asks.later(hash)
    },
    mined(block) {
      let foreseen = 0
      for (const { hash } of block.transactions) if (members.has(hash)) foreseen++
      if (!confirmations.mined(block)) return
      coverage.note(foreseen, block.transactions.length)
      asks.onBlock()
      queues.settle()
    },
    unmined: (block, replacedBy) => confirmations.unmined(block, replacedBy),
    beganAnew: () => confirmations.beganAnew(),
    settleReorg: () => queues.resume(),
    missed: () => senders.doubt(),
    finalized: (number) => confirmations.finalized(number),
    expire(nowUs) {
      const lifetimeUs = limits.pendingTtlMs * 1000
      for (let left = EXPIRED_PER_CALL; left > 0; left--) {
        const { oldestPending } = members
        if (oldestPending === null || oldestPending.sinceUs > nowUs - lifetimeUs) break
        queues.drop(oldestPending, 'expired')
      }
      queues.settle()
      // What was dropped is known for as long again: it may be mined all the same.
      for (let left = EXPIRED_PER_CALL; left > 0; left--) {
        const { oldestRetired } = members
        if (oldestRetired === null || oldestRetired.sinceUs > nowUs - lifetimeUs) break
        members.forget(oldestRetired)
      }
    },
    get readings(): PoolReadings {
      return {
        tracked: members.size,
        states: members.states,
        senders: senders.size,
        wishedSenders: senders.wished,
        stale: asks.size,
        mined: confirmations.held,
        remembered: confirmations.remembered,
        finalNumber: confirmations.finalNumber,
        forgottenConfirmed: confirmations.forgotten,
        coverage: coverage.readings,
        events: events.counts,
      }
    },
  }
}
