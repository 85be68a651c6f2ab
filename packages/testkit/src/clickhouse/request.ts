import type { IncomingMessage } from 'node:http'

type ParameterValue = string | readonly (string | number)[]

/** One request of ClickHouse's HTTP interface, taken apart. */
export interface StatementRequest {
  readonly sql: string
  /** Rows in a binary format, which cannot be part of the text of a statement; `null` for any other request. */
  readonly rows: Buffer | null
  readonly database: string
  readonly format: string
  readonly queryId: string | null
  readonly params: Readonly<Record<string, ParameterValue>>
  readonly settings: Readonly<Record<string, string>>
  readonly username: string
  readonly password: string
}

/** Parameters that are neither settings nor values. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'session_id',
  'user',
  'password',
  'role',
  'compress',
  'decompress',
])

/** Settings of the HTTP layer itself, which the engine does not know; answers are always whole here. */
const HTTP_SETTINGS: ReadonlySet<string> = new Set([
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'enable_http_compression',
])

/** The one binary format that is sent here. */
const BINARY_INSERT = /^\s*INSERT\b.*\bFORMAT Parquet\s*$/s

const PARAMETER = 'param_'
const SETTING_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

export async function readStatement(request: IncomingMessage): Promise<StatementRequest> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const body = await readBody(request)
  const query = url.searchParams.get('query')
  // As in ClickHouse: the statement begins in the parameter and goes on in the body.
  const rows = query !== null && BINARY_INSERT.test(query) ? body : null
  const text = rows === null ? body.toString('utf8') : ''
  const sql = query === null ? text : text === '' ? query : `${query}\n${text}`
  const params: Record<string, ParameterValue> = {}
  const settings: Record<string, string> = {}
  for (const [name, value] of url.searchParams) {
    if (name.startsWith(PARAMETER)) {
      const parameter = name.slice(PARAMETER.length)
      params[parameter] = readValue(parameter, value, sql)
    } else if (!OWN_PARAMETERS.has(name) && !HTTP_SETTINGS.has(name) && SETTING_NAME.test(name)) {
      settings[name] = value
    }
  }
  const credentials = readCredentials(request)
  return {
    sql,
    rows,
    database: url.searchParams.get('database') ?? 'default',
    format: url.searchParams.get('default_format') ?? 'TabSeparated',
    queryId: url.searchParams.get('query_id'),
    params,
    settings,
    username: url.searchParams.get('user') ?? credentials.username,
    password: url.searchParams.get('password') ?? credentials.password,
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set: chunks are buffers
  return Buffer.concat(chunks)
}

function readCredentials(request: IncomingMessage): { username: string; password: string } {
  const user = request.headers['x-clickhouse-user']
  if (typeof user === 'string') {
    return { username: user, password: String(request.headers['x-clickhouse-key'] ?? '') }
  }
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ')
  if (scheme !== 'Basic' || encoded === undefined) return { username: 'default', password: '' }
  const [username = 'default', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { username, password: password.join(':') }
}

/** An element of an array: a quoted string with backslash escapes, or a number. */
const ELEMENT = /'((?:[^'\\]|\\.)*)'|([^,[\]]+)/gs

/** Values travel in ClickHouse's escaped text form; arrays as a list of quoted strings or numbers. */
function readValue(name: string, text: string, sql: string): ParameterValue {
  if (!sql.includes(`{${name}:Array(`)) return unescapeText(text)
  return [...text.matchAll(ELEMENT)].map(([, quoted, bare]) =>
    quoted === undefined ? Number(bare) : unescapeText(quoted),
  )
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0' }

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character)
}
