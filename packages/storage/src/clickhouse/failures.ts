import { parseError } from '@clickhouse/client'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'

/** Conditions that pass by themselves, by ClickHouse's error names. */
const OVERLOADED: ReadonlySet<string> = new Set([
  'CANNOT_ALLOCATE_MEMORY',
  'CANNOT_SCHEDULE_TASK',
  'KEEPER_EXCEPTION',
  'MEMORY_LIMIT_EXCEEDED',
  'NOT_ENOUGH_SPACE',
  'NO_ZOOKEEPER',
  'QUERY_WAS_CANCELLED',
  'SERVER_OVERLOADED',
  'TABLE_IS_READ_ONLY',
  'TIMEOUT_EXCEEDED',
  'TOO_FEW_LIVE_REPLICAS',
  'TOO_MANY_PARTS',
  'TOO_MANY_SIMULTANEOUS_QUERIES',
  'TOO_SLOW',
  'UNKNOWN_STATUS_OF_INSERT',
  'UNSATISFIED_QUORUM',
  'UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE',
])

/** Failures between the parts of a cluster, or between it and us. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ALL_CONNECTION_TRIES_FAILED',
  'ALL_REPLICAS_ARE_STALE',
  'ATTEMPT_TO_READ_AFTER_EOF',
  'NETWORK_ERROR',
  'NO_FREE_CONNECTION',
  'SOCKET_TIMEOUT',
])

/** Longest part of ClickHouse's own message that is passed on: it may quote a whole row. */
const MESSAGE_LIMIT = 500

/**
 * The error of a ClickHouse call as ours. What ClickHouse itself refused is retryable only when its name is known
 * to pass; what is not an answer of ClickHouse (refused connections, timeouts, a proxy's page) is retryable.
 *
 * @param doing what was attempted, for example `insert seqs 1-20 into mevscope.events`
 * @param where the masked URL or the path
 */
export function translateFailure(error: unknown, doing: string, where: string): StorageError {
  if (error instanceof StorageError) return error
  const known = clickHouseError(error)
  const name = known === null ? '' : ` (${known.type})`
  const text = errorMessage(known?.error ?? error)
    .trim()
    .slice(0, MESSAGE_LIMIT)
  const message = `ClickHouse at ${where}: ${doing} failed: ${text}${name}`
  if (known === null || UNREACHABLE.has(known.type)) {
    return new StorageError('CLICKHOUSE_UNREACHABLE', message, { retryable: true, cause: error })
  }
  if (OVERLOADED.has(known.type)) {
    return new StorageError('CLICKHOUSE_OVERLOADED', message, { retryable: true, cause: error })
  }
  return new StorageError('CLICKHOUSE_REFUSED', message, { retryable: false, cause: error })
}

/**
 * What ClickHouse itself said. The embedded engine brings its own copy of the client's error class, so errors are
 * known by their shape.
 */
function clickHouseError(error: unknown): { readonly error: Error; readonly type: string } | null {
  if (!(error instanceof Error)) return null
  const parsed = 'type' in error ? error : parseError(error)
  if (!('type' in parsed) || typeof parsed.type !== 'string') return null
  return { error: parsed, type: parsed.type }
}
