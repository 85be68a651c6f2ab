import {
  type Component,
  createSystemClock,
  type DependencyStatus,
  type EventLog,
  type EventSink,
  errorMessage,
  noopLogger,
  noopMetrics,
  type ReadModels,
  type ReplayReader,
} from '@org/events'
import { createCheckpointFile } from './checkpoint/checkpoint-file.ts'
import { type Checkpoints, createCheckpoints } from './checkpoint/checkpoints.ts'
import { createEventStore, type EventStore } from './clickhouse/event-store.ts'
import type { CommittedBatch } from './committed-batch.ts'
import { type DataDirLayout, dataDirLayout, openDataDir } from './data-dir/data-dir.ts'
import { StorageError } from './errors.ts'
import { createEventLog } from './event-log/event-log.ts'
import { createLiveState } from './memory/live-state.ts'
import { memoryBounds } from './memory/memory-bounds.ts'
import { createStorageMetrics } from './metrics.ts'
import type { HistoryReader } from './read-models/history.ts'
import { rebuild } from './replay/rebuild.ts'
import { createReplayReader } from './replay/replay-reader.ts'
import { whileItAnswers } from './replay/while-it-answers.ts'
import { createDeadLetters } from './shipping/dead-letters.ts'
import { createShipmentFile } from './shipping/shipment-file.ts'
import { createShipper, type Shipper } from './shipping/shipper.ts'
import { withDeadLetters } from './shipping/with-dead-letters.ts'
import { findStartPoint } from './start-point.ts'
import type { StorageOptions } from './storage-options.ts'
import { createNodeFileSystem } from './wal/fs.ts'
import { createWal, type Wal } from './wal/wal.ts'
import { createWriter } from './writer/writer.ts'

const SHIP_ON_STOP_MS = 10_000
/** A commit that takes longer says that the disk hangs. */
const STALLED_SECONDS = 5

/** Durable, numbered events and the views over them. */
export interface Storage extends Component, EventSink {
  /** Empty before `start`. */
  readonly log: EventLog
  /** Empty before `start`. */
  readonly models: ReadModels
  /** Rebuilds past states from stored events. */
  readonly replays: ReplayReader
  /** The state of the log and of ClickHouse. */
  status(): readonly DependencyStatus[]
  /** Events on their way: accepted and not yet durable; durable and not yet known to be in ClickHouse. */
  backlog(): { readonly waiting: number; readonly unshipped: number }
}

/**
 * Creates the storage of one data directory; nothing is opened before `start`.
 *
 * `start` rejects with a `StorageError`: `DATA_DIR_IN_USE`, `WAL_CORRUPT`, `DISK_FULL` and the like. An embedded
 * ClickHouse that cannot open fails it, too; a server that cannot be reached, or goes away meanwhile, does not: events
 * wait in the log.
 * @example
 * const storage = createStorage({ dataDir: './data' })
 * await storage.start()
 * storage.tryEnqueue([event])
 */
