import { StorageError } from '../../errors.ts'
import { quoted } from '../engine.ts'

/** Where the tables of a database are: on one server, or on every shard and replica of a cluster. */
export interface Placement {
  readonly database: string
  /** `null`: one server. */
  readonly cluster: string | null
}

const CLUSTER_NAME = /^[A-Za-z0-9_-]{1,64}$/

/** Checks the name of a cluster, which statements carry. @throws StorageError `CLICKHOUSE_CONFIG` */
export function checkClusterName(cluster: string | undefined): string | null {
  if (cluster === undefined) return null
  if (CLUSTER_NAME.test(cluster)) return cluster
  throw new StorageError(
    'CLICKHOUSE_CONFIG',
    `ClickHouse cluster name ${JSON.stringify(cluster)} is not letters, digits, underscores and dashes`,
    { retryable: false },
  )
}

/** The table in which rows are stored: itself, or on a cluster the part of it that each shard has. */
export function storedIn(placement: Placement, table: string): string {
  return `${placement.database}.${storedName(placement, table)}`
}

/** The name of {@link storedIn} without its database. */
export function storedName({ cluster }: Placement, table: string): string {
  return cluster === null ? table : `${table}_local`
}

/** What follows the name in every DDL statement. */
export function onCluster({ cluster }: Placement): string {
  return cluster === null ? '' : ` ON CLUSTER ${quoted(cluster)}`
}

/** On a cluster a dropped table is gone from the keeper, too, when the statement is answered. */
export function dropMode({ cluster }: Placement): string {
  return cluster === null ? '' : ' SYNC'
}

/** The engine of a table in which rows are stored. @param family `MergeTree`, `AggregatingMergeTree` */
export function storageEngine({ database, cluster }: Placement, family: string, table: string): string {
  if (cluster === null) return family
  const path = `/clickhouse/tables/{shard}/${database}/${table}`
  return `Replicated${family}(${quoted(path)}, '{replica}')`
}

/**
 * Blocks whose tokens a table remembers. A repeated insert comes right after the failed one, so a thousand
 * inserts are far more than enough.
 */
const DEDUPLICATION_WINDOW = 1000

/**
 * An insert is on the disk when it is answered: a part that a power cut took from the middle would never be noticed,
 * since shipping goes on after the last number.
 */
export function tableSettings({ cluster }: Placement): string {
  const window = cluster === null ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window'
  return `${window} = ${DEDUPLICATION_WINDOW}, fsync_after_insert = 1, fsync_part_directory = 1`
}

/**
 * On a cluster the table that is read and written: all shards of the stored one. Rows go by their node, so that what
 * a node inserts at once is one block on one shard, and a repeated block is known there. `[]` on one server.
 */
export function distributedTable(placement: Placement, table: string, shardBy: string): string[] {
  const { database, cluster } = placement
  if (cluster === null) return []
  const engine = `Distributed(${quoted(cluster)}, ${quoted(database)}, ${quoted(storedName(placement, table))}, ${shardBy})`
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${table}${onCluster(placement)} AS ${storedIn(placement, table)} ENGINE = ${engine}`,
  ]
}
