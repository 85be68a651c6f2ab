import { setImmediate as turn } from 'node:timers/promises'
import {
  type Clock,
  type Enqueue,
  type EventDraft,
  type EventSink,
  errorMessage,
  type Logger,
} from '@org/events'
import type { CommittedBatch } from '../committed-batch.ts'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import { type CommitBuffer, createCommitBuffer, type SealedCommit } from './commit-buffer.ts'

/** Bytes that may wait for a disk that stands still: the bound in events alone would let long ones fill the memory. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024
/**
 * Full commits that share a flush. With one each, 1,024 events took the 20 ms and more of a flush beside ClickHouse's own,
 * and 40,000 events/s filled the queue.
 */
const MOST_AT_ONCE = 16

/**
 * More than this share of the queue, and bodies wait at their source. A quarter is 0.3 s of events at 50,000/s.
 */
const ROOMY = 1 / 4

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
  /** Bound of the queue in events; a group that does not fit is refused, and any while 128 MiB wait. */
  readonly capacity: number
  /** Hears of each batch once it is durable, in order. Must not throw. */
  readonly deliver: (batch: CommittedBatch) => void
  readonly metrics: StorageMetrics
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Creates the writer; it refuses events until `start`.
 *
 * Events are encoded when they are accepted, so that this goes on while the disk flushes the commit before. A group is
 * never cut: it is durable as a whole or not at all.
 */
export function createWriter(options: WriterOptions): Writer {
  const { wal, capacity, deliver, metrics, clock, logger } = options
  const closed = Promise.withResolvers<void>()
  closed.promise.catch(() => {})
  let state: 'idle' | 'open' | 'draining' | 'dead' = 'idle'
  let lastSeq = 0
  let open: CommitBuffer | null = null
  /** Full commits in order; the open one comes after them. */
  let sealed: SealedCommit[] = []
  /** Events accepted and not yet durable. */
  let depth = 0
  /** Bytes of full commits that are not durable. */
  let sealedBytes = 0
  let wake: (() => void) | null = null

  function tryEnqueue(group: readonly EventDraft[]): Enqueue {
    if (state !== 'open' || open === null) return 'closed'
    if (depth + group.length > capacity || sealedBytes + open.bytes >= MAX_WAITING_BYTES) return 'queue_full'
    open.add(group)
    depth += group.length
    if (open.isFull) sealed.push(seal(open))
    wake?.()
    return 'accepted'
  }

  function seal(buffer: CommitBuffer): SealedCommit {
    const commit = buffer.seal()
    sealedBytes += commit.payloadBytes
    return commit
  }

  /** Hands on what is durable while the disk takes what comes next. */
  async function run(buffer: CommitBuffer): Promise<void> {
    let durable: readonly SealedCommit[] = []
    for (;;) {
      const commits = sealed.splice(0, MOST_AT_ONCE)
      if (commits.length < MOST_AT_ONCE && buffer.size > 0) commits.push(seal(buffer))
      const appended = commits.length === 0 ? null : wal.append(commits)
      appended?.catch(() => {}) // heard of below
      for (const [index, commit] of durable.entries()) {
        // Others have their turn between two full ones.
        if (index > 0) await turn()
        handOn(commit, buffer)
      }
      durable = commits
      if (appended !== null) {
        metrics.fsyncSeconds.observe(await appended)
        continue
      }
      if (state !== 'open') return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = null
    }
  }

  /** Tells of a commit that is durable. */
  function handOn(commit: SealedCommit, buffer: CommitBuffer): void {
    const { frame, payloadBytes, events } = commit
    lastSeq = commit.lastSeq
    depth -= events.length
    sealedBytes -= payloadBytes
    metrics.events.inc(events.length)
    metrics.walBytes.inc(frame.length)
    deliver(commit)
    const nowUs = clock.nowUs()
    for (const draft of commit.drafts) {
      if (draft.kind === 'TxDecoded') metrics.visibleSeconds.observe((nowUs - draft.ingest_ts_unix_us) / 1e6)
    }
    buffer.release(commit)
  }

  function die(error: unknown): void {
    state = 'dead'
    logger.error('the storage writer stopped: accepted events that are not durable are lost', {
      error: errorMessage(error),
      lost_events: depth,
      last_durable_seq: lastSeq,
    })
    open = null
    sealed = []
    depth = 0
    sealedBytes = 0
    closed.reject(error)
  }

  return {
    closed: closed.promise,
    depth: () => depth,
    tryEnqueue,
    hasRoom: () => depth < capacity * ROOMY && sealedBytes < MAX_WAITING_BYTES * ROOMY,
    start(nodeId, last) {
      lastSeq = last
      open = createCommitBuffer(nodeId, last)
      state = 'open'
      run(open).then(() => {
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
