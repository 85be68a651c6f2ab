import { createSystemClock, type Logger, noopLogger } from '@org/events'
import type { CommittedBatch } from '../../src/committed-batch.ts'
import { createEventWindow } from '../../src/memory/event-window.ts'
import type { StorageMetrics } from '../../src/metrics.ts'
import { createDeadLetters, type DeadLetters } from '../../src/shipping/dead-letters.ts'
import type { RetryDelays } from '../../src/shipping/retry.ts'
import { createShipmentFile, type ShipmentFile } from '../../src/shipping/shipment-file.ts'
import type { ShipmentTarget } from '../../src/shipping/shipment-target.ts'
import { createShipper, type Shipper } from '../../src/shipping/shipper.ts'
import type { FileSystem } from '../../src/wal/fs.ts'
import { createWal, type Wal } from '../../src/wal/wal.ts'
import type { Writer } from '../../src/writer/writer.ts'
import { createMemoryFileSystem, type MemoryFileSystem } from './memory-file-system.ts'
import { NODE_ID, testMetrics, testWriter } from './parts.ts'

export const LETTERS_DIRECTORY = '/data/dead-letter'

/** Log, writer and shipper over a file system in memory. */
export interface ShippingNode {
  readonly fs: MemoryFileSystem
  readonly wal: Wal
  readonly shipper: Shipper
  readonly writer: Writer
  readonly letters: DeadLetters
  readonly oldest: (number | null)[]
  stop(): Promise<void>
}

export interface ShippingNodeOptions {
  readonly fs?: MemoryFileSystem
  /** What stands between the node and its files. */
  readonly wrapFs?: (fs: FileSystem) => FileSystem
  readonly flushBatch?: number
  readonly flushIntervalMs?: number
  readonly retentionBytes?: number
  /** The last number given; what the log holds by default. */
  readonly lastSeq?: number
  readonly wrapFile?: (file: ShipmentFile) => ShipmentFile
  readonly metrics?: StorageMetrics
  readonly delays?: RetryDelays
  readonly logger?: Logger
  /** Hears of each commit that is durable. */
  readonly onCommit?: (batch: CommittedBatch) => void
  /** Bound of a dead-letter file. */
  readonly fileBytes?: number
}

export async function startShippingNode(
  target: ShipmentTarget,
  options: ShippingNodeOptions = {},
): Promise<ShippingNode> {
  const { fs = createMemoryFileSystem(), wrapFile = (file) => file, logger = noopLogger } = options
  const files = options.wrapFs?.(fs) ?? fs
  const wal = createWal({
    directory: '/data/wal',
    fs: files,
    segmentBytes: 4_000,
    retentionBytes: options.retentionBytes ?? 1e9,
  })
  await wal.open()
  const oldest: (number | null)[] = []
  const clock = createSystemClock()
  const letters = createDeadLetters({
    fs: files,
    directory: LETTERS_DIRECTORY,
    clock,
    logger,
    ...(options.fileBytes === undefined ? {} : { fileBytes: options.fileBytes }),
  })
  // Small, so that much must be read back from the log.
  const window = createEventWindow({ maxEvents: 20, maxBytes: 1e6, blockBytes: 2_000 })
  const shipper = createShipper({
    target,
    wal,
    window,
    file: wrapFile(createShipmentFile(files, '/data')),
    letters,
    flushBatch: options.flushBatch ?? 10,
    flushIntervalMs: options.flushIntervalMs ?? 5,
    onOldest: (seq) => oldest.push(seq),
    metrics: options.metrics ?? testMetrics(),
    clock,
    random: () => 0,
    logger,
    ...(options.delays === undefined ? {} : { delays: options.delays }),
  })
  const writer = testWriter(wal, (batch) => {
    options.onCommit?.(batch)
    let start = 0
    for (const [index, event] of batch.events.entries()) {
      const end = batch.ends[index] ?? start
      window.push(event, batch.drafts[index]?.ingest_ts_unix_us ?? 0, batch.bytes, start, end)
      start = end + 1
    }
    shipper.offer(batch.lastSeq)
  })
  const lastSeq = options.lastSeq ?? wal.lastSeq()
  writer.start(NODE_ID, lastSeq)
  shipper.start(lastSeq)
  return {
    fs,
    wal,
    shipper,
    writer,
    letters,
    oldest,
    async stop() {
      await writer.stop()
      await shipper.stop(200)
      await wal.close()
    },
  }
}
