import type {
  EventKind,
  Hash,
  Json,
  StoredEvent,
  StoredOf,
  TransactionDetail,
  TransactionStatus,
  TransactionSummary,
  TxDecodedData,
  TxFeaturesData,
} from '@org/events'
import type { Placed } from './timeline.ts'

/** One transaction as its events made it. The only projection: live events and history are folded into the same. */
export interface TransactionEntry extends Placed {
  readonly txHash: Hash
  readonly chainId: number
  /** The number of the event that began its latest stay: a first sighting, else its first event. */
  seq: number
  readonly sourceId: string
  readonly firstSeenUs: number
  status: TransactionStatus
  decoded: TxDecodedData | null
  features: TxFeaturesData | null
  readonly sources: string[]
  readonly sightings: StoredOf<'TxSeen'>[]
  readonly history: StoredEvent[]
  readonly opportunities: StoredOf<'OppDetected'>[]
  /** Encoded rows, made when first asked for and dropped by the next change. */
  summary: Json<TransactionSummary> | null
  detail: Json<TransactionDetail> | null
}

/** What one transaction may keep of each kind; the newest stay. Nothing a peer sends can grow it further. */
const KEPT_PER_TRANSACTION = 64

/** An entry for the transaction of its first event, with nothing folded yet. */
export function newTransactionEntry(event: StoredEvent, txHash: Hash): TransactionEntry {
  return {
    place: 0,
    txHash,
    chainId: event.chain_id,
    seq: event.seq,
    sourceId: event.source_id,
    firstSeenUs: event.ingest_ts_unix_us,
    status: 'announced',
    decoded: null,
    features: null,
    sources: [],
    sightings: [],
    history: [],
    opportunities: [],
    summary: null,
    detail: null,
  }
}

/** True for the event that puts a transaction into lists, or back to their top after a restart of the node. */
export function isFirstSighting(event: StoredEvent): event is StoredOf<'TxSeen'> {
  return event.kind === 'TxSeen' && event.data.first
}

/** Folds an event that names the transaction, by its hash or as a member of an opportunity. */
export function foldEvent(entry: TransactionEntry, event: StoredEvent): void {
  if (event.kind === 'OppDetected') keepOpportunity(entry.opportunities, event)
  if (event.tx_hash !== entry.txHash) return
  if (event.kind === 'TxSeen') {
    keep(entry.sightings, event)
    if (!entry.sources.includes(event.source_id)) keep(entry.sources, event.source_id)
    if (event.data.first) entry.seq = event.seq
  } else {
    keep(entry.history, event)
    if (event.kind === 'TxDecoded') entry.decoded = event.data
    if (event.kind === 'TxFeatures') entry.features = event.data
    entry.status = statusAfter(entry.status, event.kind)
  }
  entry.summary = null
  entry.detail = null
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT_PER_TRANSACTION) list.shift()
}

/** The same opportunity found again takes the place of what was known of it. */
function keepOpportunity(list: StoredOf<'OppDetected'>[], event: StoredOf<'OppDetected'>): void {
  const known = list.findIndex((other) => other.data.opportunity_id === event.data.opportunity_id)
  if (known >= 0) list.splice(known, 1)
  keep(list, event)
}

function statusAfter(status: TransactionStatus, kind: EventKind): TransactionStatus {
  switch (kind) {
    case 'TxDecoded':
      // A body may come from another source after one gave up; it says nothing of what is settled.
      return status === 'announced' || status === 'dropped' || status === 'rejected' ? 'pending' : status
    case 'TxReady':
      return 'ready'
    case 'TxBlocked':
      return 'blocked'
    case 'TxReplaced':
      return 'replaced'
    case 'TxDropped':
      return 'dropped'
    case 'TxRejected':
      return 'rejected'
    case 'TxConfirmedProvisional':
      return 'confirmed'
    case 'TxConfirmedFinal':
      return 'final'
    case 'TxReorged':
      return 'pending'
    case 'TxSeen':
    case 'TxFeatures':
    case 'OppDetected':
    case 'BlockSeen':
    case 'GapOpened':
    case 'GapClosed':
      return status
  }
}

/** True while the transaction waits to be mined, as far as its events tell. */
export function isPending(status: TransactionStatus): boolean {
  return status === 'announced' || status === 'pending' || status === 'ready' || status === 'blocked'
}
