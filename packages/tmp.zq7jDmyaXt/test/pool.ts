import type { Address, Clock, DraftOf, EventDraft, Hash, TxDecodedData, Wei } from '@org/events'
import type { MinedBlock, MinedStatus, MinedTx } from '../src/lifecycle/mined-block.ts'
import type { PoolLimits } from '../src/lifecycle/pool-limits.ts'
import { createTransactionPool, type TransactionPool } from '../src/lifecycle/transaction-pool.ts'
import { hashOf } from './transactions.ts'

/** 2023-11-14T22:13:20Z, where the clock of {@link createPoolBench} begins. */
export const START_S = 1_700_000_000
export const START_US = START_S * 1e6

/** A clock that stands still until it is told otherwise. */
export interface HeldClock extends Clock {
  advance(ms: number): void
}

export function createHeldClock(): HeldClock {
  let ms = 0
  return {
    nowUs: () => START_US + ms * 1000,
    monotonicMs: () => ms,
    advance(by) {
      ms += by
    },
  }
}

/** A distinct, valid address for each number. */
export function addressOf(n: number): Address {
  return `0x${n.toString(16).padStart(40, '0')}` as Address // 40 hex digits
}

export function wei(value: number | bigint): Wei {
  return String(value) as Wei // an unsigned integer
}

/** What the tests say of a transaction; what they leave out does not matter to them. */
export interface TestTx {
  /** Its hash is `hashOf(id)`. */
  readonly id: number
  /** @default 1 */
  readonly sender?: number
  readonly nonce: number
  /** Fee cap in wei. @default 100 */
  readonly fee?: number | bigint
  /** Tip cap in wei. @default 10 */
  readonly tip?: number | bigint
  /** Fee cap per blob gas in wei; makes it a blob transaction. */
  readonly blobFee?: number | bigint
}

export function decodedOf(tx: TestTx, arrivalUs = START_US): DraftOf<'TxDecoded'> {
  const data: TxDecodedData = {
    tx_type: tx.blobFee === undefined ? 2 : 3,
    sender: addressOf(tx.sender ?? 1),
    nonce: tx.nonce,
    to: addressOf(999),
    value_wei: wei(0),
    gas_limit: 21_000,
    gas_price_wei: null,
    max_fee_per_gas_wei: wei(tx.fee ?? 100),
    max_priority_fee_per_gas_wei: wei(tx.tip ?? 10),
    max_fee_per_blob_gas_wei: tx.blobFee === undefined ? null : wei(tx.blobFee),
    blob_count: tx.blobFee === undefined ? 0 : 1,
    authorization_count: 0,
    access_list_len: 0,
    input: '0x',
    calldata_len: 0,
    method_selector: null,
    fetch_us: 0,
  }
  return {
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'a',
    ingest_ts_unix_us: arrivalUs,
    tx_hash: hashOf(tx.id),
    data,
  }
}

export function minedOf(tx: TestTx, status: MinedStatus = 'success'): MinedTx {
  return {
    hash: hashOf(tx.id),
    sender: addressOf(tx.sender ?? 1),
    nonce: tx.nonce,
    maxFeeWei: wei(tx.fee ?? 100),
    maxTipWei: wei(tx.tip ?? 10),
    status,
  }
}

/** The hash of block `number` on a branch. */
export function blockHash(number: number, branch = 0): Hash {
  return hashOf(1_000_000_000 + branch * 1_000_000 + number)
}

/** Block `number`, made twelve seconds after the one before. */
export function blockOf(number: number, txs: readonly (TestTx | MinedTx)[] = [], branch = 0): MinedBlock {
  return {
    number,
    hash: blockHash(number, branch),
    parentHash: blockHash(number - 1, branch),
    timestamp: START_S + number * 12,
    transactions: txs.map((tx) => ('hash' in tx ? tx : minedOf(tx))),
  }
}

export interface PoolBench {
  readonly pool: TransactionPool
  readonly clock: HeldClock
  readonly events: readonly EventDraft[]
  add(tx: TestTx, minedIn?: Hash): void
  /** Events since the last call, each as `kind id detail`. */
  told(): string[]
}

/** A pool under a held clock that writes down what it says. */
export function createPoolBench(limits: Partial<PoolLimits> = {}): PoolBench {
  const clock = createHeldClock()
  const events: EventDraft[] = []
  let read = 0
  const pool = createTransactionPool({
    chainId: 1,
    sourceIds: ['a', 'b'],
    clock,
    emit: (event) => void events.push(event),
    limits,
  })
  return {
    pool,
    clock,
    events,
    add: (tx, minedIn) => pool.add(decodedOf(tx, clock.nowUs()), 0, minedIn ?? null),
    told() {
      const fresh = events.slice(read).map(inWords)
      read = events.length
      return fresh
    },
  }
}

/** An event of the pool in a few words: its kind, the id of its transaction, and what it says. */
export function inWords(event: EventDraft): string {
  const id = Number(event.tx_hash)
  switch (event.kind) {
    case 'TxReady':
      return `ready ${id}`
    case 'TxBlocked':
      return `blocked ${id} expects ${event.data.expected_nonce}`
    case 'TxReplaced':
      return `replaced ${id} by ${Number(event.data.replaced_by)} (${event.data.bump_bps} bps)`
    case 'TxDropped':
      return `dropped ${id} ${event.data.reason}`
    case 'TxConfirmedProvisional':
      return `confirmed ${id} in ${event.data.block_number}`
    case 'TxConfirmedFinal':
      return `final ${id} in ${event.data.block_number}`
    case 'TxReorged':
      return `reorged ${id}`
    default:
      return `${event.kind} ${id}`
  }
}
