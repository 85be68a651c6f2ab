import {
  type Clock,
  type Component,
  createSystemClock,
  type EventSink,
  type Logger,
  noopLogger,
  type Searcher,
  type TransactionSource,
} from '@org/events'
import { RuntimeError } from './errors.ts'
import { type CreateApi, createNodeRuntime, type NodeRuntime, type StopDeadlines } from './runtime.ts'
import type { ReportsStatus } from './status.ts'

/** What the node needs of a storage: the sink at the end of the hot path, with a lifecycle and a word on its health. */
export type RuntimeStorage = Component & EventSink & ReportsStatus

/** Default time each part has to stop, in milliseconds; storage needs 10 s to hand over to ClickHouse. */
const DEFAULT_STOP_DEADLINES: StopDeadlines = { sourceMs: 5_000, storageMs: 15_000, apiMs: 5_000 }

/**
 * Composes a node from parts that know only the ports. Nothing is started or opened before `NodeRuntime.start`.
 *
 * @example
 * const node = new NodeRuntimeBuilder()
 *   .withStorage(storage)
 *   .withSearcher(searcher)
 *   .withSource(source)
 *   .withApi((status) => createVizApi({ status, log: storage.log, models: storage.models }))
 *   .build()
 * await node.start()
 * await node.wait()
 */
export class NodeRuntimeBuilder {
  #storage: RuntimeStorage | null = null
  #searcher: Searcher | null = null
  #source: TransactionSource | null = null
  #api: CreateApi | null = null
  #logger: Logger = noopLogger
  #clock: Clock = createSystemClock()
  #deadlines: StopDeadlines = DEFAULT_STOP_DEADLINES

  /** Required. Where events become durable. */
  withStorage(storage: RuntimeStorage): this {
    this.#storage = storage
    return this
  }

  /** Optional. Without one nothing is derived from transactions. */
  withSearcher(searcher: Searcher): this {
    this.#searcher = searcher
    return this
  }

  /** Optional. Without one (`ingest_mode=off`) the node serves what is stored. */
  withSource(source: TransactionSource): this {
    this.#source = source
    return this
  }

  /** Optional. The API is built with the node's view of itself, and of when its worker was last at work. */
  withApi(create: CreateApi): this {
    this.#api = create
    return this
  }

  /** @default silent */
  withLogger(logger: Logger): this {
    this.#logger = logger
    return this
  }

  /** @default the system's clock */
  withClock(clock: Clock): this {
    this.#clock = clock
    return this
  }

  /** @default source 5 s, storage 15 s, api 5 s */
  withStopDeadlines(deadlines: StopDeadlines): this {
    this.#deadlines = deadlines
    return this
  }

  /** @throws RuntimeError `RUNTIME_INCOMPLETE` without a storage. */
  build(): NodeRuntime {
    if (this.#storage === null) {
      throw new RuntimeError('RUNTIME_INCOMPLETE', 'a node needs a storage: call withStorage first', {
        retryable: false,
      })
    }
    return createNodeRuntime({
      storage: this.#storage,
      searcher: this.#searcher,
      source: this.#source,
      createApi: this.#api,
      logger: this.#logger,
      clock: this.#clock,
      deadlines: this.#deadlines,
    })
  }
}
