import { type Anvil, startAnvil, type TempDir, tempDir, waitFor } from '@org/testkit'
import type { OpenApiDocument } from '@org/viz-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { type AnswerJudge, createAnswerJudge } from './walk/answer-judge.ts'
import { ask, upgradeStatus } from './walk/ask.ts'
import {
  type Meanings,
  operationsOf,
  type Query,
  targetOf,
  valuesFor,
  type Walked,
} from './walk/operations.ts'
import { CHAIN_ID, everyKind, hashOf, storeEvents } from './walk/stored-events.ts'

// Walks the document of the API against a running server: every operation, with and without each parameter, and fails
// on a status, a media type, a header or a field that the document does not name.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const TRANSACTIONS = 60
const HASH = hashOf(7)
const UNKNOWN_HASH = hashOf(999_999_999)

let anvil: Anvil
let data: TempDir
let server: ServerProcess
let url: string
let document: OpenApiDocument
let judge: AnswerJudge
let operations: readonly Walked[]
let meanings: Meanings

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSec: 1, chainId: CHAIN_ID })
  data = await tempDir('mevscope-walk')
  const stored = everyKind(TRANSACTIONS)
  await storeEvents(data.path, stored)
  const endpoints = [{ ws_url: anvil.wsUrl, http_url: anvil.httpUrl }]
  const sources = ['anvil-a', 'anvil-b'].map((source_id) => ({ source_id, endpoints }))
  server = startServer({
    VIZ_API_CHAINS: JSON.stringify([{ chain_key: 'devnet', chain_id: CHAIN_ID, sources }]),
    DATA_DIR: data.path,
  })
  url = await server.ready()
  await sendTransactions(stored.length)
  document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument // judged below
  judge = createAnswerJudge(document)
  operations = operationsOf(document)
  meanings = await findMeanings()
})
afterAll(async () => {
  await server.stop('SIGKILL')
  await anvil.stop()
  await data.remove()
})

/** Live ones, seen by both sources and mined: their events come after those that were stored. */
async function sendTransactions(stored: number): Promise<void> {
  const rpc = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(anvil.httpUrl, { method: 'POST', headers, body })
    return ((await answer.json()) as { readonly result: unknown }).result // JSON-RPC
  }
  const accounts = (await rpc('eth_accounts', [])) as readonly string[] // JSON-RPC
  await waitFor(async () => (await (await fetch(`${url}/chains`)).text()).split('"live"').length === 3, {
    what: 'both sources to be live',
  })
  for (const from of accounts.slice(0, 5)) {
    await rpc('eth_sendTransaction', [{ from, to: accounts[9], value: '0x1' }])
  }
  await waitFor(
    async () =>
      (await (await fetch(`${url}/events?types=TxConfirmedProvisional&after=${stored}`)).text()).includes(
        'anvil',
      ),
    { what: 'the transactions to be mined' },
  )
}

async function findMeanings(): Promise<Meanings> {
  const cursorOf = async (path: string): Promise<readonly string[]> => {
    const cursor = (await fetch(url + path)).headers.get('x-next-cursor')
    if (cursor === null) throw new Error(`${path} has no further page`)
    return [cursor]
  }
  return {
    'transactions.cursor': await cursorOf('/transactions?limit=1'),
    'transactionDetails.cursor': await cursorOf('/transactions/all?limit=1'),
    'gaps.cursor': await cursorOf('/gaps?limit=1'),
    strategy: ['SandwichExposure', 'none.such'],
    source_id: ['walked', 'none such'],
    chain_id: [String(CHAIN_ID), '10', '1', String(Number.MAX_SAFE_INTEGER)],
    'transaction.chain_id': [String(CHAIN_ID)],
    // A range, and points few enough.
    'replay.from': ['0', '1'],
    'replay.to': ['1', '20'],
    'replay.stride': ['1', '5000'],
  }
}

async function faultsOf(walked: Walked, query: Query, hash: string = HASH): Promise<readonly string[]> {
  const target = targetOf(walked, hash, query)
  const answered = await ask(url + target, walked.method)
  return judge.faultsOf(walked.operation, answered).map((fault) => `${walked.method} ${target}: ${fault}`)
}

