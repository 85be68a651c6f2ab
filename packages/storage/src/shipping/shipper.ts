import { type Clock, type DependencyStatus, errorMessage, type Logger } from '@org/events'
import type { CommittedBatch } from '../committed-batch.ts'
import { StorageError } from '../errors.ts'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalRange } from '../wal-lines.ts'
import type { DeadLetters } from './dead-letters.ts'
import { createHotTail, type Shipment } from './hot-tail.ts'
import { interruptedShipment } from './interrupted-shipment.ts'
import { createOldestSeq } from './oldest-seq.ts'
import { createPause } from './pause.ts'
import { createRefusals, MOST_UNDECIDED } from './refusals.ts'
import { createRetry, RETRY_DELAYS, type RetryDelays } from './retry.ts'
import { createShipmentCut } from './shipment-cut.ts'
import type { ShipmentFile, TriedShipment } from './shipment-file.ts'
import type { ShipmentTarget } from './shipment-target.ts'
import { shippingStatus } from './shipping-status.ts'

const MAX_SHIPMENT_BYTES = 32 * 1024 * 1024

/** Options of {@link createShipper}. */
export interface ShipperOptions {
  readonly target: ShipmentTarget
  readonly wal: Wal
  readonly file: ShipmentFile
  readonly letters: DeadLetters
  /** A batch goes when it holds so many events … */
  readonly flushBatch: number
  /** … or when its first event has waited so long. */
  readonly flushIntervalMs: number
  /** Hears which number ClickHouse begins with. */
  readonly onOldest: (seq: number | null) => void
  readonly metrics: StorageMetrics
  readonly clock: Clock
  /** Random number from 0 to 1, for the jitter of retries. */
  readonly random: () => number
  readonly logger: Logger
  /** @default 250 ms, 5 s where somebody has to mend something, up to 30 s */
  readonly delays?: RetryDelays
}

/**
 * Brings every durable event into ClickHouse exactly once, in order, whatever crashed or was retried. Single events
 * that ClickHouse refuses become dead letters instead.
 */
export interface Shipper {
  /** Begins to ship. @param lastSeq the last durable number; what ClickHouse lacks of it is read from the log. */
  start(lastSeq: number): void
  /** Takes note of a durable batch; never waits. */
  offer(batch: CommittedBatch): void
  /** Ships what can be shipped within the time, then ends. */
  stop(timeoutMs: number): Promise<void>
  /** Durable events that are neither known to be in ClickHouse nor dead letters. */
  lag(): number
  status(): DependencyStatus
}

