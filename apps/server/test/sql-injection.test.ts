import { type ClickHouseHttp, startClickHouseHttp, tempDir, waitFor } from '@org/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StoredNode, startStoredNode } from './support/stored-node.ts'

// Text of every kind that databases trip over, into every parameter of every path that the document names.

const PAYLOADS = [
  "'",
  '"',
  '`',
  '\\',
  "\\'",
  "''",
  "1'--",
  "' OR '1'='1",
  '" OR ""="',
  '1 OR 1=1',
  '1; DROP TABLE events',
  "'; DROP TABLE mevscope.events; --",
  "') OR 1=1 --",
  '1) UNION ALL SELECT name FROM system.tables --',
  '1/**/OR/**/1=1',
  '1 SETTINGS max_execution_time=0',
  '1 FORMAT JSON',
  'sleep(3)',
  '1 AND sleep(3)',
  "url('http://127.0.0.1:9')",
  '{node:String}',
  '{limit:UInt32}',
  '$$a$$',
  '0x27',
  '%27',
  '\u0000',
  "1\u0000'",
  "\n'",
  "\t'",
  '\r\n',
  '’ OR 1=1',
  '＇ OR 1=1',
  'ʼ',
  '💣',
  '\ud800',
  '١',
  '𝟏',
  '1e1',
  '+1',
  '-1',
  '1.0.0',
  'NaN',
  'Infinity',
  'null',
  'true',
  '[]',
  '{}',
  '*',
  '%',
  '__proto__',
  'toString',
  "TxSeen' OR '1'='1",
  "TxSeen,') OR 1=1",
  "uniswap'; --",
  'a'.repeat(2_000),
  "'".repeat(1_000),
] as const

const HASH = `0x${'ab'.repeat(32)}`
/** What ClickHouse says of itself: none of it belongs into an answer. */
const INSIDES = /DB::|Code: \d+|Exception|Syntax error|ClickHouse|chdb|node_modules|\.ts:/

interface Parameter {
  readonly path: string
  readonly method: string
  readonly name: string
  readonly in: string
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { parameters?: readonly { name: string; in: string }[] }>>>
  >
}

async function parametersOf(url: string): Promise<readonly Parameter[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document // as OpenAPI has it
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
      parameters.map(({ name, in: place }) => ({ path, method: method.toUpperCase(), name, in: place })),
    ),
  )
}

async function ask(url: string, parameter: Parameter, payload: string): Promise<Response> {
  const { path, method, name, in: place } = parameter
  if (place === 'path') {
    // A path of its own where the text is empty or has a slash, which is encoded here.
    return await fetch(url + path.replace(`{${name}}`, encodeURIComponent(payload.toWellFormed())), {
      method,
    })
  }
  const known = url + path.replace('{hash}', HASH)
  if (place === 'header') {
    return await fetch(known, { method, headers: { [name]: Buffer.from(payload).toString('latin1') } })
  }
  return await fetch(`${known}?${new URLSearchParams({ [name]: payload })}`, { method })
}

/** True for text that may stand in a header at all. */
const fitsHeader = (payload: string): boolean => !/[\0\r\n]/.test(payload)

describe.each(['over HTTP', 'embedded'] as const)('with ClickHouse %s', (kind) => {
  let clickhouse: ClickHouseHttp | null = null
  let node: StoredNode
  let cleanUp: () => Promise<void>

  beforeAll(async () => {
    const folder = await tempDir('mevscope-sql')
    if (kind === 'over HTTP') clickhouse = await startClickHouseHttp({ path: `${folder.path}/clickhouse` })
    node = await startStoredNode(
      `${folder.path}/data`,
      clickhouse === null ? { kind: 'embedded' } : { kind: 'server', url: clickhouse.url },
    )
    cleanUp = async () => {
      await node.stop()
      await clickhouse?.stop()
      await folder.remove()
    }
  }, 120_000)
  afterAll(() => cleanUp(), 60_000)

  test('the document names the parameters', async () => {
    const parameters = await parametersOf(node.url)
    const names = new Set(parameters.map(({ name }) => name))
    for (const name of [
      'limit',
      'cursor',
      'chain_id',
      'hash',
      'after',
      'types',
      'strategy',
      'source_id',
      'min_score',
    ]) {
      expect(names).toContain(name)
    }
    expect(parameters.length).toBeGreaterThan(40)
  })

  test('text where a value should be is refused, or finds nothing, and the database stays as it was', async () => {
    const before = await node.everything()
    expect(before.events).toHaveLength(node.appended)
    // The embedded engine gets its values in another way, which some of the texts are enough for.
    const payloads = PAYLOADS.filter((_, i) => kind === 'over HTTP' || i % 4 === 0)
    for (const parameter of await parametersOf(node.url)) {
      const fitting = parameter.in === 'header' ? payloads.filter(fitsHeader) : payloads
      await Promise.all(fitting.map((payload) => expectNothing(node.url, parameter, payload)))
    }
    expect(await node.everything()).toEqual(before)
  }, 120_000)

  test('a cursor that somebody made is refused whatever it says', async () => {
    const before = await node.everything()
    for (const [path, list] of [
      ['/transactions?limit=5', 'tx'],
      ['/transactions/all?limit=5', 'tx'],
      ['/gaps?limit=1', 'gap'],
    ] as const) {
      const first = await fetch(node.url + path)
      await first.text()
      const cursor = first.headers.get('x-next-cursor') ?? ''
      expect(Buffer.from(cursor, 'base64url').toString()).toMatch(new RegExp(`^${list}:\\d+$`))
      for (const payload of PAYLOADS.filter((text) => text.length < 300)) {
        for (const text of [
          `${list}:${payload}`,
          `${list}:5${payload}`,
          `${payload}:5`,
          `${list}:5 ${payload}`,
        ]) {
          const forged = Buffer.from(text).toString('base64url')
          const response = await fetch(`${node.url}${path}&cursor=${forged}`)
          const body = await response.text()
          expect([path, text, response.status]).toEqual([path, text, 400])
          expect(body).not.toMatch(INSIDES)
        }
      }
    }
    expect(await node.everything()).toEqual(before)
  }, 60_000)

  test('what is stored may hold such text as well, and is found by it alone', async () => {
    for (const source of node.oddSources) {
      const response = await fetch(`${node.url}/gaps?${new URLSearchParams({ source_id: source })}`)
      const rows = (await response.json()) as readonly { source_id: string }[] // rows of the contract
      expect(rows.map(({ source_id }) => source_id)).toEqual([source])
    }
  })

  test('it still takes new events', async () => {
    const { seq } = await node.appendOne()
    await waitFor(
      async () =>
        (await (await fetch(`${node.url}/events?after=${seq - 1}`)).text()).includes(`"seq":${seq},`),
      {
        what: 'the new event to be shown',
        timeoutMs: 10_000,
      },
    )
  })
})

async function expectNothing(url: string, parameter: Parameter, payload: string): Promise<void> {
  const response = await ask(url, parameter, payload)
  const at = `${parameter.method} ${parameter.path} ${parameter.name}=${JSON.stringify(payload)}`
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (isStream) await response.body?.cancel()
  const text = isStream ? 'a stream' : await response.text()
  expect([at, isNothing(response.status, text, parameter)]).toEqual([at, true])
  expect(text).not.toMatch(INSIDES)
}

/** Refused with a word on it, or the exact empty answer. */
function isNothing(status: number, text: string, { name }: Parameter): boolean {
  if (status === 400) return text.includes('urn:mevscope:problem:')
  // Free text: a name that nobody has.
  return status === 200 && ['source_id', 'strategy'].includes(name) && text === '[]'
}
