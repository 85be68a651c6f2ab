import type { Clock, DependencyStatus, Logger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { EventWindow } from '../memory/event-window.ts'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalRange } from '../wal-lines.ts'
import type { DeadLetters } from './dead-letters.ts'
import { interruptedShipment } from './interrupted-shipment.ts'
import { createLagAge } from './lag-age.ts'
import { createOldestSeq } from './oldest-seq.ts'
import { createPause } from './pause.ts'
import type { Progress } from './progress.ts'
import { createRefusals } from './refusals.ts'
import { createRetry, RETRY_DELAYS, type RetryDelays } from './retry.ts'
import { createSender } from './sender.ts'
import type { Shipment } from './shipment.ts'
import { createShipmentBuffer } from './shipment-buffer.ts'
import { createShipmentCut } from './shipment-cut.ts'
import type { ShipmentFile, TriedShipment } from './shipment-file.ts'
import type { ShipmentTarget } from './shipment-target.ts'
import { shippingStatus } from './shipping-status.ts'

const MAX_SHIPMENT_BYTES = 32 * 1024 * 1024
/**
 * While ClickHouse is behind, a batch has so many times the events. Each insert makes and flushes more than a hundred
 * files, whatever it holds: an event costs 9 µs of CPU in batches of 20,000, and 7.4 in batches of 60,000.
 */
const CATCH_UP_FACTOR = 2
/**
 * A batch that is not full waits so many times as long as the last insert took, if that is longer than its interval. An
 * insert into eight tables takes 54 to 84 ms of CPU however few events it has. At 30,000 events/s other threads than the
 * main one take 20 µs an event, merges included, instead of 23; and a busy machine gets larger batches, not more.
 */
const REST_FACTOR = 5
/** A batch waits no longer for that. */
const MAX_REST_MS = 1_000

/** Options of {@link createShipper}. */
export interface ShipperOptions {
  readonly target: ShipmentTarget
  readonly wal: Wal
  /** The newest events, so that shipping need not read them back from the log. */
  readonly window: Pick<EventWindow, 'copyLines'>
  readonly file: ShipmentFile
  readonly letters: DeadLetters
  /** A batch goes when it holds so many events; what came beside them goes with it, up to twice as many … */
  readonly flushBatch: number
  /** … or when its first event has waited so long, and some times as long as the last insert took, a second at most. */
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
  /** Takes note of the last durable number, whose events are in the window; never waits. */
  offer(lastSeq: number): void
  /** Ships what can be shipped within the time, then ends. */
  stop(timeoutMs: number): Promise<void>
  /** Durable events that are neither known to be in ClickHouse nor dead letters. */
  lag(): number
  /** How long the oldest of them has been durable, as far as this run knows, in seconds; 0 while there is none. */
  lagSeconds(): number
  status(): DependencyStatus
}

