import { StorageError } from '../errors.ts'
import type { Admission } from './admission.ts'
import type {
  ClickHouseClient,
  Endpoint,
  Engine,
  FileInsert,
  FormattedFile,
  QueryParams,
  StatementSettings,
} from './engine.ts'
import { translateFailure } from './failures.ts'

type QueryParamsOfClient = Parameters<ClickHouseClient['query']>[0]

/** What differs between the embedded engine and a server: how bytes get in, and what closing takes. */
export interface ClientEngineOptions extends Endpoint {
  readonly client: ClickHouseClient
  insertLines(table: string, lines: Uint8Array, settings: StatementSettings): Promise<void>
  saveAnswer(query: string, file: FormattedFile, settings: StatementSettings): Promise<void>
  loadFile(insert: FileInsert, file: FormattedFile, settings: StatementSettings): Promise<void>
  /** What makes a query end when the signal aborts. @default it runs on, and keeps its place among the reads */
  cancellation?(signal: AbortSignal): Pick<QueryParamsOfClient, 'abort_signal' | 'clickhouse_settings'>
  /** Throws when the headers of an answer are not ClickHouse's. @default nothing is checked */
  checkAnswer?(headers: Readonly<Record<string, unknown>> | undefined): void
  /** Runs after the client was closed. */
  afterClose?(): Promise<void>
  readonly admission: Admission
}

/** The one code path over `@clickhouse/client`. */
export function createClientEngine(options: ClientEngineOptions): Engine {
  const { client, where } = options
  let closing: Promise<void> | null = null

  async function read(
    query: string,
    params: QueryParams,
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    const result = await client.query({
      query,
      format: 'JSONCompactEachRow',
      query_params: params,
      ...(signal === undefined ? {} : options.cancellation?.(signal)),
    })
    options.checkAnswer?.(result.response_headers)
    return await result.json<readonly unknown[]>()
  }

  async function close(): Promise<void> {
    await client.close()
    await options.afterClose?.()
  }

  return {
    database: options.database,
    async rows(
      query: string,
      params: QueryParams = {},
      signal?: AbortSignal,
    ): Promise<readonly (readonly unknown[])[]> {
      try {
        const admitted = options.admission.run(() => read(query, params, signal), signal)
        const rows = signal === undefined ? await admitted : await orAborted(admitted, signal)
        if (rows !== 'refused') return rows
        throw new StorageError(
          'CLICKHOUSE_OVERLOADED',
          `ClickHouse at ${where}: too many reads wait already, refused: ${summary(query)}`,
          { retryable: true },
        )
      } catch (error) {
        signal?.throwIfAborted()
        throw translateFailure(error, summary(query), where)
      }
    },
    async command(query: string, params: QueryParams = {}): Promise<void> {
      try {
        const result = await client.command({ query, query_params: params })
        options.checkAnswer?.(result.response_headers)
      } catch (error) {
        throw translateFailure(error, summary(query), where)
      }
    },
    async insertLines(table: string, lines: Uint8Array, settings: StatementSettings): Promise<void> {
      try {
        await options.insertLines(table, lines, settings)
      } catch (error) {
        throw translateFailure(error, `insert ${lines.byteLength} bytes into ${table}`, where)
      }
    },
    async saveAnswer(query: string, file: FormattedFile, settings: StatementSettings): Promise<void> {
      try {
        await options.saveAnswer(query, file, settings)
      } catch (error) {
        throw translateFailure(error, `write ${file.path}: ${summary(query)}`, where)
      }
    },
    async loadFile(insert: FileInsert, file: FormattedFile, settings: StatementSettings): Promise<void> {
      try {
        await options.loadFile(insert, file, settings)
      } catch (error) {
        throw translateFailure(error, `read ${file.path} into ${insert.into}`, where)
      }
    },
    close(): Promise<void> {
      closing ??= close()
      return closing
    },
  }
}

/** The outcome, or the reason of the signal; whoever is not waited for any more goes on by itself. */
async function orAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([outcome, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** The head of a statement in one line: enough to know it by. */
function summary(query: string): string {
  return query.replace(/\s+/g, ' ').trim().slice(0, 80)
}
