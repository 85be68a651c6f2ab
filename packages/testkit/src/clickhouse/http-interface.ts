import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'
import type { ClickHouseHttpOptions } from './clickhouse-http.ts'
import { readStatement, type StatementRequest } from './request.ts'

/** `Code: 60. DB::Exception: … (UNKNOWN_TABLE)` */
const EXCEPTION_CODE = /Code: (\d+)/

const AUTHENTICATION_FAILED = 516
const STATUS_BY_CODE: Readonly<Record<number, number>> = {
  /** SYNTAX_ERROR */ 62: 400,
  /** UNKNOWN_TABLE */ 60: 404,
  /** UNKNOWN_DATABASE */ 81: 404,
  [AUTHENTICATION_FAILED]: 403,
}

/**
 * A server that speaks as much of ClickHouse's HTTP interface as `@clickhouse/client` uses. Every statement runs
 * in a session of its own, so that settings do not leak from one to the next.
 */
export function createHttpInterface(options: ClickHouseHttpOptions): Server {
  // Keeps the engine open between statements.
  const keeper = new Session(options.path)
  const server = createServer((request, response) => {
    if (request.url === '/ping' || request.url === '/') {
      response.end('Ok.\n')
      return
    }
    readStatement(request)
      .then((statement) => answer(options, statement, response))
      .catch((error: unknown) => refuse(response, error))
  })
  server.on('close', () => keeper.close())
  return server
}

async function answer(
  options: ClickHouseHttpOptions,
  statement: StatementRequest,
  response: ServerResponse,
): Promise<void> {
  if (!admitted(options, statement)) {
    throw new Error(
      `Code: ${AUTHENTICATION_FAILED}. DB::Exception: ${statement.username}: Authentication failed. (AUTHENTICATION_FAILED)`,
    )
  }
  const session = new Session(options.path)
  try {
    await session.queryAsync(`USE \`${statement.database}\``)
    for (const [name, value] of Object.entries(statement.settings)) {
      await session.queryAsync(`SET ${name} = '${value.replaceAll("'", "''")}'`)
    }
    const result = await withRows(statement, (sql) =>
      session.queryBindAsync(sql, statement.params, { format: statement.format }),
    )
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'X-ClickHouse-Query-Id': statement.queryId ?? randomUUID(),
      'X-ClickHouse-Format': statement.format,
      'X-ClickHouse-Server-Display-Name': 'chdb',
      'X-ClickHouse-Summary': JSON.stringify({
        read_rows: String(result.rowsRead),
        read_bytes: String(result.bytesRead),
      }),
    })
    response.end(result.bytes())
  } finally {
    session.close()
  }
}

/** The engine takes statements as text: binary rows go through a file, which stands where `input()` stood. */
async function withRows<T>(statement: StatementRequest, run: (sql: string) => Promise<T>): Promise<T> {
  if (statement.rows === null) return await run(statement.sql)
  const folder = await mkdtemp(join(tmpdir(), 'clickhouse-http-'))
  try {
    const path = join(folder, 'rows.parquet')
    await writeFile(path, statement.rows)
    const sql = statement.sql.replace(/\bFORMAT Parquet\s*$/, '')
    return await run(sql.replace(/\binput\(/, `file('${path}', 'Parquet', `))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function admitted(options: ClickHouseHttpOptions, statement: StatementRequest): boolean {
  if (options.username === undefined && options.password === undefined) return true
  return (
    statement.username === (options.username ?? 'default') && statement.password === (options.password ?? '')
  )
}

function refuse(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const code = Number(EXCEPTION_CODE.exec(message)?.[1] ?? 1001)
  response.writeHead(STATUS_BY_CODE[code] ?? 500, { 'X-ClickHouse-Exception-Code': String(code) })
  response.end(message)
}