export function createShipper(options: ShipperOptions): Shipper {
  const { target, wal, file, letters, flushBatch, flushIntervalMs, metrics, clock, logger } = options
  const delays = options.delays ?? RETRY_DELAYS
  const hot = createHotTail({ maxEvents: 2 * flushBatch, maxBytes: 2 * MAX_SHIPMENT_BYTES })
  const cut = createShipmentCut(flushBatch)
  /** Waiting for work, ended by new events. */
  const idle = createPause()
  const lag = (): number => latest - shipped
  const ended = (): boolean => phase === 'ended'
  const retry = createRetry({ ...options, delays, lag })
  const oldest = createOldestSeq({ target, retry, clock, onOldest: options.onOldest })
  const refusals = createRefusals({ letters, wal, retry, metrics, logger })
  let running: Promise<void> | null = null
  /** `ending`: ships what is there, retries nothing. `ended`: touches nothing any more. */
  let phase: 'running' | 'ending' | 'ended' = 'running'
  let latest = 0
  /** Everything up to here is in ClickHouse or a dead letter, as far as this process knows. */
  let shipped = 0
  /** Behind the refused events that are undecided yet, if any: what goes next begins after it. */
  let cursor = 0
  let connected = false
  let waitingSinceMs = 0
  let refusedBehind = ''
  /** Was refused alone once, for a reason that is not known. */
  let doubted = 0

  async function run(startedAfter: number): Promise<void> {
    const tried = await file.load()
    if (tried !== null) shipped = Math.min(firstOf(tried) - 1, latest)
    await retry.run('disk', 'read dead letters', () => letters.open())
    shipped = await retry.run('connect', 'connect to ClickHouse', () => connect(startedAfter))
    cursor = shipped
    connected = true
    if (tried !== null) await resume(tried)
    while (!ended()) {
      passOver()
      await untilDue()
      if (ended() || (phase === 'ending' && latest === cursor)) break
      if (latest === cursor) {
        // Nothing came that could show what is wrong with the undecided events.
        tryUndecidedAgain()
        continue
      }
      const began = clock.monotonicMs()
      await ship(await nextShipment())
      // What is left arrived after this batch was closed.
      waitingSinceMs = began
      await oldest.refresh()
    }
    const undecided = refusals.undecided().length
    if (undecided > 0) logger.warn('refused events are tried again at the next start', { events: undecided })
  }

  /** Returns the last number that ClickHouse holds. */
  async function connect(startedAfter: number): Promise<number> {
    await target.start()
    const stored = await target.latestSeq()
    if (stored > startedAfter) {
      throw new StorageError(
        'CLICKHOUSE_AHEAD',
        `ClickHouse holds events of this node up to ${stored}, but this run numbers from ${startedAfter + 1}: it could not be reached at start while the write-ahead log had lost its end`,
        { retryable: false },
      )
    }
    await oldest.refresh()
    return stored
  }

  /** Goes on where the run before ended: what it tried last may be on its way, or in ClickHouse in part. */
  async function resume(range: TriedShipment): Promise<void> {
    const isTaken = shipped >= range.firstSeq
    for (const event of range.refused) if (isTaken || event.seq > shipped) refusals.add(event)
    if (isTaken) await refusals.decide()
    passOver()
    const undecided = new Set(refusals.undecided().map(({ seq }) => seq))
    const isSettled = (seq: number): boolean =>
      undecided.has(seq) || letters.has(seq) || wal.nextHeld(seq) !== seq
    const again = await interruptedShipment({ range, after: cursor, isSettled, wal, retry, logger })
    if (again === null) tryUndecidedAgain()
    else {
      cursor = range.firstSeq - 1
      await ship(again)
    }
    await retry.run('repair', 'complete the tables behind the events', () => target.repair(firstOf(range)))
  }

  /** Goes on behind dead letters and behind numbers that are lost: a log that was cut leaves a hole. */
  function passOver(): void {
    while (cursor < latest) {
      if (letters.has(cursor + 1)) {
        cursor += 1
        continue
      }
      const next = wal.nextHeld(cursor + 1) ?? latest + 1
      if (next === cursor + 1) break
      logger.error('neither ClickHouse nor the write-ahead log holds these events: they are lost', {
        first_seq: cursor + 1,
        last_seq: next - 1,
      })
      cursor = next - 1
    }
    if (refusals.undecided().length === 0) shipped = cursor
  }

  function tryUndecidedAgain(): void {
    refusals.clear()
    cursor = shipped
    cut.reset()
  }

  async function nextShipment(): Promise<Shipment> {
    hot.forget(cursor)
    const letter = letters.nextFrom(cursor + 1)
    if (!cut.isCut() && letter > latest) {
      const inMemory = hot.take(cursor + 1, flushBatch, MAX_SHIPMENT_BYTES)
      if (inMemory !== null) return inMemory
    }
    const last = Math.min(latest, cursor + cut.next(), letter - 1)
    const shipment = await retry.run('log', 'read the write-ahead log', () =>
      readWalRange(wal, cursor + 1, last, MAX_SHIPMENT_BYTES),
    )
    if (shipment !== null) return shipment
    const message = `events ${cursor + 1} to ${latest} are not in the write-ahead log`
    throw new StorageError('EVENTS_MISSING', message, { retryable: false })
  }

  async function ship(shipment: Shipment): Promise<void> {
    const { firstSeq, lastSeq } = shipment
    if (ended()) return
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
    metrics.insertSeconds.observe((clock.monotonicMs() - began) / 1000)
  }

  /** ClickHouse holds everything from `firstSeq` to `lastSeq`. */
  async function arrived(firstSeq: number, lastSeq: number): Promise<void> {
    // An insert may outlast the time to stop: by now the log may belong to another process.
    if (ended()) return
    await refusals.decide()
    if (ended()) return
    shipped = lastSeq
    cursor = lastSeq
    hot.forget(lastSeq)
    oldest.stored(firstSeq)
    await wal.retain(lastSeq).catch((error: unknown) => {
      logger.warn('could not delete old segments of the write-ahead log', { error: errorMessage(error) })
    })
  }

  /** Something in a batch was refused: sends less of it next, until the event is found. */
  async function lookForRefused({ firstSeq, lastSeq }: Shipment, error: StorageError): Promise<void> {
    const stored = await retry.run('ask', 'ask ClickHouse for its last event', () => target.latestSeq())
    if (ended()) return
    if (stored >= firstSeq) {
      // A part of it went in before the refusal, or all of it and a view refused.
      if (stored >= lastSeq) warnOfView(error)
      await retry.run('repair', 'complete the tables behind the events', () => target.repair(firstSeq))
      await arrived(firstSeq, Math.min(stored, lastSeq))
      if (lastSeq > cursor) cut.refused(lastSeq - cursor, error.refusal?.row ?? null)
      return
    }
    if (lastSeq > firstSeq) {
      cut.refused(lastSeq - firstSeq + 1, error.refusal?.row ?? null)
      return
    }
    if (error.refusal?.isAboutData !== true && doubted !== firstSeq) {
      // A reason that nobody knows may pass: the event goes alone once more.
      doubted = firstSeq
      cut.refused(1, null)
      await retry.moment()
      return
    }
    cut.found()
    cursor = firstSeq
    refusals.add({
      seq: firstSeq,
      code: error.refusal?.name ?? '',
      reason: error.refusal?.text ?? error.message,
    })
    if (refusals.undecided().length < MOST_UNDECIDED) return
    const text = `ClickHouse took none of ${MOST_UNDECIDED} events in a row, so it is not about them: ${error.message}`
    await retry.stand('insert', text)
    tryUndecidedAgain()
  }

  /** Says once which view refuses what `events` took. */
  function warnOfView(error: StorageError): void {
    const text = error.refusal?.text ?? error.message
    if (text === refusedBehind) return
    refusedBehind = text
    logger.warn('ClickHouse took the events, but a view on them refused', { error: text })
  }

  /** Waits until a batch is full or old enough, or the end. */
  async function untilDue(): Promise<void> {
    while (phase === 'running' && latest - cursor < flushBatch) {
      if (latest > cursor) {
        const leftMs = cut.isCut() ? 0 : flushIntervalMs - (clock.monotonicMs() - waitingSinceMs)
        if (leftMs <= 0) return
        await idle.for(leftMs)
      } else if (refusals.undecided().length === 0) await idle.untilWoken()
      else {
        // Later events could show whether the fault is theirs; else they go again.
        await idle.for(delays.lastMs)
        if (latest === cursor) return
      }
    }
  }

  function halt(error: unknown): void {
    const { text } = retry.giveUp(error)
    if (phase !== 'running') {
      logger.warn('stopped with events not yet in ClickHouse: they follow at the next start', {
        lag: lag(),
        error: text,
      })
      return
    }
    logger.error('shipping to ClickHouse stopped for good: events stay durable in the write-ahead log', {
      error: text,
      lag: lag(),
    })
  }

  return {
    lag,
    start(lastSeq) {
      latest = lastSeq
      running = run(lastSeq).catch(halt)
    },
    offer(batch) {
      if (latest === cursor) waitingSinceMs = clock.monotonicMs()
      latest = batch.lastSeq
      // Not the batch itself: its events need not live as long as ClickHouse takes.
      hot.push({ firstSeq: batch.firstSeq, lastSeq: batch.lastSeq, bytes: batch.bytes })
      idle.wake()
    },
    async stop(timeoutMs) {
      if (phase !== 'running') return
      phase = 'ending'
      retry.end()
      idle.wake()
      let timer: NodeJS.Timeout | undefined
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([running, timeout])
      clearTimeout(timer)
      phase = 'ended'
    },
    status: () => shippingStatus({ connected, lag: lag(), trouble: retry.trouble(), refusals, letters }),
  }
}

/** The first event that a run left undecided or under way. */
function firstOf(tried: TriedShipment): number {
  return tried.refused[0]?.seq ?? tried.firstSeq
}

function isRefusal(error: unknown): error is StorageError {
  return error instanceof StorageError && error.code === 'CLICKHOUSE_REFUSED'
}