export function createShipper(options: ShipperOptions): Shipper {
  const { target, wal, window, file, letters, flushBatch, flushIntervalMs, metrics, clock, logger } = options
  const delays = options.delays ?? RETRY_DELAYS
  const buffer = createShipmentBuffer()
  const cut = createShipmentCut(flushBatch)
  /** Waiting for work, ended by new events. */
  const idle = createPause()
  const progress: Progress = { latest: 0, shipped: 0, cursor: 0, insertMs: 0 }
  const lag = (): number => progress.latest - progress.shipped
  const lagAge = createLagAge()
  const ended = (): boolean => phase === 'ended'
  const retry = createRetry({ ...options, delays, lag })
  const oldest = createOldestSeq({ target, retry, clock, onOldest: options.onOldest })
  const refusals = createRefusals({ letters, wal, retry, metrics, logger })
  const sender = createSender({
    ...options,
    progress,
    refusals,
    cut,
    retry,
    isEnded: ended,
    onStored: oldest.stored,
  })
  let running: Promise<void> | null = null
  /** `ending`: ships what is there, retries nothing. `ended`: touches nothing any more. */
  let phase: 'running' | 'ending' | 'ended' = 'running'
  let connected = false
  let waitingSinceMs = 0

  async function run(startedAfter: number): Promise<void> {
    const tried = await file.load()
    if (tried !== null) progress.shipped = Math.min(firstOf(tried) - 1, progress.latest)
    await retry.run('disk', 'read dead letters', () => letters.open())
    progress.shipped = await retry.run('connect', 'connect to ClickHouse', () => connect(startedAfter))
    progress.cursor = progress.shipped
    connected = true
    if (tried !== null) await resume(tried)
    while (!ended()) {
      passOver()
      await untilDue()
      if (ended() || (phase === 'ending' && progress.latest === progress.cursor)) break
      if (progress.latest === progress.cursor) {
        // Nothing came that could show what is wrong with the undecided events.
        sender.again()
        continue
      }
      const began = clock.monotonicMs()
      await sender.ship(await nextShipment())
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
    const isTaken = progress.shipped >= range.firstSeq
    for (const event of range.refused) if (isTaken || event.seq > progress.shipped) refusals.add(event)
    if (isTaken) await refusals.decide()
    passOver()
    const undecided = new Set(refusals.undecided().map(({ seq }) => seq))
    const isSettled = (seq: number): boolean =>
      undecided.has(seq) || letters.has(seq) || wal.nextHeld(seq) !== seq
    const again = await interruptedShipment({ range, after: progress.cursor, isSettled, wal, retry, logger })
    if (again === null) sender.again()
    else {
      progress.cursor = range.firstSeq - 1
      await sender.ship(again)
    }
    await retry.run('repair', 'complete the tables behind the events', () => target.repair(firstOf(range)))
  }

  /** Goes on behind dead letters and behind numbers that are lost: a log that was cut leaves a hole. */
  function passOver(): void {
    while (progress.cursor < progress.latest) {
      if (letters.has(progress.cursor + 1)) {
        progress.cursor += 1
        continue
      }
      const next = wal.nextHeld(progress.cursor + 1) ?? progress.latest + 1
      if (next === progress.cursor + 1) break
      logger.error('neither ClickHouse nor the write-ahead log holds these events: they are lost', {
        first_seq: progress.cursor + 1,
        last_seq: next - 1,
      })
      progress.cursor = next - 1
    }
    if (refusals.undecided().length === 0) progress.shipped = progress.cursor
  }

  async function nextShipment(): Promise<Shipment> {
    const letter = letters.nextFrom(progress.cursor + 1)
    if (!cut.isCut() && letter > progress.latest) {
      const inMemory = window.copyLines(
        progress.cursor + 1,
        CATCH_UP_FACTOR * flushBatch,
        MAX_SHIPMENT_BYTES,
        buffer.room,
      )
      if (inMemory !== null) return inMemory
    }
    const last = Math.min(progress.latest, progress.cursor + cut.next(), letter - 1)
    const shipment = await retry.run('log', 'read the write-ahead log', () =>
      readWalRange(wal, progress.cursor + 1, last, MAX_SHIPMENT_BYTES),
    )
    if (shipment !== null) return shipment
    const message = `events ${progress.cursor + 1} to ${progress.latest} are not in the write-ahead log`
    throw new StorageError('EVENTS_MISSING', message, { retryable: false })
  }

  /** How long the first event of a batch waits for others. */
  function restMs(): number {
    return Math.max(flushIntervalMs, Math.min(REST_FACTOR * progress.insertMs, MAX_REST_MS))
  }

  /** Waits until a batch is full or old enough, or the end. */
  async function untilDue(): Promise<void> {
    while (phase === 'running' && progress.latest - progress.cursor < flushBatch) {
      if (progress.latest > progress.cursor) {
        const leftMs = cut.isCut() ? 0 : restMs() - (clock.monotonicMs() - waitingSinceMs)
        if (leftMs <= 0) return
        await idle.for(leftMs)
      } else if (refusals.undecided().length === 0) await idle.untilWoken()
      else {
        // Later events could show whether the fault is theirs; else they go again.
        await idle.for(delays.lastMs)
        if (progress.latest === progress.cursor) return
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
    lagSeconds: () => lagAge.ageMs(progress.shipped, clock.monotonicMs()) / 1000,
    start(lastSeq) {
      progress.latest = lastSeq
      lagAge.note(lastSeq, clock.monotonicMs())
      running = run(lastSeq).catch(halt)
    },
    offer(lastSeq) {
      if (progress.latest === progress.cursor) waitingSinceMs = clock.monotonicMs()
      progress.latest = lastSeq
      lagAge.note(lastSeq, clock.monotonicMs())
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
