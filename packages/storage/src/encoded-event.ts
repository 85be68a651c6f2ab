import {
  decodeEvent,
  type EncodedEvent,
  type EventDraft,
  type EventHead,
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

/** Not an object literal: after a burst those are made in the old generation, and so would every event be. */
class Head implements EventHead {
  readonly seq: number
  readonly chainId: number
  readonly kind: EventKind
  readonly score: number | null

  constructor(seq: number, chainId: number, kind: EventKind, score: number | null) {
    this.seq = seq
    this.chainId = chainId
    this.kind = kind
    this.score = score
  }
}

/** An event with its line as text. */
export class LineEvent extends Head implements EncodedEvent {
  readonly line: Json<StoredEvent>

  constructor(seq: number, chainId: number, kind: EventKind, score: number | null, line: Json<StoredEvent>) {
    super(seq, chainId, kind, score)
    this.line = line
  }
}

/** What filters look at of an event. */
export function headOf(seq: number, event: EventDraft): EventHead {
  return new Head(seq, event.chain_id, event.kind, scoreOf(event))
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
    return new LineEvent(event.seq, event.chain_id, event.kind, scoreOf(event), line as Json<StoredEvent>) // decoded just now
  }
  // The writer's own line, whole by its checksum.
  return new LineEvent(Number(seq), Number(chainId), kind, score, line as Json<StoredEvent>)
}

/** The score that {@link scoreOf} saw; `NaN` when none is written. */
function writtenScore(kind: 'OppDetected' | 'TxFeatures', line: string): number {
  const pattern = kind === 'OppDetected' ? OPPORTUNITY_SCORE : FEATURES_SCORE
  return Number(pattern.exec(line)?.[1])
}
