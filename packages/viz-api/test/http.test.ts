import { describe, expect, test } from 'vitest'
import { accountingRow, propagationRow, startFixture } from './support/api.ts'
import { hashOf } from './support/fake-log.ts'

const HASH = hashOf(1)

describe('operations', () => {
  test('/health says that the process is alive', async () => {
    const { url } = await startFixture()
    const response = await fetch(`${url}/health`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
  })

  test('/ready lists every dependency and is 503 as soon as one is down', async () => {
    const { url, dependencies } = await startFixture()
    dependencies.push({ name: 'clickhouse', state: 'degraded', detail: 'behind by 10 events' })
    const degraded = await fetch(`${url}/ready`)
    expect(degraded.status).toBe(200)
    expect(await degraded.json()).toEqual({ status: 'ready', dependencies })
    dependencies.push({ name: 'ingest', state: 'down', detail: 'no source is live' })
    const down = await fetch(`${url}/ready`)
    expect(down.status).toBe(503)
    expect(await down.json()).toEqual({ status: 'not_ready', dependencies })
  })

  test('/metrics is the page of the port under its media type', async () => {
    const { url } = await startFixture()
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4')
    expect(await response.text()).toBe('# TYPE a counter\na 1\n')
  })
})

describe('/dashboard/snapshot', () => {
  test('joins the rows as they are under the names of the contract', async () => {
    const { url, chains, models } = await startFixture()
    const response = await fetch(`${url}/dashboard/snapshot?min_score=1.5&chain_id=1`)
    const text = await response.text()
    expect(text).toContain(`{"seq": 7, "chain_id": 1, "tx_hash": "${hashOf(7)}"}`)
    expect(JSON.parse(text)).toEqual({
      revision: 1,
      latest_seq_id: 7,
      opportunities: [{ seq: 7, chain_id: 1, tx_hash: hashOf(7) }],
      feature_summary: [{ protocol: 'uniswap-v2', category: 'swap', count: 3 }],
      feature_details: [{ seq: 6, chain_id: 1, tx_hash: hashOf(6) }],
      transactions: [{ seq: 5, chain_id: 1, tx_hash: hashOf(5) }],
      chain_ingest_status: chains,
      market_stats: {
        pending_transactions: 1,
        transactions_per_second: 2,
        events_per_second: 3,
        opportunities: 4,
        categories: { swap: 3 },
      },
    })
    expect(models.asked).toEqual([
      {
        name: 'snapshot',
        query: { txLimit: 250, featureLimit: 600, oppLimit: 600, minScore: 1.5, chainId: 1 },
      },
    ])
  })

  test('is 304 without being made while revision, chains and query stay the same', async () => {
    const { url, models, chains } = await startFixture()
    const ask = (path: string, etag: string) => fetch(`${url}${path}`, { headers: { 'if-none-match': etag } })
    const first = await fetch(`${url}/dashboard/snapshot`)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[^"]+"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')

    const again = await ask('/dashboard/snapshot', etag)
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect((await ask('/dashboard/snapshot-v2', `"other", ${etag}`)).status).toBe(304)
    expect(models.asked).toHaveLength(1)

    expect((await ask('/dashboard/snapshot?tx_limit=1', etag)).status).toBe(200)
    const [chain] = chains
    const [source] = chain?.sources ?? []
    if (chain === undefined || source === undefined) throw new Error('no source')
    chains[0] = { ...chain, sources: [{ ...source, state: 'disconnected' }] }
    expect((await ask('/dashboard/snapshot', etag)).status).toBe(200)
    chains[0] = { ...chain, sources: [{ ...source, silent_for_ms: 99 }] }
    expect((await ask('/dashboard/snapshot', etag)).status).toBe(304)
    models.setRevision(2)
    expect((await ask('/dashboard/snapshot', etag)).status).toBe(200)
  })
})

describe('transactions', () => {
  test.each([
    ['/transactions', 'transactions', 25],
    // The first slice of the default.
    ['/transactions/all', 'transactionDetails', 250],
  ])('%s pages with x-next-cursor', async (path, name, limit) => {
    const { url, models } = await startFixture()
    const first = await fetch(`${url}${path}`)
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(first.headers.get('cache-control')).toBe('no-store')
    expect(await first.text()).toBe(
      `[{"seq": 2, "chain_id": 1, "tx_hash": "${hashOf(2)}"},{"seq": 1, "chain_id": 1, "tx_hash": "${HASH}"}]`,
    )
    const cursor = first.headers.get('x-next-cursor')
    expect(cursor).toBe('next')
    const last = await fetch(`${url}${path}?cursor=${cursor}&limit=2&chain_id=5`)
    expect(last.headers.get('x-next-cursor')).toBe(null)
    expect(models.asked).toEqual([
      { name, query: { limit } },
      { name, query: { limit: 2, chainId: 5, cursor: 'next' } },
    ])
  })

  test('a cursor that the API did not give is 400 and named', async () => {
    const { url } = await startFixture()
    const response = await fetch(`${url}/transactions?cursor=forged`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ in: 'query', name: 'cursor' }] })
  })

  test.each(['/transactions', '/tx'])(
    '%s/{hash} takes any letter case and narrows by chain',
    async (path) => {
      const { url, models } = await startFixture()
      const response = await fetch(`${url}${path}/${HASH.toUpperCase().replace('0X', '0x')}?chain_id=1`)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ seq: 1, chain_id: 1, tx_hash: HASH })
      expect(models.asked).toEqual([{ name: 'transaction', query: { hash: HASH, chainId: 1 } }])
    },
  )

  test('an unknown hash is 404, a malformed one 400', async () => {
    const { url } = await startFixture()
    const unknown = await fetch(`${url}/transactions/${hashOf(99)}`)
    expect(unknown.status).toBe(404)
    expect(unknown.headers.get('content-type')).toBe('application/problem+json')
    expect(await unknown.json()).toEqual({
      type: 'urn:mevscope:problem:not-found',
      title: 'Not Found',
      status: 404,
      detail: `No event names transaction ${hashOf(99)} on any chain.`,
      instance: `/transactions/${hashOf(99)}`,
    })
    const malformed = await fetch(`${url}/transactions/0x12`)
    expect(malformed.status).toBe(400)
    expect(await malformed.json()).toEqual({
      type: 'urn:mevscope:problem:invalid-parameters',
      title: 'Bad Request',
      status: 400,
      detail: 'Parameters at fault: hash.',
      instance: '/transactions/0x12',
      errors: [{ in: 'path', name: 'hash', detail: 'must be 0x and 64 hex digits' }],
    })
  })
})

