import type { Hash, OpportunityRow, StoredEvent, StoredOf, TransactionStatus } from '@org/events'
import { countEvents } from './rates.ts'
import {
  MAX_OPPORTUNITIES,
  MAX_TRANSACTIONS,
  rowKey,
  type TransactionRow,
  type ViewState,
} from './view-state.ts'

/** Maps of one batch, copied once and then written to. */
interface Draft {
  readonly transactions: Map<string, TransactionRow>
  readonly opportunities: Map<string, OpportunityRow>
}

/** Events that add no row of their own. */
type RowEvent = Exclude<StoredEvent, StoredOf<'TxSeen'> | StoredOf<'OppDetected'>>

/** Applies a batch of the stream. Events that were applied before change nothing. */
export function applyEvents(
  state: ViewState,
  events: readonly StoredEvent[],
  lastSeq: number,
  atMs: number,
): ViewState {
  const fresh = events.filter((event) => event.seq > state.appliedSeq)
  const draft: Draft = {
    transactions: new Map(state.transactions),
    opportunities: new Map(state.opportunities),
  }
  for (const event of fresh) applyEvent(draft, event)
  const appliedSeq = Math.max(state.appliedSeq, lastSeq, fresh.at(-1)?.seq ?? 0)
  return {
    ...state,
    ...draft,
    appliedSeq,
    durableSeq: Math.max(state.durableSeq ?? 0, appliedSeq),
    rates: countEvents(state.rates, fresh, atMs),
  }
}

function applyEvent(draft: Draft, event: StoredEvent): void {
  if (event.kind === 'TxSeen') addTransaction(draft, event)
  else if (event.kind === 'OppDetected') addOpportunity(draft, event)
  else change(draft, event)
}

/** What an event changes in the row of its transaction; `null` for nothing. */
function changesOf(row: TransactionRow, event: RowEvent): Partial<TransactionRow> | null {
  switch (event.kind) {
    case 'TxDecoded':
      return {
        status: statusWithBody(row.status),
        sender: event.data.sender,
        to: event.data.to,
        valueWei: event.data.value_wei,
      }
    case 'TxFeatures':
      return {
        protocol: event.data.protocol,
        category: event.data.category,
        mevScore: event.data.mev_score,
        urgencyScore: event.data.urgency_score,
        swaps: event.data.swaps,
        valueNative: event.data.value_native ?? null,
        slippageLimit: event.data.slippage_limit ?? null,
      }
    case 'TxReady':
      return { status: 'ready' }
    case 'TxBlocked':
      return { status: 'blocked' }
    case 'TxReplaced':
      return { status: 'replaced' }
    case 'TxDropped':
      return { status: 'dropped' }
    case 'TxRejected':
      return { status: 'rejected' }
    case 'TxConfirmedProvisional':
      return { status: 'confirmed' }
    case 'TxConfirmedFinal':
      return { status: 'final' }
    case 'TxReorged':
      return { status: 'pending' }
    case 'BlockSeen':
    case 'GapOpened':
    case 'GapClosed':
      return null
  }
}

/** A body may come from another source after one gave up; it says nothing of what is settled. */
function statusWithBody(status: TransactionStatus): TransactionStatus {
  return status === 'announced' || status === 'dropped' || status === 'rejected' ? 'pending' : status
}

/**
 * Only a first sighting makes a row: others are of rows the page has, or had and let go. A hash that is first seen
 * again, after a restart of the node, comes back to the top as it is known.
 */
function addTransaction(draft: Draft, event: StoredOf<'TxSeen'>): void {
  if (event.tx_hash === '' || !event.data.first) return
  const key = rowKey(event.chain_id, event.tx_hash)
  const known = draft.transactions.get(key)
  const row = known === undefined ? newRow(key, event.tx_hash, event) : { ...known, seq: event.seq }
  setNewest(draft.transactions, key, row, MAX_TRANSACTIONS)
}

function newRow(key: string, hash: Hash, event: StoredOf<'TxSeen'>): TransactionRow {
  return {
    key,
    chainId: event.chain_id,
    hash,
    seq: event.seq,
    firstSeenUs: event.ingest_ts_unix_us,
    status: 'announced',
    sender: null,
    to: null,
    valueWei: null,
    protocol: null,
    category: null,
    mevScore: null,
    urgencyScore: null,
    swaps: [],
    valueNative: null,
    slippageLimit: null,
  }
}

/** An opportunity that is detected again takes the place of the newer detection. */
function addOpportunity(draft: Draft, event: StoredOf<'OppDetected'>): void {
  if (event.tx_hash === '') return
  const row: OpportunityRow = {
    ...event.data,
    tx_hash: event.tx_hash,
    chain_id: event.chain_id,
    seq: event.seq,
    ingest_ts_unix_us: event.ingest_ts_unix_us,
  }
  const key = rowKey(event.chain_id, event.data.opportunity_id)
  setNewest(draft.opportunities, key, row, MAX_OPPORTUNITIES)
}

function change(draft: Draft, event: RowEvent): void {
  const key = rowKey(event.chain_id, event.tx_hash)
  const row = draft.transactions.get(key)
  if (row === undefined) return
  const changes = changesOf(row, event)
  if (changes !== null) draft.transactions.set(key, { ...row, ...changes })
}

/** Puts a row at the end, the newest place; at the bound the oldest leaves. */
function setNewest<Row>(rows: Map<string, Row>, key: string, row: Row, limit: number): void {
  rows.delete(key)
  rows.set(key, row)
  if (rows.size <= limit) return
  const oldest = rows.keys().next()
  if (!oldest.done) rows.delete(oldest.value)
}
