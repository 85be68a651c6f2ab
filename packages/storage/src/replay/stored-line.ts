import { decodeEvent, type EventKind, isEventKind, type StoredEvent } from '@org/events'

/** The head of every line: `encodeEvent` writes the envelope in this order. */
const ENVELOPE =
  /^\{"seq":(\d+),"node_id":("(?:[^"\\]|\\.)*"),"chain_id":(\d+),"source_id":("(?:[^"\\]|\\.)*"),"kind":"(\w+)","ingest_ts_unix_us":(-?\d+),"tx_hash":"([^"\\]*)","data":/

/** An event whose data is parsed when somebody looks at it. */
class StoredLine {
  readonly seq: number
  readonly node_id: string
  readonly chain_id: number
  readonly source_id: string
  readonly kind: EventKind
  readonly ingest_ts_unix_us: number
  readonly tx_hash: string
  readonly #line: string
  readonly #dataAt: number
  #data: unknown

  constructor(line: string, kind: EventKind, envelope: RegExpExecArray) {
    this.seq = Number(envelope[1])
    this.node_id = JSON.parse(envelope[2] ?? '')
    this.chain_id = Number(envelope[3])
    this.source_id = JSON.parse(envelope[4] ?? '')
    this.kind = kind
    this.ingest_ts_unix_us = Number(envelope[6])
    this.tx_hash = envelope[7] ?? ''
    this.#line = line
    this.#dataAt = envelope[0].length
  }

  get data(): unknown {
    this.#data ??= JSON.parse(this.#line.slice(this.#dataAt, -1))
    return this.#data
  }
}

/**
 * Reads a line that the writer wrote, its data only when that is asked for: of most events a state wants no more than
 * who and what, and parsing was a quarter of a start.
 * @throws ContractError when it is not such a line.
 */
export function readStoredLine(line: string): StoredEvent {
  const envelope = ENVELOPE.exec(line)
  const kind = envelope?.[5]
  if (envelope === null || !isEventKind(kind) || !line.endsWith('}')) return decodeEvent(line)
  return new StoredLine(line, kind, envelope) as StoredEvent // the writer's own line, whole by its checksum
}
