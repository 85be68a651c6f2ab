import { parseError } from '@clickhouse/client'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'
import { FAILURE_KINDS } from './error-names.ts'

/** Longest part of ClickHouse's own message that is passed on: it may quote a whole row. */
const MESSAGE_LIMIT = 500

/** ClickHouse names the row in errors of its formats and of constraints. */
const ROW = /\bat row (\d+)\b/

/**
 * The error of a ClickHouse call as ours. Of what ClickHouse itself says, `CLICKHOUSE_OVERLOADED` and
 * `CLICKHOUSE_UNREACHABLE` pass by themselves, `CLICKHOUSE_UNUSABLE` is for somebody to mend, and anything else is
 * `CLICKHOUSE_REFUSED`: the data, or a reason that is not known. What is not an answer of ClickHouse (refused
 * connections, timeouts, a proxy's page) is retryable.
 *
 * @param doing what was attempted, for example `insert seqs 1-20 into mevscope.events`
 * @param where the masked URL or the path
 */
export function translateFailure(error: unknown, doing: string, where: string): StorageError {
  if (error instanceof StorageError) return error
  const known = clickHouseError(error)
  const name = known === null ? '' : ` (${known.type})`
  const whole = errorMessage(known?.error ?? error).trim()
  const text = whole.slice(0, MESSAGE_LIMIT)
  const message = `ClickHouse at ${where}: ${doing} failed: ${text}${name}`
  switch (known === null ? 'unreachable' : FAILURE_KINDS.get(known.type)) {
    case 'unreachable':
      return new StorageError('CLICKHOUSE_UNREACHABLE', message, { retryable: true, cause: error })
    case 'overloaded':
      return new StorageError('CLICKHOUSE_OVERLOADED', message, { retryable: true, cause: error })
    case 'unusable':
      return new StorageError('CLICKHOUSE_UNUSABLE', message, { retryable: false, cause: error })
    case 'data':
    case undefined: {
      const name = known?.type ?? ''
      const refusal = { name, isAboutData: FAILURE_KINDS.get(name) === 'data', text, row: rowIn(whole) }
      return new StorageError('CLICKHOUSE_REFUSED', message, { retryable: false, cause: error, refusal })
    }
  }
}

function rowIn(text: string): number | null {
  const row = Number(ROW.exec(text)?.[1])
  return Number.isSafeInteger(row) && row >= 1 ? row : null
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
