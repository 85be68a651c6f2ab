import { createStorage, type Storage } from '@org/storage'
import {
  type ClickHouseHttp,
  type FaultProxy,
  startClickHouseHttp,
  startFaultProxy,
  type TempDir,
  tempDir,
  waitFor,
} from '@org/testkit'
import { createVizApi, type ReadLimits, type VizApi } from '@org/viz-api'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { CHAIN_ID, everyKind, hashOf } from './walk/stored-events.ts'

// Reads that memory cannot answer, over a ClickHouse server with the faults of a network.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const TRANSACTIONS = 120
const PAGE = '/transactions?limit=7'

let folders: readonly TempDir[]
let clickHouse: ClickHouseHttp
let proxy: FaultProxy
let storage: Storage
const apis: VizApi[] = []

beforeAll(async () => {
  folders = [await tempDir('mevscope-reads'), await tempDir('mevscope-reads')]
  clickHouse = await startClickHouseHttp({ path: folders[0]?.path ?? '' })
  proxy = await startFaultProxy(clickHouse.url)
  storage = createStorage({
    dataDir: folders[1]?.path ?? '',
    clickhouse: { kind: 'server', url: proxy.url },
    // The newest ten transactions or so.
    memoryEvents: 100,
  })
  await storage.start()
  for (const draft of everyKind(TRANSACTIONS)) storage.tryEnqueue([draft])
  await waitFor(() => storage.backlog().waiting + storage.backlog().unshipped === 0, {
    what: 'the events to be in ClickHouse',
    timeoutMs: 60_000,
  })
})
afterAll(async () => {
  await proxy.set({ kind: 'pass' })
  for (const api of apis) await api.stop()
  await storage.stop()
  await proxy.stop()
  await clickHouse.stop()
  for (const folder of folders) await folder.remove()
})

async function startApi(reads: Partial<ReadLimits> = {}): Promise<string> {
  const api = createVizApi({
    ports: {
      log: storage.log,
      models: storage.models,
      replays: storage.replays,
      status: { chains: () => [], dependencies: () => storage.status() },
      metricsPage: async () => ({ contentType: 'text/plain', body: '' }),
    },
    bind: { host: '127.0.0.1', port: 0 },
    ingestMode: 'off',
    access: { rateLimitPerMinute: 0 },
    reads,
  })
  await api.start()
  apis.push(api)
  return api.address()?.url ?? ''
}

/** Old enough to be in ClickHouse only. */
const OLD = [`/transactions/${hashOf(3)}`, `/transactions/all?limit=${TRANSACTIONS}`]

test('pages go on from memory into ClickHouse, neither skip nor repeat, while data arrives', async () => {
  const url = await startApi()
  const hashes: string[] = []
  let arrived = TRANSACTIONS
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response: Response = await fetch(`${url}${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    expect(response.status).toBe(200)
    const rows = (await response.json()) as readonly { readonly tx_hash: string }[] // of the contract
    hashes.push(...rows.map((row) => row.tx_hash))
    cursor = response.headers.get('x-next-cursor')
    arrived += 1
    const [seen] = everyKind(arrived).filter((draft) => draft.tx_hash === hashOf(arrived))
    if (seen !== undefined) storage.tryEnqueue([seen])
  }
  expect(hashes).toEqual(Array.from({ length: TRANSACTIONS }, (_, index) => hashOf(TRANSACTIONS - index)))
})

test('a transaction, details, events and gaps of long ago are there', async () => {
  const url = await startApi()
  for (const path of [...OLD, '/events?limit=10', `/gaps?chain_id=${CHAIN_ID}&limit=500`]) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
  }
})

test('a ClickHouse that does not answer is 504 after the time for one answer, and its queries are given up', async () => {
  const url = await startApi({ timeoutMs: 400 })
  await proxy.set({ kind: 'hang' })
  for (const path of OLD) {
    const { abandoned } = proxy.counts()
    const response = await fetch(url + path)
    expect([path, response.status]).toEqual([path, 504])
    expect(await response.json()).toMatchObject({ type: 'urn:mevscope:problem:timeout' })
    await waitFor(() => proxy.counts().abandoned > abandoned, { what: 'the query to be given up' })
  }
  // What memory holds is not held up.
  expect((await fetch(`${url}${PAGE}`)).status).toBe(200)
  await proxy.set({ kind: 'pass' })
  expect((await fetch(url + OLD[0])).status).toBe(200)
})

test('a client that leaves takes its query with it', async () => {
  const url = await startApi({ timeoutMs: 60_000 })
  await proxy.set({ kind: 'hang' })
  const { struck, abandoned } = proxy.counts()
  const leaving = new AbortController()
  const asked = fetch(url + OLD[0], { signal: leaving.signal })
  await waitFor(() => proxy.counts().struck > struck, { what: 'the query to be sent' })
  leaving.abort()
  await expect(asked).rejects.toThrow()
  await waitFor(() => proxy.counts().abandoned > abandoned, { what: 'the query to be given up' })
  await proxy.set({ kind: 'pass' })
})

test('a ClickHouse that is away is 503 with a time to try again', async () => {
  const url = await startApi()
  await proxy.set({ kind: 'down' })
  const response = await fetch(url + OLD[0])
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  await proxy.set({ kind: 'pass' })
  expect((await fetch(url + OLD[0])).status).toBe(200)
})