async function statusOf(walked: Walked, query: Query, hash: string = HASH): Promise<number> {
  return (await ask(url + targetOf(walked, hash, query), walked.method)).status
}

const queryNames = ({ operation }: Walked): readonly string[] =>
  operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)

const isSocket = ({ template }: Walked): boolean => template === '/stream'

test('the document has every path of the contract', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(operations.length).toBeGreaterThan(25)
})

test('every operation answers 200 as documented, bare and with each valid value of each parameter', async () => {
  const faults: string[] = []
  for (const walked of operations) {
    if (isSocket(walked)) continue
    const queries: Query[] = [[]]
    const all: [string, string][] = []
    for (const name of queryNames(walked)) {
      const { valid } = valuesFor(walked, name, meanings)
      expect([walked.template, name, valid.length > 0]).toEqual([walked.template, name, true])
      for (const value of valid) queries.push([[name, value]])
      all.push([name, valid[0] ?? ''])
    }
    if (all.length > 1) queries.push(all)
    for (const query of queries) {
      faults.push(...(await faultsOf(walked, query)))
      const status = await statusOf(walked, query)
      if (status !== 200) faults.push(`${targetOf(walked, HASH, query)} is ${status}, not 200`)
    }
  }
  expect(faults).toEqual([])
})

test('every invalid value, repeated and unknown parameter is 400 as documented, and named', async () => {
  const faults: string[] = []
  for (const walked of operations) {
    const refused: (readonly [string, Query])[] = [
      ['nonsense', [['nonsense', '1']]],
      ['__proto__', [['__proto__', '1']]],
    ]
    for (const name of queryNames(walked)) {
      const { valid, invalid } = valuesFor(walked, name, meanings)
      for (const value of invalid) refused.push([name, [[name, value]]])
      refused.push([
        name,
        [
          [name, valid[0] ?? '1'],
          [name, valid[0] ?? '1'],
        ],
      ])
    }
    for (const [name, query] of refused) {
      const target = targetOf(walked, HASH, query)
      const answered = await ask(url + target, walked.method)
      faults.push(...judge.faultsOf(walked.operation, answered).map((fault) => `${target}: ${fault}`))
      if (answered.status !== 400) faults.push(`${target} is ${answered.status}, not 400`)
      else if (!answered.text.includes(JSON.stringify(name))) faults.push(`${target} does not name ${name}`)
    }
  }
  expect(faults).toEqual([])
})

test('unknown and malformed hashes, other methods and cursors of others are answered as documented', async () => {
  const problem = { status: expect.any(Number), type: expect.stringMatching(/^urn:mevscope:problem:/) }
  for (const walked of operations) {
    if (walked.template.includes('{hash}')) {
      expect(await faultsOf(walked, [], UNKNOWN_HASH)).toEqual([])
      expect(await statusOf(walked, [], UNKNOWN_HASH)).toBe(404)
      for (const hash of ['0x', `${HASH}0`, HASH.slice(2), 'x'.repeat(66), `${HASH}'`]) {
        expect(await faultsOf(walked, [], hash)).toEqual([])
        expect([hash, await statusOf(walked, [], hash)]).toEqual([hash, 400])
      }
    }
    const other = walked.method === 'GET' ? 'DELETE' : 'GET'
    const refused = await ask(url + targetOf(walked, HASH, []), other)
    expect([walked.template, refused.status]).toEqual([walked.template, 405])
    expect(JSON.parse(refused.text)).toMatchObject(problem)
  }
  const cursorOfGaps = meanings['gaps.cursor']?.[0] ?? ''
  expect((await ask(`${url}/transactions?cursor=${cursorOfGaps}`)).status).toBe(400)
  expect((await ask(`${url}/gaps?cursor=${meanings['transactions.cursor']?.[0]}`)).status).toBe(400)
})

