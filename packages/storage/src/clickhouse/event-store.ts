import {
  type EventFilter,
  type EventPage,
  type GapRow,
  type Hash,
  type Logger,
  type Metrics,
  noopMetrics,
  type StoredEvent,
} from '@org/events'
import { StorageError } from '../errors.ts'
import type { EventArchive } from '../event-archive.ts'
import type { FirstSighting, HistoryReader, OlderGaps } from '../read-models/history.ts'
import type { ClickHouseTarget, Engine } from './engine.ts'
import { readEvents, readFirstSightings, readTransactionEvents } from './event-queries.ts'
import { readGaps } from './gap-query.ts'
import type { InsertBatch } from './insert-batch.ts'
import { insertRuns } from './insert-runs.ts'
import { insertSettings } from './insert-settings.ts'
import { makeTablesLean } from './lean-tables.ts'
import { migrate } from './migrations.ts'
import { openEngine } from './open-engine.ts'
import { insertsAreOver, repairTables } from './repair.ts'
import { checkClusterName, onCluster, type Placement, storedIn } from './schema/placement.ts'

/** The events in ClickHouse. */
export interface EventStore extends HistoryReader, EventArchive {
  /**
   * Connects, creates the database, runs migrations. A rejected start leaves nothing open and may be tried again.
   * @throws StorageError
   */
  start(): Promise<void>
  /** Closes the connection. Idempotent, and harmless before `start`. */
  stop(): Promise<void>
  /** Highest number stored for this node; 0 when none. */
  latestSeq(): Promise<number>
  /** Lowest number stored for this node; `null` when none. */
  oldestSeq(): Promise<number | null>
  /**
   * Inserts a batch; the same range again changes nothing. Stored events are always a prefix of the batch, also
   * after a crash in the middle.
   * @throws StorageError retryable or not
   */
  insert(batch: InsertBatch): Promise<void>
  /**
   * Gives the tables behind the events what they lack of this node's events from `fromSeq` on, after a crash between
   * the tables of one insert.
   */
  repair(fromSeq: number): Promise<void>
}

export type EventStoreOptions = ClickHouseTarget & {
  readonly nodeId: string
  /** Whole days after which ClickHouse may forget an event, by the event's own time. */
  readonly retentionDays: number
  readonly logger?: Logger
  readonly metrics?: Metrics
}

/** @example createEventStore({ kind: 'embedded', path: './data/clickhouse', nodeId: 'a', retentionDays: 14 }) */
export function createEventStore(options: EventStoreOptions): EventStore {
  const { nodeId } = options
  const metrics = options.metrics ?? noopMetrics
  const cluster = options.kind === 'server' ? checkClusterName(options.cluster) : null
  let opened: Promise<Engine> | null = null

  async function open(): Promise<Engine> {
    const engine = await openEngine(options, metrics)
    try {
      const placement = { database: engine.database, cluster }
      await migrate(engine, placement, options)
      if (options.kind === 'embedded') await makeTablesLean(engine)
      await inSync(engine, placement)
      return engine
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  async function started(): Promise<Engine> {
    if (opened === null) {
      throw new StorageError('CLICKHOUSE_CLOSED', `event store of node ${nodeId} is not started`, {
        retryable: false,
      })
    }
    return await opened
  }

  async function edgeSeq(direction: 'ASC' | 'DESC'): Promise<number | null> {
    const engine = await started()
    const rows = await engine.rows(
      `SELECT seq FROM ${engine.database}.events WHERE node_id = {node:String} ORDER BY seq ${direction} LIMIT 1`,
      { node: nodeId },
    )
    return rows[0] === undefined ? null : Number(rows[0][0])
  }

  return {
    async start(): Promise<void> {
      opened ??= open()
      const mine = opened
      try {
        await mine
      } catch (error) {
        if (opened === mine) opened = null
        throw error
      }
    },
    async stop(): Promise<void> {
      const last = opened
      opened = null
      if (last === null) return
      // A start that failed has closed its engine itself.
      const engine = await last.catch(() => null)
      await engine?.close()
    },
    latestSeq: async () => (await edgeSeq('DESC')) ?? 0,
    oldestSeq: () => edgeSeq('ASC'),
    async insert(batch: InsertBatch): Promise<void> {
      const engine = await started()
      const label = batch.label === undefined ? '' : `:${batch.label}`
      for (const run of insertRuns(batch)) {
        await engine.insertLines(`${engine.database}.events`, run.bytes, {
          ...insertSettings(cluster),
          insert_deduplication_token: `${nodeId}:${run.firstSeq}-${run.lastSeq}${label}`,
        })
      }
    },
    async repair(fromSeq: number): Promise<void> {
      const engine = await started()
      if (options.kind === 'server') await insertsAreOver(engine, nodeId)
      const to = (await edgeSeq('DESC')) ?? 0
      const placement = { database: engine.database, cluster }
      await repairTables(engine, placement, { nodeId, from: fromSeq, to }, options.logger)
    },
    async readAfter(
      after: number,
      upTo: number,
      limit: number,
      filter: EventFilter = {},
      signal?: AbortSignal,
    ): Promise<EventPage> {
      return await readEvents(await started(), nodeId, after, upTo, limit, filter, signal)
    },
    async firstSightingsBefore(
      before: number,
      limit: number,
      chainId?: number,
      signal?: AbortSignal,
    ): Promise<readonly FirstSighting[]> {
      return await readFirstSightings(await started(), nodeId, before, limit, chainId, signal)
    },
    async eventsOf(hashes: readonly Hash[], signal?: AbortSignal): Promise<readonly StoredEvent[]> {
      return await readTransactionEvents(await started(), nodeId, hashes, signal)
    },
    async gapsBefore(query: OlderGaps, signal?: AbortSignal): Promise<readonly GapRow[]> {
      return await readGaps(await started(), nodeId, query, signal)
    },
  }
}

/** On a cluster every replica has caught up: one that is behind would name a number that was passed long ago. */
async function inSync(engine: Engine, placement: Placement): Promise<void> {
  if (placement.cluster === null) return
  await engine.command(
    `SYSTEM SYNC REPLICA${onCluster(placement)} ${storedIn(placement, 'events')} LIGHTWEIGHT`,
  )
}
