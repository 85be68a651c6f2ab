import { type Clock, type DependencyStatus, errorMessage, isMevscopeError, type Logger } from '@org/events'
import type { CommittedBatch } from '../committed-batch.ts'
import { StorageError } from '../errors.ts'
import type { StorageMetrics } from '../metrics.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalRange } from '../wal-lines.ts'
import { createHotTail, type Shipment } from './hot-tail.ts'
import { createPause } from './pause.ts'
import type { ShipmentFile, ShipmentRange } from './shipment-file.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000
const MAX_SHIPMENT_BYTES = 32 * 1024 * 1024
/** How often the oldest number in ClickHouse is asked for again: its retention moves it. */
const OLDEST_REFRESH_MS = 60_000

/** What the shipper needs of ClickHouse. */
interface ShipmentTarget {
  /** Connects; may be called again, also after it failed. */
  start(): Promise<void>
  latestSeq(): Promise<number>
  oldestSeq(): Promise<number | null>
  /** The same range again changes nothing. */
  insert(shipment: Shipment): Promise<void>
}

/** Options of {@link createShipper}. */
export interface ShipperOptions {
  readonly target: ShipmentTarget
  readonly wal: Wal
  readonly file: ShipmentFile
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
}

/** Brings every durable event into ClickHouse exactly once, in order, whatever crashed or was retried. */
export interface Shipper {
  /** Begins to ship. @param lastSeq the last durable number; what ClickHouse lacks of it is read from the log. */
  start(lastSeq: number): void
  /** Takes note of a durable batch; never waits. */
  offer(batch: CommittedBatch): void
  /** Ships what can be shipped within the time, then ends. */
  stop(timeoutMs: number): Promise<void>
  /** Durable events that ClickHouse is not known to hold. */
  lag(): number
  status(): DependencyStatus
}

