import { noopMetrics } from '@org/events'
import type { ClickHouseTarget, Engine } from '../../clickhouse/engine.ts'
import { createEventStore, type EventStore } from '../../clickhouse/event-store.ts'
import { openEngine } from '../../clickhouse/open-engine.ts'
import { insertsAreOver, repairTables } from '../../clickhouse/repair.ts'
import { checkClusterName } from '../../clickhouse/schema/placement.ts'
import { archiveFile } from '../archive-errors.ts'
import { clickHouseTarget } from '../click-house-target.ts'
import { type BackfillMarks, openBackfillMarks } from './backfill-marks.ts'
import type { BackfillOptions } from './backfill-options.ts'
import { fillGaps, type NumberedLine } from './fill-gaps.ts'

const DEFAULT_RETENTION_DAYS = 14
/** A server reads at most 256 KiB as a statement. */
const NUMBERS_PER_QUERY = 10_000
/** Every node has a connection of its own; a file of so many is not one of ours. */
const MAX_NODES = 50

/** ClickHouse, as events of any node are brought into it. */
export interface BackfillTarget {
  /** How many of a node's numbers from `first` to `last` are stored. */
  countStored(nodeId: string, first: number, last: number): Promise<number>
  /** Inserts the lines that are missing; returns how many those were. */
  fill(
    nodeId: string,
    lines: readonly NumberedLine[],
    onRefused: (seq: number, reason: string) => void,
  ): Promise<number>
  /** Completes the tables behind the events where an insert of this run or an earlier one did not end. */
  complete(): Promise<void>
  nodeIds(): readonly string[]
  close(): Promise<void>
}

interface Node {
  readonly store: EventStore
  readonly marks: BackfillMarks
}

/** Opens ClickHouse and brings its schema up to date. @throws StorageError also when a server does not answer */
export async function openBackfillTarget(options: BackfillOptions): Promise<BackfillTarget> {
  const target: ClickHouseTarget = clickHouseTarget(options)
  const engine = await openEngine(target, noopMetrics)
  const cluster = target.kind === 'server' ? checkClusterName(target.cluster) : null
  const placement = { database: engine.database, cluster }
  const nodes = new Map<string, Node>()

  async function node(nodeId: string): Promise<Node> {
    const known = nodes.get(nodeId)
    if (known !== undefined) return known
    if (nodes.size >= MAX_NODES) throw archiveFile(`the events are of more than ${MAX_NODES} nodes`)
    const store = createEventStore({
      ...target,
      nodeId,
      retentionDays: options.retentionDays ?? DEFAULT_RETENTION_DAYS,
      ...(options.logger === undefined ? {} : { logger: options.logger }),
    })
    await store.start()
    // An insert whose sender was killed goes on in a server; what it is about to write is not missing.
    if (target.kind === 'server') await insertsAreOver(engine, nodeId)
    const marks = await openBackfillMarks(engine, nodeId)
    const created = { store, marks }
    nodes.set(nodeId, created)
    await complete(nodeId, marks)
    return created
  }

  async function complete(nodeId: string, marks: BackfillMarks): Promise<void> {
    for (const { from, to } of await marks.unfinished()) {
      await repairTables(engine, placement, { nodeId, from, to }, options.logger)
      await marks.end({ from, to })
    }
  }

  return {
    async countStored(nodeId, first, last) {
      await node(nodeId)
      const rows = await engine.rows(
        `SELECT uniqExact(seq) FROM ${engine.database}.events
         WHERE node_id = {node:String} AND seq >= {first:UInt64} AND seq <= {last:UInt64}`,
        { node: nodeId, first, last },
      )
      return Number(rows[0]?.[0] ?? 0)
    },
    async fill(nodeId, lines, onRefused) {
      const { store, marks } = await node(nodeId)
      return await fillGaps(lines, {
        store: {
          async insert(batch) {
            const range = { from: batch.firstSeq, to: batch.lastSeq }
            await marks.begin(range)
            await store.insert(batch)
            await marks.end(range)
          },
        },
        storedNumbers: (seqs) => storedNumbers(engine, nodeId, seqs),
        onRefused,
      })
    },
    async complete() {
      for (const [nodeId, { marks }] of nodes) {
        await complete(nodeId, marks)
        await marks.drop()
      }
    },
    nodeIds: () => [...nodes.keys()],
    async close() {
      for (const { store } of nodes.values()) await store.stop()
      await engine.close()
    },
  }
}

async function storedNumbers(
  engine: Engine,
  nodeId: string,
  seqs: readonly number[],
): Promise<ReadonlySet<number>> {
  const stored = new Set<number>()
  for (let from = 0; from < seqs.length; from += NUMBERS_PER_QUERY) {
    const some = seqs.slice(from, from + NUMBERS_PER_QUERY)
    // In the text, as numbers: so many would not fit into an address, where parameters stand.
    const rows = await engine.rows(
      `SELECT DISTINCT seq FROM ${engine.database}.events WHERE node_id = {node:String} AND seq IN (${some.join(', ')})`,
      { node: nodeId },
    )
    for (const [seq] of rows) stored.add(Number(seq))
  }
  return stored
}
