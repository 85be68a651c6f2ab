import {
  decodeEvent,
  type EncodedEvent,
  type EventDraft,
  isEventKind,
  type Json,
  type StoredEvent,
} from '@org/events'

/** The score that filters look at. */
export function scoreOf(event: EventDraft): number | null {
  if (event.kind === 'OppDetected') return event.data.score
  return event.kind === 'TxFeatures' ? event.data.mev_score : null
}

/** Pairs an event with its line. */
export function encodedEvent(seq: number, event: EventDraft, line: Json<StoredEvent>): EncodedEvent {
  return { seq, chainId: event.chain_id, kind: event.kind, score: scoreOf(event), line }
}

/** The head of every line: `encodeEvent` writes the envelope in this order. */
const ENVELOPE =
  /^\{"seq":(\d+),"node_id":"(?:[^"\\]|\\.)*","chain_id":(\d+),"source_id":"(?:[^"\\]|\\.)*","kind":"(\w+)"/

/**
 * Reads back a line that the writer wrote. Only kinds with a score are parsed as a whole: a log full of sightings
 * is read several times faster that way.
 * @throws ContractError when it is not such a line.
 */
export function encodedEventOf(line: string): EncodedEvent {
  const [, seq, chainId, kind] = ENVELOPE.exec(line) ?? []
  if (!isEventKind(kind) || kind === 'OppDetected' || kind === 'TxFeatures') {
    const event = decodeEvent(line)
    return encodedEvent(event.seq, event, line as Json<StoredEvent>) // decoded just now
  }
  // The writer's own line, whole by its checksum.
  return { seq: Number(seq), chainId: Number(chainId), kind, score: null, line: line as Json<StoredEvent> }
}

/** The numbered event of a draft. */
export function storedEvent(seq: number, nodeId: string, draft: EventDraft): StoredEvent {
  return {
    seq,
    node_id: nodeId,
    chain_id: draft.chain_id,
    source_id: draft.source_id,
    kind: draft.kind,
    ingest_ts_unix_us: draft.ingest_ts_unix_us,
    tx_hash: draft.tx_hash,
    data: draft.data,
  } as StoredEvent // kind and data come from one draft; the compiler cannot follow the pair
}
