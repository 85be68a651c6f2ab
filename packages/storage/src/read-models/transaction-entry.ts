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
  /** First sightings after that; the last is its place. */
  relisted: readonly number[]
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
  /** The last event that set the status, whatever it was before; 0 before. */
  settled: number
  /** Each once, with its last sighting, and in the order of those. */
  sources: readonly { readonly id: string; readonly seq: number }[]
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
    relisted: NONE,
    seq,
    sourceId: event.source_id,
    firstSeenUs: event.ingest_ts_unix_us,
    status: 'announced',
    decoded: 0,
    features: 0,
    settled: 0,
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
    const { source_id: id } = event
    const others = entry.sources.filter((source) => source.id !== id)
    entry.sources = newest(others.concat({ id, seq }))
    if (event.data.first) entry.seq = seq
  } else {
    entry.history = keep(entry, entry.history, seq, lines)
    if (event.kind === 'TxDecoded') entry.decoded = seq
    if (event.kind === 'TxFeatures') entry.features = seq
    const status = statusOf(event.kind)
    if (status !== null) {
      entry.status = status
      entry.settled = seq
    } else if (event.kind === 'TxDecoded') entry.status = withBody(entry.status)
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

/** Counts a first sighting of an entry that has one already. */
export function relistEntry(entry: TransactionEntry, seq: number, lines: LineSource): void {
  entry.relisted = entry.relisted.concat(seq)
  const second = entry.relisted[0]
  if (entry.relisted.length >= KEPT_PER_TRANSACTION && second !== undefined) renewEntry(entry, second, lines)
}

/**
 * Makes an entry that was listed again forget what lies before `begin`, one of its later first sightings: it is then as
 * if it had begun there, as it is for whoever reads only what is left. Its place stays.
 *
 * Nothing is folded again: lists are too short for that. Whatever an entry holds of its newest events is the same from
 * wherever one begins, once what is older is taken away.
 */
export function renewEntry(entry: TransactionEntry, begin: number, lines: LineSource): void {
  const first = decodeEvent(lines.line(begin))
  const since = (kept: readonly number[]): readonly number[] => kept.filter((seq) => seq >= begin)
  const last = (seq: number): number => (seq >= begin ? seq : 0)
  entry.birth = begin
  entry.relisted = entry.relisted.filter((seq) => seq > begin)
  entry.sourceId = first.source_id
  entry.firstSeenUs = first.ingest_ts_unix_us
  entry.decoded = last(entry.decoded)
  entry.features = last(entry.features)
  entry.settled = last(entry.settled)
  entry.sources = entry.sources.filter(({ seq }) => seq >= begin)
  entry.sightings = since(entry.sightings)
  entry.history = since(entry.history)
  entry.opportunities = entry.opportunities.filter(({ seq }) => seq >= begin)
  const settled = entry.settled === 0 ? null : statusOf(decodeEvent(lines.line(entry.settled)).kind)
  entry.status = settled ?? 'announced'
  if (entry.decoded > entry.settled) entry.status = withBody(entry.status)
  sumAgain(entry, lines)
  entry.summary = null
}

function sumAgain(entry: TransactionEntry, lines: LineSource): void {
  entry.low = 0
  entry.high = 0
  for (const seq of entry.sightings) addItem(entry, seq, lines.checksum(seq))
  for (const seq of entry.history) addItem(entry, seq, lines.checksum(seq))
  for (const { seq } of entry.opportunities) addItem(entry, seq, lines.checksum(seq))
}

/** A body may come from another source after one gave up; it says nothing of what is settled. */
function withBody(status: TransactionStatus): TransactionStatus {
  return status === 'announced' || status === 'dropped' || status === 'rejected' ? 'pending' : status
}

/** What an event makes of any status; `null` when that depends on the status or it says nothing of it. */
function statusOf(kind: EventKind): TransactionStatus | null {
  switch (kind) {
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
    case 'TxDecoded':
    case 'TxSeen':
    case 'TxFeatures':
    case 'OppDetected':
    case 'BlockSeen':
    case 'GapOpened':
    case 'GapClosed':
      return null
  }
}

/** True while the transaction waits to be mined, as far as its events tell. */
export function isPending(status: TransactionStatus): boolean {
  return status === 'announced' || status === 'pending' || status === 'ready' || status === 'blocked'
}
