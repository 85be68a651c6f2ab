import { createSystemClock, type Logger, noopLogger, type ReplayReport } from '@org/events'
import { clickHouseTarget } from '../archive/click-house-target.ts'
import { createCheckpointFile, type SavedCheckpoint } from '../checkpoint/checkpoint-file.ts'
import { createEventStore, type EventStore } from '../clickhouse/event-store.ts'
import { dataDirLayout, openDataDir } from '../data-dir/data-dir.ts'
import { loadNodeId } from '../data-dir/node-id.ts'
import { StorageError } from '../errors.ts'
import { type MemoryBounds, memoryBounds } from '../memory/memory-bounds.ts'
import { createDeadLetters } from '../shipping/dead-letters.ts'
import { withDeadLetters } from '../shipping/with-dead-letters.ts'
import type { ClickHouseChoice } from '../storage-options.ts'
import { createNodeFileSystem, type FileSystem } from '../wal/fs.ts'
import { openReadOnlyWal, type ReadOnlyWal } from '../wal/read-only.ts'
import { replayEvents } from './replay.ts'

/** Options of {@link replayStored}. */
export interface ReplayStoredOptions {
  readonly dataDir: string
  /** Read only where the log does not reach back far enough. @default `{ kind: 'embedded' }` */
  readonly clickhouse?: ClickHouseChoice
  /** As of the node. @default 14 */
  readonly retentionDays?: number
  /** 0: before the first event. @default the first event of the log */
  readonly from?: number
  /** @default the last */
  readonly to?: number
  /** Events between two points. @default as many as give twenty points */
  readonly stride?: number
  /** As of the node whose digests are to come out again. @default 250,000 */
  readonly memoryEvents?: number
  /** Likewise. @default 192 MiB */
  readonly memoryBytes?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (seq: number) => void
  readonly logger?: Logger
}

/** What a replay of a data directory came to. */
export interface StoredReplay {
  readonly nodeId: string
  readonly report: ReplayReport
  /**
   * How the digest stands against the one that the node wrote down itself: `none` when it wrote none within the range,
   * or the replay is not complete there.
   */
  readonly checkpoint: { readonly outcome: 'same' | 'different' | 'none'; readonly seq: number }
}

const DEFAULT_POINTS = 20

/**
 * Replays the events of a data directory without changing it; its node may be running, unless ClickHouse is embedded in
 * it and needed.
 * @throws StorageError `WAL_CORRUPT`, `DATA_DIR_IN_USE`, `REPLAY_RANGE`, and what ClickHouse is worth; the reason of the
 * signal
 */
export async function replayStored(options: ReplayStoredOptions): Promise<StoredReplay> {
  const fs = createNodeFileSystem()
  const layout = dataDirLayout(options.dataDir)
  const nodeId = await loadNodeId(fs, layout.root)
  if (nodeId === null) throw badRange(`there is no node in ${layout.root}`)
  const bounds = memoryBounds(options)
  // Before the log is looked at: of a running node a later one would be beyond what was found there.
  const file = createCheckpointFile(fs, layout.root, bounds, options.logger ?? noopLogger)
  const { checkpoint: saved } = await file.load()
  const wal = await openReadOnlyWal(fs, layout.wal)
  const begin = Math.max(1, (options.from ?? wal.firstSeq ?? 1) - bounds.maxEvents)
  const readsClickHouse = wal.firstSeq === null || (options.from !== undefined && begin < wal.firstSeq)
  const archive = readsClickHouse ? await openArchive(options, nodeId, fs) : null
  try {
    return await replay(options, { nodeId, wal, archive: archive?.store ?? null, saved, bounds })
  } finally {
    await archive?.close()
  }
}

interface Opened {
  readonly nodeId: string
  readonly wal: ReadOnlyWal
  readonly archive: EventStore | null
  readonly saved: SavedCheckpoint | null
  readonly bounds: MemoryBounds
}

async function replay(options: ReplayStoredOptions, opened: Opened): Promise<StoredReplay> {
  const { nodeId, wal, archive, saved, bounds } = opened
  const none = Number.POSITIVE_INFINITY
  const oldestSeq = Math.min((await archive?.oldestSeq()) ?? none, wal.firstSeq ?? none)
  const latestSeq = Math.max((await archive?.latestSeq()) ?? 0, wal.lastSeq)
  if (latestSeq === 0) throw badRange(`no events are stored of node ${nodeId}`)
  const from = options.from ?? wal.firstSeq ?? oldestSeq
  const to = options.to ?? latestSeq
  if (to > latestSeq) throw badRange(`event ${to} is not there; the last is ${latestSeq}`)
  if (to < from) throw badRange(`the range ends with ${to} before it begins with ${from}`)
  const stride = options.stride ?? Math.max(1, Math.ceil((to - from + 1) / DEFAULT_POINTS))
  const report = await replayEvents(
    { from, to, stride },
    {
      wal,
      archive,
      oldestSeq,
      latestSeq,
      ...bounds,
      clock: createSystemClock(),
      ...(saved === null ? {} : { alsoAt: saved.seq }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    },
  )
  const point = report.points.find(({ seq }) => seq === saved?.seq)
  const outcome =
    point?.complete !== true || saved === null ? 'none' : point.digest === saved.digest ? 'same' : 'different'
  return { nodeId, report, checkpoint: { outcome, seq: saved?.seq ?? 0 } }
}

async function openArchive(
  options: ReplayStoredOptions,
  nodeId: string,
  fs: FileSystem,
): Promise<{ readonly store: EventStore; close(): Promise<void> }> {
  const target = clickHouseTarget(options)
  // The embedded engine is the directory's; only one process may open it.
  const held = target.kind === 'embedded' ? await openDataDir(dataDirLayout(options.dataDir), fs) : null
  const store = createEventStore({ ...target, nodeId, retentionDays: options.retentionDays ?? 14 })
  const close = async (): Promise<void> => {
    await store.stop()
    await held?.release()
  }
  try {
    await store.start()
    const letters = createDeadLetters({
      fs,
      directory: dataDirLayout(options.dataDir).deadLetters,
      readOnly: true,
      clock: createSystemClock(),
      logger: options.logger ?? noopLogger,
    })
    await letters.open()
    return { store: withDeadLetters(store, letters), close }
  } catch (error) {
    await close()
    throw error
  }
}

function badRange(message: string): StorageError {
  return new StorageError('REPLAY_RANGE', message, { retryable: false })
}
