import { createSystemClock, noopLogger, noopMetrics } from '@org/events'
import type { CommittedBatch } from '../../src/committed-batch.ts'
import { createStorageMetrics, type StorageMetrics } from '../../src/metrics.ts'
import type { Wal } from '../../src/wal/wal.ts'
import { createWriter, type Writer } from '../../src/writer/writer.ts'

export const NODE_ID = '00000000-0000-4000-8000-000000000001'

export function testMetrics(): StorageMetrics {
  const zero = (): number => 0
  return createStorageMetrics(noopMetrics, {
    queueDepth: zero,
    queueCapacity: zero,
    walSegments: zero,
    durableSeq: zero,
    clickHouseLag: zero,
    clickHouseLagSeconds: zero,
    commitSeconds: zero,
    deadLetters: zero,
  })
}

/** A writer over an open log that is not started yet. */
export function testWriter(
  wal: Wal,
  deliver: (batch: CommittedBatch) => void,
  options: { readonly capacity?: number; readonly metrics?: StorageMetrics } = {},
): Writer {
  return createWriter({
    wal,
    capacity: options.capacity ?? 65_536,
    deliver,
    metrics: options.metrics ?? testMetrics(),
    clock: createSystemClock(),
    logger: noopLogger,
  })
}