export function createShipper(options: ShipperOptions): Shipper {
  const { target, wal, file, flushBatch, flushIntervalMs, metrics, clock, logger } = options
  const hot = createHotTail({ maxEvents: 2 * flushBatch, maxBytes: 2 * MAX_SHIPMENT_BYTES })
  /** Waiting for work, ended by new events; and waiting to try again, which they do not shorten. */
  const idle = createPause()
  const backoff = createPause()
  let running: Promise<void> | null = null
  /** `ending`: ships what is there, retries nothing. `ended`: touches nothing any more. */
  let phase: 'running' | 'ending' | 'ended' = 'running'
  let latest = 0
  /** Everything up to here is in ClickHouse, as far as this process knows. */
  let shipped = 0
  let connected = false
  let waitingSinceMs = 0
  let oldestAskedMs = Number.NEGATIVE_INFINITY
  let oldest: number | null = null
  let trouble: { readonly text: string; readonly final: boolean } | null = null

  const lag = (): number => latest - shipped

  /** Runs an operation until it succeeds, waiting longer after each failure that may pass. */
  async function retried<T>(what: string, operation: () => Promise<T>): Promise<T> {
    for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
      try {
        const result = await operation()
        if (trouble !== null) logger.info('ClickHouse answers again', { after: what })
        trouble = null
        return result
      } catch (error) {
        metrics.insertErrors.inc()
        if (!(isMevscopeError(error) && error.retryable) || phase !== 'running') throw error
        trouble = { text: errorMessage(error), final: false }
        const waitMs = Math.round(delay * (0.5 + options.random() / 2))
        logger.warn(`could not ${what}, trying again`, { error: trouble.text, wait_ms: waitMs, lag: lag() })
        await backoff.for(waitMs)
      }
    }
  }

  async function run(startedAfter: number): Promise<void> {
    const tried = await file.load()
    if (tried !== null) shipped = Math.min(tried.firstSeq - 1, latest)
    shipped = await retried('connect to ClickHouse', () => connect(startedAfter))
    connected = true
    const interrupted = tried === null ? null : await interruptedShipment(tried)
    if (interrupted !== null) await ship(interrupted)
    for (;;) {
      passOverHole()
      await untilDue()
      if (phase === 'ended' || (phase === 'ending' && latest === shipped)) return
      const began = clock.monotonicMs()
      await ship(await nextShipment())
      // What is left arrived after this batch was closed.
      waitingSinceMs = began
      await refreshOldest()
    }
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
    await refreshOldest()
    return stored
  }

  /** Goes on behind numbers that are lost: a log whose end or beginning was taken away leaves a hole. */
  function passOverHole(): void {
    if (shipped === latest) return
    const next = wal.nextHeld(shipped + 1) ?? latest + 1
    if (next === shipped + 1) return
    logger.error('neither ClickHouse nor the write-ahead log holds these events: they are lost', {
      first_seq: shipped + 1,
      last_seq: next - 1,
    })
    shipped = next - 1
  }

  /** The range that was tried last, when ClickHouse may hold a part of it: it goes again exactly as it was. */
  async function interruptedShipment(range: ShipmentRange): Promise<Shipment | null> {
    if (shipped < range.firstSeq - 1 || shipped >= range.lastSeq) return null
    const shipment = await retried('read the write-ahead log', () =>
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

  async function nextShipment(): Promise<Shipment> {
    hot.forget(shipped)
    const inMemory = hot.take(shipped + 1, flushBatch, MAX_SHIPMENT_BYTES)
    if (inMemory !== null) return inMemory
    const last = Math.min(latest, shipped + flushBatch)
    const shipment = await retried('read the write-ahead log', () =>
      readWalRange(wal, shipped + 1, last, MAX_SHIPMENT_BYTES),
    )
    if (shipment !== null) return shipment
    const message = `events ${shipped + 1} to ${latest} are not in the write-ahead log`
    throw new StorageError('EVENTS_MISSING', message, { retryable: false })
  }

  async function ship(shipment: Shipment): Promise<void> {
    const { firstSeq, lastSeq } = shipment
    await retried('write down what goes to ClickHouse', () => file.save(shipment))
    await retried(`insert events ${firstSeq} to ${lastSeq} into ClickHouse`, async () => {
      const began = clock.monotonicMs()
      await target.insert(shipment)
      metrics.insertSeconds.observe((clock.monotonicMs() - began) / 1000)
    })
    // An insert may outlast the time to stop: by now the log may belong to another process.
    if (phase === 'ended') return
    shipped = lastSeq
    hot.forget(lastSeq)
    if (oldest === null) setOldest(firstSeq)
    await wal.retain(lastSeq).catch((error: unknown) => {
      logger.warn('could not delete old segments of the write-ahead log', { error: errorMessage(error) })
    })
  }

  async function refreshOldest(): Promise<void> {
    if (clock.monotonicMs() - oldestAskedMs < OLDEST_REFRESH_MS) return
    oldestAskedMs = clock.monotonicMs()
    setOldest(await retried('ask ClickHouse for its oldest event', () => target.oldestSeq()))
  }

  function setOldest(seq: number | null): void {
    oldest = seq
    options.onOldest(seq)
  }

  /** Waits until a batch is full or old enough, or the end. */
  async function untilDue(): Promise<void> {
    while (phase === 'running' && lag() < flushBatch) {
      if (lag() === 0) await idle.untilWoken()
      else {
        const leftMs = flushIntervalMs - (clock.monotonicMs() - waitingSinceMs)
        if (leftMs <= 0) return
        await idle.for(leftMs)
      }
    }
  }

  function halt(error: unknown): void {
    trouble = { text: errorMessage(error), final: true }
    if (phase !== 'running') {
      logger.warn('stopped with events not yet in ClickHouse: they follow at the next start', {
        lag: lag(),
        error: trouble.text,
      })
      return
    }
    logger.error('shipping to ClickHouse stopped for good: events stay durable in the write-ahead log', {
      error: trouble.text,
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
      if (lag() === 0) waitingSinceMs = clock.monotonicMs()
      latest = batch.lastSeq
      // Not the batch itself: its events need not live as long as ClickHouse takes.
      hot.push({ firstSeq: batch.firstSeq, lastSeq: batch.lastSeq, bytes: batch.bytes })
      idle.wake()
    },
    async stop(timeoutMs) {
      if (phase !== 'running') return
      phase = 'ending'
      idle.wake()
      backoff.wake()
      let timer: NodeJS.Timeout | undefined
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([running, timeout])
      clearTimeout(timer)
      phase = 'ended'
    },
    status() {
      const behind = lag() === 0 ? null : `${lag()} events behind`
      if (trouble === null) {
        if (!connected) return { name: 'clickhouse', state: 'degraded', detail: 'not connected yet' }
        return { name: 'clickhouse', state: 'up', detail: behind }
      }
      const prefix = trouble.final ? 'shipping stopped: ' : ''
      return {
        name: 'clickhouse',
        state: 'degraded',
        detail: `${prefix}${trouble.text}; ${lag()} events behind`,
      }
    },
  }
}
