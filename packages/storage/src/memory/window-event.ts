import type { EncodedEvent, EventKind, Json, StoredEvent } from '@org/events'

/** An event whose line is read from the bytes when it is asked for. */
class WindowEvent implements EncodedEvent {
  readonly seq: number
  readonly chainId: number
  readonly kind: EventKind
  readonly score: number | null
  readonly #buffer: Buffer
  readonly #start: number
  readonly #end: number

  constructor(
    seq: number,
    chainId: number,
    kind: EventKind,
    score: number | null,
    buffer: Buffer,
    start: number,
    end: number,
  ) {
    this.seq = seq
    this.chainId = chainId
    this.kind = kind
    this.score = score
    this.#buffer = buffer
    this.#start = start
    this.#end = end
  }

  /** Not kept: whoever needs it twice keeps it. */
  get line(): Json<StoredEvent> {
    return this.#buffer.toString('utf8', this.#start, this.#end) as Json<StoredEvent> // bytes of the codec
  }
}

/**
 * Makes an event over the bytes of its line, `buffer` from `start` to `end`, which must not change. The event keeps
 * the buffer alive.
 */
export function createWindowEvent(
  seq: number,
  chainId: number,
  kind: EventKind,
  score: number | null,
  buffer: Buffer,
  start: number,
  end: number,
): EncodedEvent {
  return new WindowEvent(seq, chainId, kind, score, buffer, start, end)
}
