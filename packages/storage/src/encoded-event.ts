import {
  decodeEvent,
  type EncodedEvent,
  type EventDraft,
  type EventKind,
  isEventKind,
  type Json,
  type StoredEvent,
} from '@org/events'

/** The score that filters look at. */
function scoreOf(event: EventDraft): number | null {
  if (event.kind === 'OppDetected') return event.data.score
  return event.kind === 'TxFeatures' ? event.data.mev_score : null
}

/** Not an object literal: after a burst those are made in the old generation, and so would every line. */
export class LineEvent implements EncodedEvent {
  readonly seq: number
  readonly chainId: number
  readonly kind: EventKind
  readonly score: number | null
  readonly line: Json<StoredEvent>

  constructor(seq: number, chainId: number, kind: EventKind, score: number | null, line: Json<StoredEvent>) {
    this.seq = seq
    this.chainId = chainId
    this.kind = kind
    this.score = score
    this.line = line
  }
}

/** Pairs an event with its line. */
export function encodedEvent(seq: number, event: EventDraft, line: Json<StoredEvent>): EncodedEvent {
  return new LineEvent(seq, event.chain_id, event.kind, scoreOf(event), line)
}

/** The head of every line: `encodeEvent` writes the envelope in this order. */
const ENVELOPE =
  /^\{"seq":(\d+),"node_id":"(?:[^"\\]|\\.)*","chain_id":(\d+),"source_id":"(?:[^"\\]|\\.)*","kind":"(\w+)"/

/** Within a string the quotes would be escaped, and no object inside the data has such a key: it is the data's own. */
const OPPORTUNITY_SCORE = /"score":(-?[\d.eE+-]+)/
const FEATURES_SCORE = /"mev_score":(-?[\d.eE+-]+)/

/**
 * Reads back a line that the writer wrote, without parsing all of it: a log is read several times faster that way.
 * @throws ContractError when it is not such a line.
 */
export function encodedEventOf(line: string): EncodedEvent {
  const [, seq, chainId, kind] = ENVELOPE.exec(line) ?? []
  const score = kind === 'OppDetected' || kind === 'TxFeatures' ? writtenScore(kind, line) : null
  if (!isEventKind(kind) || Number.isNaN(score)) {
    const event = decodeEvent(line)
    return encodedEvent(event.seq, event, line as Json<StoredEvent>) // decoded just now
  }
  // The writer's own line, whole by its checksum.
  return new LineEvent(Number(seq), Number(chainId), kind, score, line as Json<StoredEvent>)
}

/** The score that {@link scoreOf} saw; `NaN` when none is written. */
function writtenScore(kind: 'OppDetected' | 'TxFeatures', line: string): number {
  const pattern = kind === 'OppDetected' ? OPPORTUNITY_SCORE : FEATURES_SCORE
  return Number(pattern.exec(line)?.[1])
}
