import {
  type Clock,
  type EncodedEvent,
  type Enqueue,
  type EventDraft,
  type EventSink,
  encodeEvent,
  errorMessage,
  type Logger,
} from '@org/events'
import type { CommittedBatch } from './committed-batch.ts'
import { encodedEvent } from './encoded-event.ts'
import type { StorageMetrics } from './metrics.ts'
import { allocateFrame, FRAME_HEADER_BYTES } from './wal/frame.ts'
import type { Wal } from './wal/wal.ts'

/** More events than this wait for the next commit, so that encoding and handing on never hold the event loop long. */
const MAX_COMMIT_EVENTS = 1_024
const MAX_COMMIT_BYTES = 4 * 1024 * 1024
const LINE_FEED = 0x0a

/** The one that numbers events and makes them durable. */
export interface Writer extends EventSink {
  /** Begins to take events. The first gets the number `lastSeq + 1`. */
  start(nodeId: string, lastSeq: number): void
  /** Refuses new events and resolves when the accepted ones are durable and handed on, or the log has failed. */
  stop(): Promise<void>
  /** Events accepted and not yet durable. */
  depth(): number
  /** Resolves when stopped; rejects when the log failed. Never an unhandled rejection. */
  readonly closed: Promise<void>
}

/** Options of {@link createWriter}. */
export interface WriterOptions {
  readonly wal: Wal
  /** Bound of the queue in events; a group that does not fit is refused. */
  readonly capacity: number
  /** Hears of each batch once it is durable, in order. Must not throw. */
  readonly deliver: (batch: CommittedBatch) => void
  readonly metrics: StorageMetrics
  readonly clock: Clock
  readonly logger: Logger
}

/** Creates the writer; it refuses events until `start`. */
export function createWriter(options: WriterOptions): Writer {
  const { wal, capacity, deliver, metrics, clock, logger } = options
  const closed = Promise.withResolvers<void>()
  closed.promise.catch(() => {})
  let state: 'idle' | 'open' | 'draining' | 'dead' = 'idle'
  let nodeId = ''
  let lastSeq = 0
  let waiting: EventDraft[] = []
  /** Events taken out of `waiting` and not yet durable. */
  let inHand = 0
  let wake: (() => void) | null = null

  function tryEnqueue(group: readonly EventDraft[]): Enqueue {
    if (state !== 'open') return 'closed'
    if (waiting.length + inHand + group.length > capacity) return 'queue_full'
    for (const draft of group) waiting.push(draft)
    wake?.()
    return 'accepted'
  }

  async function run(): Promise<void> {
    for (;;) {
      if (waiting.length === 0) {
        if (state !== 'open') return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
        continue
      }
      const drafts = waiting
      waiting = []
      inHand = drafts.length
      for (let from = 0; from < drafts.length; ) from += await commit(drafts, from)
    }
  }

  /** Makes the next events from `from` on durable, hands them on and returns how many they were. */
  async function commit(drafts: readonly EventDraft[], from: number): Promise<number> {
    const firstSeq = lastSeq + 1
    const events: EncodedEvent[] = []
    let payloadBytes = 0
    let end = from
    while (end < drafts.length && events.length < MAX_COMMIT_EVENTS && payloadBytes < MAX_COMMIT_BYTES) {
      const draft = drafts[end]
      if (draft === undefined) break
      const seq = firstSeq + events.length
      const line = encodeEvent(seq, nodeId, draft)
      events.push(encodedEvent(seq, draft, line))
      payloadBytes += Buffer.byteLength(line) + 1
      end += 1
    }
    const frame = allocateFrame(payloadBytes)
    let offset = FRAME_HEADER_BYTES
    for (const event of events) {
      offset += frame.write(event.line, offset)
      frame[offset] = LINE_FEED
      offset += 1
    }
    metrics.fsyncSeconds.observe(await wal.append(frame, payloadBytes, firstSeq, events.length))
    lastSeq += events.length
    inHand -= events.length
    metrics.events.inc(events.length)
    metrics.walBytes.inc(frame.length)
    const committed = drafts.slice(from, end)
    deliver({
      firstSeq,
      lastSeq,
      events,
      drafts: committed,
      bytes: frame.subarray(FRAME_HEADER_BYTES, offset),
    })
    observeVisible(committed)
    return events.length
  }

  function observeVisible(drafts: readonly EventDraft[]): void {
    const nowUs = clock.nowUs()
    for (const draft of drafts) {
      if (draft.kind === 'TxDecoded') metrics.visibleSeconds.observe((nowUs - draft.ingest_ts_unix_us) / 1e6)
    }
  }

  function die(error: unknown): void {
    state = 'dead'
    logger.error('the storage writer stopped: accepted events that are not durable are lost', {
      error: errorMessage(error),
      lost_events: waiting.length + inHand,
      last_durable_seq: lastSeq,
    })
    waiting = []
    inHand = 0
    closed.reject(error)
  }

  return {
    closed: closed.promise,
    depth: () => waiting.length + inHand,
    tryEnqueue,
    start(id, last) {
      nodeId = id
      lastSeq = last
      state = 'open'
      run().then(() => {
        state = 'dead'
        closed.resolve()
      }, die)
    },
    async stop() {
      if (state === 'idle') {
        state = 'dead'
        closed.resolve()
      }
      if (state === 'open') state = 'draining'
      wake?.()
      await closed.promise.catch(() => {})
    },
  }
}