describe('features and opportunities', () => {
  test('/features counts, at most limit rows', async () => {
    const { url } = await startFixture()
    expect(await (await fetch(`${url}/features`)).json()).toHaveLength(2)
    expect(await (await fetch(`${url}/features?limit=1`)).json()).toEqual([
      { protocol: 'uniswap-v2', category: 'swap', count: 3 },
    ])
  })

  test('each list asks its own view with what was given', async () => {
    const { url, models } = await startFixture()
    const seqs = async (path: string) => {
      const rows = (await (await fetch(`${url}${path}`)).json()) as { seq: number }[] // asserted below
      return rows.map((row) => row.seq)
    }
    expect(await seqs('/features/recent?limit=3')).toEqual([4])
    expect(await seqs('/opps?min_score=50&strategy=sandwich_v2&chain_id=1')).toEqual([9, 8])
    expect(await seqs('/opps/recent')).toEqual([8, 9])
    expect(models.asked).toEqual([
      { name: 'recentFeatures', query: { limit: 3 } },
      { name: 'opportunities', query: { limit: 100, minScore: 50, strategy: 'sandwich_v2', chainId: 1 } },
      { name: 'rankedOpportunities', query: { limit: 100 } },
    ])
  })
})

describe('/events', () => {
  test('is an array of the stored lines strictly after a position, and says where to go on', async () => {
    const { url, log } = await startFixture()
    const lines = log.appendSilently(10).map((event) => event.line)
    const page = await fetch(`${url}/events?after=2&limit=3`)
    expect(await page.text()).toBe(`[${lines.slice(2, 5).join(',')}]`)
    expect(page.headers.get('x-next-after')).toBe('5')
    const rest = await fetch(`${url}/events?after=5`)
    expect(await rest.text()).toBe(`[${lines.slice(5).join(',')}]`)
    expect(rest.headers.get('x-next-after')).toBe('10')
  })

  test('filters by kind and chain and still moves on', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(12)
    const response = await fetch(`${url}/events?types=TxSeen,TxReady&chain_id=2`)
    const rows = (await response.json()) as { seq: number; kind: string; chain_id: number }[] // asserted below
    expect(rows.map((row) => row.seq)).toEqual([1, 3, 7, 9])
    expect(rows.every((row) => row.kind !== 'TxFeatures' && row.chain_id === 2)).toBe(true)
    expect(response.headers.get('x-next-after')).toBe('12')
  })
})

describe('chains and accounting', () => {
  test('/chains is the state of every chain and source', async () => {
    const { url, chains } = await startFixture()
    expect(await (await fetch(`${url}/chains`)).json()).toEqual(chains)
  })

  test('/accounting and /propagation narrow by chain, and are 501 where the process does not ingest', async () => {
    const { url, options } = await startFixture()
    const read = async (path: string) => (await fetch(`${url}${path}`)).json()
    expect(await read('/accounting')).toHaveLength(2)
    expect(await read('/accounting?chain_id=2')).toEqual([accountingRow(2, 'geth-b')])
    expect(await read('/propagation')).toHaveLength(2)
    expect(await read('/propagation?chain_id=1')).toEqual([propagationRow(1)])
    const { ingest: _, ...ports } = options.ports
    const bare = await startFixture({ ports })
    expect((await fetch(`${bare.url}/accounting`)).status).toBe(501)
    expect((await fetch(`${bare.url}/propagation`)).status).toBe(501)
  })
})