test('HEAD has the status and the documented headers of GET, and no body', async () => {
  for (const walked of operations) {
    if (walked.method !== 'GET' || isSocket(walked)) continue
    const target = url + targetOf(walked, HASH, [])
    const head = await ask(target, 'HEAD')
    expect([walked.template, head.status, head.text]).toEqual([walked.template, 200, ''])
    const documented = Object.keys(walked.operation.responses['200']?.headers ?? {})
    const get = await ask(target)
    expect(documented.filter((name) => head.headers.has(name) !== get.headers.has(name))).toEqual([])
  }
})

test('what a client holds is 304 as documented', async () => {
  const held = operations.filter(({ operation }) => '304' in operation.responses)
  expect(held.map(({ template }) => template)).toContain('/dashboard/snapshot')
  for (const walked of held) {
    const target = url + targetOf(walked, HASH, [])
    // The chain goes on: a snapshot may be another one by then.
    const statuses = await waitFor(
      async () => {
        const etag = (await ask(target)).headers.get('etag') ?? ''
        const again = await ask(target, 'GET', { 'if-none-match': `"other", ${etag}` })
        return again.status === 304 ? judge.faultsOf(walked.operation, again) : undefined
      },
      { what: `304 of ${walked.template}` },
    )
    expect(statuses).toEqual([])
  }
})

test('/stream is 426 without an upgrade and 101 with one, as documented', async () => {
  const stream = operations.find(isSocket)
  if (stream === undefined) throw new Error('the document has no stream')
  expect(await faultsOf(stream, [])).toEqual([])
  expect(await statusOf(stream, [])).toBe(426)
  for (const query of ['', '?from_seq=0', '?kinds=TxSeen&chain_id=1&min_score=50']) {
    expect(await upgradeStatus(`${url}/stream${query}`)).toBe(101)
  }
  expect(await upgradeStatus(`${url}/stream?from_seq=-1`)).toBe(400)
})

test('without a key, and where nothing is ingested, the answers are documented ones, too', async () => {
  await using folder = await tempDir('mevscope-walk')
  const key = 'walk-0123456789abcdef0123456789abcdef'
  const closed = startServer({
    VIZ_API_INGEST_MODE: 'off',
    VIZ_API_AUTH_ENABLED: 'true',
    VIZ_API_API_KEYS: key,
    DATA_DIR: folder.path,
  })
  try {
    const base = await closed.ready()
    const faults: string[] = []
    for (const walked of operations) {
      const target = targetOf(walked, HASH, [])
      const isOpen = walked.operation.security === undefined
      for (const headers of [{}, { 'x-api-key': key }]) {
        const answered = await ask(base + target, walked.method, headers)
        faults.push(...judge.faultsOf(walked.operation, answered).map((fault) => `${target}: ${fault}`))
        if (!isOpen && !('x-api-key' in headers) && answered.status !== 401) {
          faults.push(`${target} is ${answered.status} without a key`)
        }
      }
    }
    expect(faults).toEqual([])
  } finally {
    await closed.stop('SIGKILL')
  }
})

describe('whatever is asked', () => {
  test('the answer is a documented one, and never 500', async () => {
    const operation = fc.constantFrom(...operations.filter((walked) => walked.method === 'GET'))
    const names = [...new Set(operations.flatMap(queryNames))]
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom(...Object.values(meanings).flat()),
      fc.constantFrom("' OR 1=1 --", '\\', '\u0000', '%00', '{a:String}', ';DROP TABLE events', '𝕏'),
    )
    const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), text), { maxLength: 4 })
    const hash = fc.oneof(fc.constantFrom(HASH, UNKNOWN_HASH), fc.string({ minLength: 1 }).filter(isSegment))
    await fc.assert(
      fc.asyncProperty(operation, query, hash, async (walked, pairs, segment) => {
        const target = targetOf(walked, segment, pairs)
        const answered = await ask(url + target, walked.method)
        expect(answered.status, target).not.toBe(500)
        expect(judge.faultsOf(walked.operation, answered), target).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

/** One that stays a segment: `.` and `..` are taken away by whoever makes a URL of them. */
function isSegment(text: string): boolean {
  return !/^(?:\.|%2e){1,2}$/i.test(encodeURIComponent(text))
}
