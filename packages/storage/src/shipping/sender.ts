import { type Clock, errorMessage, type Logger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import type { Progress } from './progress.ts'
import { MOST_UNDECIDED, type Refusals } from './refusals.ts'
import type { Retry } from './retry.ts'
import type { Shipment } from './shipment.ts'
import type { ShipmentCut } from './shipment-cut.ts'
import type { ShipmentFile } from './shipment-file.ts'
import type { ShipmentTarget } from './shipment-target.ts'

/** Refused in a row for a reason that is not known: more than one event cannot have that by itself. */
const MOST_UNKNOWN = 2

/** Options of {@link createSender}. */
export interface SenderOptions {
  readonly target: ShipmentTarget
  readonly wal: Wal
  readonly file: ShipmentFile
  readonly progress: Progress
  readonly refusals: Refusals
  readonly cut: ShipmentCut
  readonly retry: Retry
  /** True when nothing must be touched any more. */
  readonly isEnded: () => boolean
  /** Hears the first number of each batch that arrived. */
  readonly onStored: (firstSeq: number) => void
  readonly metrics: StorageMetrics
  readonly clock: Clock
  readonly logger: Logger
}

/** Sends single batches, and finds the events that ClickHouse refuses. */
export interface Sender {
  /** Sends a batch until it arrived or was refused; what goes next stands in the progress then. */
  ship(shipment: Shipment): Promise<void>
  /** The undecided events go again, and whole batches. */
  again(): void
}

export function createSender(options: SenderOptions): Sender {
  const { target, wal, file, progress, refusals, cut, retry, isEnded, metrics, clock, logger } = options
  let refusedBehind = ''
  /** Was refused alone once, for a reason that is not known. */
  let doubted = 0

  function again(): void {
    refusals.clear()
    progress.cursor = progress.shipped
    cut.reset()
  }

  async function ship(shipment: Shipment): Promise<void> {
    const { firstSeq, lastSeq } = shipment
    if (isEnded()) return
    await retry.run('disk', 'write down what goes to ClickHouse', () =>
      file.save({ firstSeq, lastSeq, refused: refusals.undecided() }),
    )
    try {
      const what = `insert events ${firstSeq} to ${lastSeq} into ClickHouse`
      await retry.run('insert', what, () => timedInsert(shipment), isRefusal)
    } catch (error) {
      if (!isRefusal(error)) throw error
      return await lookForRefused(shipment, error)
    }
    cut.accepted(lastSeq - firstSeq + 1)
    await arrived(firstSeq, lastSeq)
  }

  async function timedInsert(shipment: Shipment): Promise<void> {
    const began = clock.monotonicMs()
    await target.insert(shipment)
    progress.insertMs = clock.monotonicMs() - began
    metrics.insertSeconds.observe(progress.insertMs / 1000)
  }

  /** ClickHouse holds everything from `firstSeq` to `lastSeq`. */
  async function arrived(firstSeq: number, lastSeq: number): Promise<void> {
    // An insert may outlast the time to stop: by now the log may belong to another process.
    if (isEnded()) return
    await refusals.decide()
    if (isEnded()) return
    progress.shipped = lastSeq
    progress.cursor = lastSeq
    options.onStored(firstSeq)
    await wal.retain(lastSeq).catch((error: unknown) => {
      logger.warn('could not delete old segments of the write-ahead log', { error: errorMessage(error) })
    })
  }

  /** Something in a batch was refused: sends less of it next, until the event is found. */
  async function lookForRefused({ firstSeq, lastSeq }: Shipment, error: StorageError): Promise<void> {
    const stored = await retry.run('ask', 'ask ClickHouse for its last event', () => target.latestSeq())
    if (isEnded()) return
    if (stored >= firstSeq) {
      // A part of it went in before the refusal, or all of it and a view refused.
      if (stored >= lastSeq) warnOfView(error)
      await retry.run('repair', 'complete the tables behind the events', () => target.repair(firstSeq))
      await arrived(firstSeq, Math.min(stored, lastSeq))
      if (lastSeq > progress.cursor) cut.refused(lastSeq - progress.cursor, error.refusal?.row ?? null)
      return
    }
    if (lastSeq > firstSeq) {
      cut.refused(lastSeq - firstSeq + 1, error.refusal?.row ?? null)
      return
    }
    const isAboutData = error.refusal?.isAboutData === true
    if (!isAboutData && doubted !== firstSeq) {
      // A reason that nobody knows may pass: the event goes alone once more.
      doubted = firstSeq
      cut.refused(1, null)
      await retry.moment()
      return
    }
    cut.found()
    progress.cursor = firstSeq
    refusals.add({
      seq: firstSeq,
      code: error.refusal?.name ?? '',
      reason: error.refusal?.text ?? error.message,
    })
    const count = refusals.undecided().length
    if (count < (isAboutData ? MOST_UNDECIDED : MOST_UNKNOWN)) return
    const text = `ClickHouse took none of ${count} events in a row, so it is not about them: ${error.message}`
    await retry.stand('insert', text)
    again()
  }

  /** Says once which view refuses what `events` took. */
  function warnOfView(error: StorageError): void {
    const text = error.refusal?.text ?? error.message
    if (text === refusedBehind) return
    refusedBehind = text
    logger.warn('ClickHouse took the events, but a view on them refused', { error: text })
  }

  return { ship, again }
}

function isRefusal(error: unknown): error is StorageError {
  return error instanceof StorageError && error.code === 'CLICKHOUSE_REFUSED'
}