export function createStorage(options: StorageOptions): Storage {
  const logger = options.logger ?? noopLogger
  const clock = options.clock ?? createSystemClock()
  const queueCapacity = options.queueCapacity ?? 65_536
  const layout = dataDirLayout(options.dataDir)
  const fs = options.fileSystem ?? createNodeFileSystem()
  const wal = createWal({
    directory: layout.wal,
    fs,
    logger,
    monotonicMs: () => clock.monotonicMs(),
    ...(options.walSegmentBytes === undefined ? {} : { segmentBytes: options.walSegmentBytes }),
    ...(options.walRetentionBytes === undefined ? {} : { retentionBytes: options.walRetentionBytes }),
  })
  const letters = createDeadLetters({ fs, directory: layout.deadLetters, clock, logger })
  const metrics = createStorageMetrics(options.metrics ?? noopMetrics, {
    queueDepth: () => writer.depth(),
    queueCapacity: () => queueCapacity,
    walSegments: wal.segmentCount,
    durableSeq: () => log.latestSeq(),
    clickHouseLag: () => shipper?.lag() ?? 0,
    clickHouseLagSeconds: () => shipper?.lagSeconds() ?? 0,
    commitSeconds: wal.commitSeconds,
    deadLetters: letters.count,
  })
  const writer = createWriter({ wal, capacity: queueCapacity, deliver, metrics, clock, logger })
  const bounds = memoryBounds(options)
  const state = createLiveState({ ...bounds, history: lateHistory(() => store), clock })
  const log = createEventLog({ wal, window: state.window, logger })
  const replays = createReplayReader({
    log,
    sources: () => ({ wal, archive: store }),
    checkpoints: { points: () => checkpoints?.points() ?? [] },
    ...bounds,
    clock,
  })
  const closed = Promise.withResolvers<void>()
  closed.promise.catch(() => {})
  /** How to release what `start` opened, in order of opening. */
  const opened: (() => Promise<void>)[] = []
  let store: EventStore | null = null
  let shipper: Shipper | null = null
  let checkpoints: Checkpoints | null = null
  let failure: string | null = null
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  function deliver(batch: CommittedBatch): void {
    const { events, drafts, bytes, ends } = batch
    let start = 0
    for (let index = 0; index < events.length; index += 1) {
      const event = events[index]
      const draft = drafts[index]
      const end = ends[index]
      if (event === undefined || draft === undefined || end === undefined) break
      try {
        state.take(event, draft, bytes, start, end)
      } catch (error) {
        // The event is durable whatever the views make of it.
        logger.error('the read models failed on an event', { seq: event.seq, error: errorMessage(error) })
      }
      start = end + 1
    }
    log.announce(batch)
    shipper?.offer(batch.lastSeq)
  }

  async function open(): Promise<void> {
    const dataDir = await openDataDir(layout, fs)
    opened.push(() => dataDir.release())
    await wal.open()
    opened.push(() => wal.close())
    await letters.open()
    const inClickHouse = { ...target(options, layout), ...storeOptions(dataDir.nodeId) }
    const events = withDeadLetters(createEventStore(inClickHouse), letters)
    store = events
    opened.push(() => events.stop())
    const file = createShipmentFile(fs, layout.root)
    const checkpointFile = createCheckpointFile(fs, layout.root, bounds, logger)
    const { notedSeq, checkpoint } = await checkpointFile.load()
    const mayBeAway = options.clickhouse?.kind === 'server'
    const { lastSeq, stored } = await findStartPoint({ wal, events, file, notedSeq, mayBeAway, logger })
    log.open(dataDir.nodeId, lastSeq, events)
    if (stored !== null) log.setArchiveOldest(stored.oldestSeq)
    const archive = mayBeAway ? whileItAnswers(events, logger) : events
    const began = clock.monotonicMs()
    const rebuilt = await rebuild({
      state,
      wal,
      archive: stored === null ? null : archive,
      lastSeq,
      maxEvents: bounds.maxEvents,
      checkpoint,
      onRestored: options.onRestored,
      logger,
    })
    const kept = createCheckpoints({
      state,
      file: checkpointFile,
      logger,
    })
    checkpoints = kept
    kept.start()
    opened.push(() => kept.stop())
    shipper = createShipper({
      target: events,
      wal,
      window: state.window,
      file,
      letters,
      flushBatch: options.flushBatch ?? 20_000,
      flushIntervalMs: options.flushIntervalMs ?? 250,
      onOldest: log.setArchiveOldest,
      metrics,
      clock,
      random: Math.random,
      logger,
    })
    shipper.start(lastSeq)
    opened.push(async () => await shipper?.stop(SHIP_ON_STOP_MS))
    writer.start(dataDir.nodeId, lastSeq)
    opened.push(() => writer.stop())
    // The first to go: it reads from all of the above.
    opened.push(() => replays.stop())
    writer.closed.catch((error: unknown) => {
      failure = errorMessage(error)
      closed.reject(error)
    })
    logger.info('storage started', {
      data_dir: layout.root,
      node_id: dataDir.nodeId,
      last_seq: lastSeq,
      wal_segments: wal.segmentCount(),
      rebuilt_events: rebuilt.events,
      rebuilt_ms: Math.round(clock.monotonicMs() - began),
      checkpoint: rebuilt.checkpoint,
    })
  }

  function storeOptions(nodeId: string) {
    const { metrics: port } = options
    return {
      nodeId,
      retentionDays: options.retentionDays ?? 14,
      logger,
      ...(port === undefined ? {} : { metrics: port }),
    }
  }

  async function start(): Promise<void> {
    if (starting !== null || stopping !== null) {
      const message = `the storage in ${layout.root} was started before`
      throw new StorageError('ALREADY_STARTED', message, { retryable: false })
    }
    starting = open()
    try {
      await starting
    } catch (error) {
      await releaseAll()
      throw error
    }
  }

  async function releaseAll(): Promise<void> {
    for (let release = opened.pop(); release !== undefined; release = opened.pop()) {
      try {
        await release()
      } catch (error) {
        logger.error('could not release a part of the storage', { error: errorMessage(error) })
      }
    }
  }

  async function shutDown(): Promise<void> {
    await starting?.catch(() => {})
    await releaseAll()
    closed.resolve()
  }

  return {
    name: 'storage',
    log,
    models: state.models,
    replays,
    closed: closed.promise,
    tryEnqueue: writer.tryEnqueue,
    hasRoom: writer.hasRoom,
    backlog: () => ({ waiting: writer.depth(), unshipped: shipper?.lag() ?? 0 }),
    start,
    stop() {
      stopping ??= shutDown()
      return stopping
    },
    status() {
      const down = (name: string): DependencyStatus => ({
        name,
        state: 'down',
        detail: failure ?? 'not started',
      })
      const logDown = shipper === null || failure !== null
      return [
        logDown ? down('wal') : logStatus(wal),
        shipper === null ? down('clickhouse') : shipper.status(),
      ]
    },
  }
}

function target(options: StorageOptions, layout: DataDirLayout) {
  const choice = options.clickhouse ?? { kind: 'embedded' }
  return choice.kind === 'embedded' ? { kind: choice.kind, path: layout.clickHouse } : choice
}

/** The log as a dependency, while it has not failed. */
function logStatus(wal: Wal): DependencyStatus {
  const seconds = wal.commitSeconds()
  if (seconds < STALLED_SECONDS) {
    return { name: 'wal', state: 'up', detail: `${wal.segmentCount()} segments, ${wal.size()} bytes` }
  }
  const detail = `a commit has been under way for ${Math.floor(seconds)} s: the disk does not answer`
  return { name: 'wal', state: 'degraded', detail }
}

/** History that is there once the event store is. */
function lateHistory(store: () => HistoryReader | null): HistoryReader {
  return {
    firstSightingsBefore: async (before, limit, chainId, signal) =>
      (await store()?.firstSightingsBefore(before, limit, chainId, signal)) ?? [],
    eventsOf: async (hashes, signal) => (await store()?.eventsOf(hashes, signal)) ?? [],
    gapsBefore: async (query, signal) => (await store()?.gapsBefore(query, signal)) ?? [],
  }
}
