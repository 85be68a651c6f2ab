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
import { addItem, removeItem, type StateSum } from '../memory/state-sum.ts'
import type { LineSource } from './line-source.ts'

/**
 * One transaction as its events made it. The only projection: live events and history are folded into the same.
 * It holds the numbers of its events; a line is read again when somebody asks. Its own sum is over those numbers.
 *
 * There are many of them, so lists are as long as what they hold: one that grows by `push` takes room for seventeen.
 */
export interface TransactionEntry extends StateSum {
  readonly txHash: Hash
  readonly chainId: number
  /** Number of the event it began with. */
  birth: number
  /** Its place in lists: the number of its latest first sighting; 0 while it has none or has left. */
  place: number
  /** The number of the event that began its latest stay: a first sighting, else its first event. */
  seq: number
  sourceId: string
  firstSeenUs: number
  status: TransactionStatus
  /** The last `TxDecoded`; 0 before. */
  decoded: number
  /** The last `TxFeatures`; 0 before. */
  features: number
  sources: readonly string[]
  /** The newest of its `TxSeen`. */
  sightings: readonly number[]
  /** The newest of its other events. */
  history: readonly number[]
  /** The newest opportunities it is a member of; each once, where it was last found. */
  opportunities: readonly { readonly id: string; readonly seq: number }[]
  /** Encoded row, made when first asked for and dropped by the next change. */
  summary: Json<TransactionSummary> | null
}

/** Events of one transaction, in order. */
export interface TransactionEvents {
  readonly sightings: readonly StoredOf<'TxSeen'>[]
  /** Every event of the transaction but sightings. */
  readonly history: readonly StoredEvent[]
  readonly opportunities: readonly StoredOf<'OppDetected'>[]
}

/** What one transaction may show of each kind; the newest stay. Nothing a peer sends can grow it further. */
const KEPT_PER_TRANSACTION = 64
const NONE: readonly never[] = []

/** An entry for the transaction of its first event, with nothing folded yet. */
export function newTransactionEntry(seq: number, event: EventDraft, txHash: Hash): TransactionEntry {
  return {
    place: 0,
    txHash,
    chainId: event.chain_id,
    birth: seq,
    seq,
    sourceId: event.source_id,
    firstSeenUs: event.ingest_ts_unix_us,
    status: 'announced',
    decoded: 0,
    features: 0,
    sources: NONE,
    sightings: NONE,
    history: NONE,
    opportunities: NONE,
    low: 0,
    high: 0,
    summary: null,
  }
}

/** True for the event that puts a transaction into lists, or back to their top after a restart of the node. */
export function isFirstSighting(event: EventDraft): event is DraftOf<'TxSeen'> {
  return event.kind === 'TxSeen' && event.data.first
}

/** Folds an event that names the transaction, by its hash or as a member of an opportunity. */
export function foldEvent(entry: TransactionEntry, seq: number, event: EventDraft, lines: LineSource): void {
  const own = event.tx_hash === entry.txHash
  if (event.kind === 'OppDetected') keepOpportunity(entry, event.data.opportunity_id, seq, lines)
  if (!own) return
  if (event.kind === 'TxSeen') {
    entry.sightings = keep(entry, entry.sightings, seq, lines)
    if (!entry.sources.includes(event.source_id))
      entry.sources = newest(entry.sources.concat(event.source_id))
    if (event.data.first) entry.seq = seq
  } else {
    entry.history = keep(entry, entry.history, seq, lines)
    if (event.kind === 'TxDecoded') entry.decoded = seq
    if (event.kind === 'TxFeatures') entry.features = seq
    entry.status = statusAfter(entry.status, event.kind)
  }
  entry.summary = null
}

/** The list with the number added, its oldest gone if it was full. */
function keep(
  entry: TransactionEntry,
  kept: readonly number[],
  seq: number,
  lines: LineSource,
): readonly number[] {
  addItem(entry, seq, lines.checksum(seq))
  const oldest = kept.length < KEPT_PER_TRANSACTION ? undefined : kept[0]
  if (oldest !== undefined) removeItem(entry, oldest, lines.checksum(oldest))
  return newest(kept.concat(seq))
}

/** The same opportunity found again takes the place of what was known of it. */
function keepOpportunity(entry: TransactionEntry, id: string, seq: number, lines: LineSource): void {
  const kept = entry.opportunities
  const known = kept.find((other) => other.id === id)
  const leaving = known ?? (kept.length < KEPT_PER_TRANSACTION ? undefined : kept[0])
  if (leaving !== undefined) removeItem(entry, leaving.seq, lines.checksum(leaving.seq))
  addItem(entry, seq, lines.checksum(seq))
  const others = leaving === undefined ? kept : kept.filter((other) => other !== leaving)
  entry.opportunities = others.concat({ id, seq })
}

function newest<T>(kept: readonly T[]): readonly T[] {
  return kept.length <= KEPT_PER_TRANSACTION ? kept : kept.slice(-KEPT_PER_TRANSACTION)
}

/** Reads the events back. */
export function readEvents(entry: TransactionEntry, lines: LineSource): TransactionEvents {
  const read = <K extends EventKind>(seq: number): StoredOf<K> => decodeEvent(lines.line(seq)) as StoredOf<K> // by where it was kept
  return {
    sightings: entry.sightings.map((seq) => read<'TxSeen'>(seq)),
    history: entry.history.map((seq) => decodeEvent(lines.line(seq))),
    opportunities: entry.opportunities.map(({ seq }) => read<'OppDetected'>(seq)),
  }
}

/**
 * Makes an entry that was listed again forget what lies before `firstSeq`: it is then as if it had begun with the first
 * sighting that is left, as it is for whoever reads only what is left. Its place stays.
 */
export function renewEntry(entry: TransactionEntry, firstSeq: number, lines: LineSource): void {
  const left = eventsOf(entry)
    .filter((seq) => seq >= firstSeq)
    .map((seq) => decodeEvent(lines.line(seq)))
  const begin = left.findIndex((event) => isFirstSighting(event) && event.tx_hash === entry.txHash)
  const first = left[begin]
  if (first === undefined) return
  const { place } = entry
  Object.assign(entry, newTransactionEntry(first.seq, first, entry.txHash), { place })
  for (const event of left.slice(begin)) foldEvent(entry, event.seq, event, lines)
}

/** The numbers of all its events, ascending. */
function eventsOf(entry: TransactionEntry): number[] {
  const numbers = new Set([
    ...entry.sightings,
    ...entry.history,
    ...entry.opportunities.map((opportunity) => opportunity.seq),
    entry.decoded,
    entry.features,
  ])
  numbers.delete(0)
  return [...numbers].sort((left, right) => left - right)
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
