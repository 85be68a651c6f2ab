import type {
  Clock,
  Component,
  EventSink,
  Logger,
  RuntimeStatus,
  Searcher,
  TransactionSource,
  WorkerHeartbeat,
} from '@org/events'
import { RuntimeError } from './errors.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createPipeline } from './pipeline.ts'
import { createRuntimeStatus, type ReportsStatus } from './status.ts'
import { createSupervisor, type Supervised } from './supervisor/supervisor.ts'

/** How long each part may take to stop, in milliseconds. */
export interface StopDeadlines {
  readonly sourceMs: number
  readonly storageMs: number
  readonly apiMs: number
}

/** A composed node. */
export interface NodeRuntime {
  readonly status: RuntimeStatus
  /**
   * Starts storage, API and source in this order; rejects with the first failure after stopping what had started.
   * @throws RuntimeError `RUNTIME_STARTED` on a second call.
   */
  start(): Promise<void>
  /** Resolves after `shutdown` is done; rejects, after stopping everything, with the error of a part that died. */
  wait(): Promise<void>
  /**
   * Stops along the way of the data: source, storage (drained and durable), API. Idempotent; resolves with the names
   * of parts that missed their deadline or failed to stop. Called during `start`, it gives the part that is starting
   * its stop deadline.
   */
  shutdown(): Promise<readonly string[]>
}

/** Makes the API of a node from what the node says of itself. */
export type CreateApi = (status: RuntimeStatus, worker: WorkerHeartbeat) => Component

interface NodeParts {
  readonly storage: Component & EventSink & ReportsStatus
  readonly searcher: Searcher | null
  readonly source: TransactionSource | null
  readonly createApi: CreateApi | null
  readonly logger: Logger
  readonly clock: Clock
  readonly deadlines: StopDeadlines
}

export function createNodeRuntime(parts: NodeParts): NodeRuntime {
  const { deadlines } = parts
  const status = createRuntimeStatus(parts.storage, parts.source)
  const heartbeat = createHeartbeat(parts.clock, () =>
    parts.storage.status().every(({ state }) => state !== 'down'),
  )
  const storage: Supervised = { component: parts.storage, stopWithinMs: deadlines.storageMs }
  const api =
    parts.createApi === null
      ? []
      : [{ component: parts.createApi(status, heartbeat), stopWithinMs: deadlines.apiMs }]
  const source =
    parts.source === null
      ? []
      : [{ component: fedInto(parts.source, parts), stopWithinMs: deadlines.sourceMs }]
  const supervisor = createSupervisor({
    startOrder: [storage, ...api, ...source],
    stopOrder: [...source, storage, ...api],
    logger: parts.logger,
  })
  const stopped = Promise.withResolvers<void>()
  let isStarted = false
  let isStopping = false

  const shutdown = async (): Promise<readonly string[]> => {
    isStopping = true
    heartbeat.stop()
    const unclean = await supervisor.stop()
    stopped.resolve()
    return unclean
  }

  return {
    status,
    shutdown,
    async start(): Promise<void> {
      if (isStarted) {
        throw new RuntimeError('RUNTIME_STARTED', 'a node starts once: build another one', {
          retryable: false,
        })
      }
      isStarted = true
      await supervisor.start()
      if (!isStopping) heartbeat.start()
    },
    async wait(): Promise<void> {
      try {
        await Promise.race([supervisor.died, stopped.promise])
      } catch (error) {
        await shutdown()
        throw error
      }
    },
  }
}

/** A source as a plain component: its events go through the pipeline. */
function fedInto(source: TransactionSource, parts: NodeParts): Component {
  return {
    name: source.name,
    closed: source.closed,
    start: () => source.start(createPipeline(parts.searcher, parts.storage), () => parts.storage.hasRoom()),
    stop: () => source.stop(),
  }
}
