import { createHash } from 'node:crypto'
import type { Clock, EventDraft, EventHead } from '@org/events'
import type { HistoryReader } from '../read-models/history.ts'
import { createReadModels, type LiveReadModels, type ReadModelsOptions } from '../read-models/read-models.ts'
import { createEventWindow, type EventWindow } from './event-window.ts'

/** Changes when the same events make another state or another digest. */
export const DIGEST_VERSION = 2

/** Bounds of {@link createLiveState}. */
export interface LiveStateOptions {
  /** Newest events in memory. */
  readonly maxEvents: number
  /** Bytes of their lines. */
  readonly maxBytes: number
  /** Where older transactions come from. */
  readonly history?: HistoryReader
  readonly clock: Clock
  /** Bounds of the single views. @default those of the read models */
  readonly views?: Pick<ReadModelsOptions, 'maxTransactions' | 'maxFeatures' | 'maxOpportunities' | 'maxGaps'>
}

/** A word on the state after an event. */
export interface Checkpoint {
  /** Number of the event. */
  readonly seq: number
  /** First event in memory: reading from here on makes the same state again. */
  readonly windowFrom: number
  /** SHA-256 over the state, hex. */
  readonly digest: string
}

/**
 * What memory holds of the events: their lines and the views over them. After an event it depends on nothing but the
 * events in the window, so whoever reads those again, in whatever batches, comes to the same state.
 */
export interface LiveState {
  readonly window: EventWindow
  readonly models: LiveReadModels
  /** Takes the next event, whose line is `buffer` from `start` to `end`. The line is copied. */
  take(event: EventHead, draft: EventDraft, buffer: Buffer, start: number, end: number): void
  /**
   * True when the state is that of one who read from the very beginning: it did so itself, or is full by now. Numbers
   * that are passed over end it, since somebody else may be able to read them.
   */
  complete(): boolean
  /** Says that the state is known to be complete. */
  trust(): void
  /** Of this moment; about 10 µs, whatever is held. */
  checkpoint(): Checkpoint
}

export function createLiveState(options: LiveStateOptions): LiveState {
  const window = createEventWindow(options)
  const models = createReadModels({
    ...options.views,
    lines: window,
    clock: options.clock,
    ...(options.history === undefined ? {} : { history: options.history }),
  })
  let complete = false

  return {
    window,
    models,
    complete: () => complete,
    trust() {
      complete = true
    },
    take(event, draft, buffer, start, end) {
      const before = window.firstSeq()
      const follows = before === null ? event.seq === 1 : event.seq === window.lastSeq() + 1
      window.push(event, draft.ingest_ts_unix_us, buffer, start, end)
      const first = window.firstSeq() ?? event.seq
      const left = before !== null && before !== first
      if (!follows) complete = false
      else if (before === null || left) complete = true
      if (event.seq - first + 1 >= options.maxEvents) complete = true
      models.apply(event.seq, draft, first)
    },
    checkpoint() {
      const seq = window.lastSeq()
      const windowFrom = window.firstSeq() ?? seq + 1
      const text = `${DIGEST_VERSION} ${windowFrom} ${window.bytes()} ${window.sum.low} ${window.sum.high} ${models.fingerprint()}`
      return { seq, windowFrom, digest: createHash('sha256').update(text).digest('hex') }
    },
  }
}
