import type { Logger } from '@org/events'
import type { Wal } from '../wal/wal.ts'
import { readWalRange } from '../wal-lines.ts'
import type { Retry } from './retry.ts'
import type { Shipment } from './shipment.ts'
import type { ShipmentRange } from './shipment-file.ts'

/** Options of {@link interruptedShipment}. */
export interface InterruptedOptions {
  /** What was tried last. */
  readonly range: ShipmentRange
  /** Everything up to here is settled. */
  readonly after: number
  /** True for a number that need not be sent before the range. */
  readonly isSettled: (seq: number) => boolean
  readonly wal: Wal
  readonly retry: Retry
  readonly logger: Logger
}

/**
 * The range that was tried last, when ClickHouse may hold a part of it or the insert may still be under way: it goes
 * again exactly as it was. `null` when other events have to go first, which ClickHouse has lost, or when the log has
 * lost some of it.
 */
export async function interruptedShipment(options: InterruptedOptions): Promise<Shipment | null> {
  const { range, after, isSettled, wal, retry, logger } = options
  if (after >= range.lastSeq) return null
  for (let seq = after + 1; seq < range.firstSeq; seq += 1) if (!isSettled(seq)) return null
  const shipment = await retry.run('log', 'read the write-ahead log', () =>
    readWalRange(wal, range.firstSeq, range.lastSeq, Number.POSITIVE_INFINITY),
  )
  if (shipment !== null && shipment.lastSeq === range.lastSeq) return shipment
  logger.warn('the batch that was on its way to ClickHouse is no longer whole in the write-ahead log', {
    first_seq: range.firstSeq,
    last_seq: range.lastSeq,
    held_from: wal.firstSeq(),
  })
  return null
}
