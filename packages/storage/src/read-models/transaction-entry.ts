import {
  type DraftOf,
  decodeEvent,
  type EventDraft,
  type EventKind,
  type Hash,
  type Json,
  type StoredEvent,
  type StoredOf,
  type TransactionStatus,
  type TransactionSummary,
} from '@org/events'
import type { Placed } from './timeline.ts'

/**
 * One transaction as its events made it. The only projection: live events and history are folded into the same.
 * It keeps the events as their lines, and a line is read again when somebody asks: a string without references costs
 * the garbage collector next to nothing, the dozens of objects of one transaction would cost it most of its time.
 */
export interface TransactionEntry extends Placed {
  readonly txHash: Hash
  readonly chainId: number
  /** The number of the event that began its latest stay: a first sighting, else its first event. */
  seq: number
  readonly sourceId: string
  readonly firstSeenUs: number
  status: TransactionStatus
  /** The last `TxDecoded`. */
  decoded: Json<StoredEvent> | null
  /** The last `TxFeatures`. */
  features: Json<StoredEvent> | null
  readonly sources: string[]
  /** Every event that names it, in order; {@link readEvents} says which count. */
  lines: Json<StoredEvent>[]
  /** Characters of all lines. */
  chars: number
  /** Encoded row, made when first asked for and dropped by the next change. */
  summary: Json<TransactionSummary> | null
}

/** Events of one transaction, in order. */
export interface TransactionEvents {
  readonly sightings: readonly StoredOf<'TxSeen'>[]
  /** Every event of the transaction but sightings. */
  readonly history: readonly StoredEvent[]
  /** Those it is a member of; each once, where it was last found. */
  readonly opportunities: readonly StoredOf<'OppDetected'>[]
}

/** What one transaction may show of each kind; the newest stay. Nothing a peer sends can grow it further. */
const KEPT_PER_TRANSACTION = 64
/** Lines after which those that do not count any more are let go: twice what may remain, so that it is rare. */
const MAX_LINES = 2 * 3 * KEPT_PER_TRANSACTION

/** An entry for the transaction of its first event, with nothing folded yet. */
export function newTransactionEntry(seq: number, event: EventDraft, txHash: Hash): TransactionEntry {
  return {
    place: 0,
    txHash,
    chainId: event.chain_id,
    seq,
    sourceId: event.source_id,
    firstSeenUs: event.ingest_ts_unix_us,
    status: 'announced',
    decoded: null,
    features: null,
    // Written out where it can be: an array that begins empty takes room for seventeen with its first element.
    sources: event.kind === 'TxSeen' ? [event.source_id] : [],
    lines: [],
    chars: 0,
    summary: null,
  }
}

/** True for the event that puts a transaction into lists, or back to their top after a restart of the node. */
export function isFirstSighting(event: EventDraft): event is DraftOf<'TxSeen'> {
  return event.kind === 'TxSeen' && event.data.first
}

/** Folds an event that names the transaction, by its hash or as a member of an opportunity. */
export function foldEvent(
  entry: TransactionEntry,
  seq: number,
  event: EventDraft,
  line: Json<StoredEvent>,
): void {
  entry.lines.push(line)
  entry.chars += line.length
  if (entry.lines.length > MAX_LINES) compact(entry)
  if (event.tx_hash !== entry.txHash) return
  if (event.kind === 'TxSeen') {
    if (!entry.sources.includes(event.source_id)) keepSource(entry.sources, event.source_id)
    if (event.data.first) entry.seq = seq
  } else {
    if (event.kind === 'TxDecoded') entry.decoded = line
    if (event.kind === 'TxFeatures') entry.features = line
    entry.status = statusAfter(entry.status, event.kind)
  }
  entry.summary = null
}

function keepSource(sources: string[], sourceId: string): void {
  sources.push(sourceId)
  if (sources.length > KEPT_PER_TRANSACTION) sources.shift()
}

/** Reads the newest events of each kind back. */
export function readEvents(entry: TransactionEntry): TransactionEvents {
  const sightings: StoredOf<'TxSeen'>[] = []
  const history: StoredEvent[] = []
  const opportunities = new Map<string, StoredOf<'OppDetected'>>()
  for (const line of entry.lines) {
    const event = decodeEvent(line)
    if (event.kind === 'OppDetected') {
      // The same opportunity found again takes the place of what was known of it.
      opportunities.delete(event.data.opportunity_id)
      opportunities.set(event.data.opportunity_id, event)
    }
    if (event.tx_hash !== entry.txHash) continue
    if (event.kind === 'TxSeen') sightings.push(event)
    else history.push(event)
  }
  return {
    sightings: sightings.slice(-KEPT_PER_TRANSACTION),
    history: history.slice(-KEPT_PER_TRANSACTION),
    opportunities: [...opportunities.values()].slice(-KEPT_PER_TRANSACTION),
  }
}

/** Lets go of lines that {@link readEvents} does not show. */
function compact(entry: TransactionEntry): void {
  const { sightings, history, opportunities } = readEvents(entry)
  const shown = new Set([...sightings, ...history, ...opportunities].map((event) => event.seq))
  const kept: Json<StoredEvent>[] = []
  entry.chars = 0
  for (const line of entry.lines) {
    if (!shown.has(decodeEvent(line).seq)) continue
    kept.push(line)
    entry.chars += line.length
  }
  entry.lines = kept
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
