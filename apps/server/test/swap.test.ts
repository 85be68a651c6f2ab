import { createClient } from '@clickhouse/client'
import type { OpportunityRow, StoredEvent, StoredOf, TransactionRecord } from '@org/events'
import { type ClickHouseHttp, startClickHouseHttp, type TempDir, tempDir, waitFor } from '@org/testkit'
import { parseEther, parseGwei } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getJson, readEvents } from './support/read-api.ts'
import { type SentSwap, sendSwap } from './support/send-swap.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { openStream, type StreamClient } from './support/stream-client.ts'
import { startUniswapChain, type UniswapChain } from './support/uniswap-chain.ts'

// One real swap through the whole house: anvil's pool → ingest → searcher → WAL → ClickHouse, HTTP and WebSocket.

const AMOUNT_IN = parseEther('2.5')

let folder: TempDir
let chain: UniswapChain
let clickhouse: ClickHouseHttp
let server: ServerProcess
let url: string
let stream: StreamClient
let swap: SentSwap

beforeAll(async () => {
  folder = await tempDir('mevscope-swap')
  ;[chain, clickhouse] = await Promise.all([
    startUniswapChain(folder.path),
    startClickHouseHttp({ path: `${folder.path}/clickhouse-server` }),
  ])
  server = startServer({ ...chain.env, DATA_DIR: `${folder.path}/data`, CLICKHOUSE_URL: clickhouse.url })
  url = await server.ready()
  stream = await openStream(url)

  swap = await sendSwap(chain, AMOUNT_IN)
  await waitFor(
    () => stream.events.some((event) => event.kind === 'OppDetected' && event.tx_hash === swap.hash),
    {
      what: `the opportunity on the stream; server: ${server.output()}`,
      timeoutMs: 20_000,
    },
  )
}, 120_000)

afterAll(async () => {
  await stream?.close()
  await server?.stop('SIGKILL')
  await Promise.all([chain?.stop(), clickhouse?.stop()])
  await folder?.remove()
})

const ofSwap = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
  events.filter((event) => event.tx_hash === swap.hash)

function only<K extends StoredEvent['kind']>(events: readonly StoredEvent[], kind: K): StoredOf<K> {
  const found = ofSwap(events).filter((event) => event.kind === kind)
  expect(found, kind).toHaveLength(1)
  return found[0] as StoredOf<K> // selected by kind
}

describe('over HTTP', () => {
  test('the swap was seen, decoded, analysed and found to be an opportunity, with the amounts that were sent', async () => {
    const events = await readEvents(url)
    const common = { chain_id: chain.anvil.chainId, source_id: 'anvil', tx_hash: swap.hash }
    expect(only(events, 'TxSeen')).toMatchObject({
      ...common,
      data: { first: true, reannounced: false, backfill: false },
    })
    expect(only(events, 'TxDecoded')).toMatchObject({
      ...common,
      data: {
        tx_type: 2,
        sender: chain.trader.address.toLowerCase(),
        to: chain.deployment.contracts.v2Router,
        value_wei: AMOUNT_IN.toString(),
        gas_limit: 250_000,
        max_fee_per_gas_wei: parseGwei('20').toString(),
        max_priority_fee_per_gas_wei: parseGwei('2').toString(),
        method_selector: '0x7ff36ab5',
        calldata_len: 228,
      },
    })
    expect(only(events, 'TxFeatures')).toMatchObject({
      ...common,
      data: {
        category: 'swap',
        protocol: 'uniswap-v2',
        swaps: [
          {
            token_in: swap.path[0],
            token_out: swap.path[1],
            amount_in: AMOUNT_IN.toString(),
            amount_out: swap.minimumOut.toString(),
            exact: 'in',
            path: swap.path,
            recipient: chain.trader.address.toLowerCase(),
            deadline: swap.deadline,
          },
        ],
      },
    })
    const opportunities = ofSwap(events).filter((event) => event.kind === 'OppDetected')
    expect(opportunities.length).toBeGreaterThan(0)
    for (const { data } of opportunities) {
      expect(data.member_tx_hashes).toContain(swap.hash)
      expect(data.components.reduce((sum, component) => sum + component.points, 0)).toBe(data.score)
    }
  })

  test('sequence numbers are gapless from 1', async () => {
    const events = await readEvents(url)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  })

  test('its record tells the whole story', async () => {
    const path = `${url}/transactions/${swap.hash}`
    // Its sender's nonce is asked for after its body came.
    await waitFor(async () => (await getJson<TransactionRecord>(path)).status === 'ready', {
      what: 'TxReady',
    })
    const record = await getJson<TransactionRecord>(path)
    expect(record).toMatchObject({
      tx_hash: swap.hash,
      status: 'ready',
      decoded: { value_wei: AMOUNT_IN.toString() },
      features: { category: 'swap' },
      sightings: [{ source_id: 'anvil', first: true }],
    })
    expect(record.opportunities.length).toBeGreaterThan(0)
    expect(await getJson(`${url}/tx/${swap.hash}`)).toEqual(record)
  })

  test('lists, snapshot and ranking carry it', async () => {
    for (const list of ['/transactions', '/transactions/all', '/features/recent', '/opps', '/opps/recent']) {
      const rows = await getJson<{ tx_hash: string }[]>(url + list)
      expect(
        rows.map((row) => row.tx_hash),
        list,
      ).toContain(swap.hash)
    }
    const snapshot = await getJson<{
      opportunities: OpportunityRow[]
      transactions: { tx_hash: string }[]
      latest_seq_id: number
    }>(`${url}/dashboard/snapshot`)
    expect(snapshot.transactions.map((row) => row.tx_hash)).toContain(swap.hash)
    expect(snapshot.opportunities.map((row) => row.tx_hash)).toContain(swap.hash)
    expect(snapshot.latest_seq_id).toBeGreaterThanOrEqual(4)
  })

  test('the metrics count it', async () => {
    const page = await (await fetch(`${url}/metrics`)).text()
    expect(page).toMatch(/mevscope_ingest_announced_total\{[^}]*source_id="anvil"[^}]*\} 1\b/)
    expect(page).toMatch(/mevscope_ingest_to_visible_seconds_count 1\b/)
    expect(page).toMatch(/mevscope_searcher_opportunities_total\{strategy="\w+"\} [1-9]/)
  })
})

describe('over WebSocket', () => {
  test('the stream brings the very events that HTTP shows, in order', async () => {
    const stored = ofSwap(await readEvents(url))
    expect(ofSwap(stream.events)).toEqual(stored)
    expect(stored.slice(0, 3).map((event) => event.kind)).toEqual(['TxSeen', 'TxDecoded', 'TxFeatures'])
  })

  test('a late client resumes from any number', async () => {
    const stored = await readEvents(url)
    const late = await openStream(url, '?from_seq=1')
    await waitFor(() => late.events.length >= stored.length - 1, { what: 'the events after the first' })
    expect(late.events.slice(0, stored.length - 1)).toEqual(stored.slice(1))
    await late.close()
  })
})

describe('in ClickHouse', () => {
  test('the events table holds the lines, and the transactions table one typed row', async () => {
    const client = createClient({ url: clickhouse.url, database: 'mevscope' })
    const select = async (query: string): Promise<unknown[]> =>
      await (await client.query({ query, query_params: { hash: swap.hash }, format: 'JSONEachRow' })).json()
    try {
      const stored = ofSwap(await readEvents(url))
      const rows = await waitFor(
        async () => {
          const found = await select(
            'SELECT toUInt32(seq) AS seq, kind FROM events WHERE tx_hash = {hash:String} ORDER BY seq',
          )
          return found.length >= stored.length && found
        },
        { what: 'the rows in ClickHouse' },
      )
      expect(rows).toEqual(stored.map(({ seq, kind }) => ({ seq, kind })))
      expect(
        await select(
          'SELECT sender, toString(value_wei) AS value_wei, method_selector FROM transactions_hex WHERE tx_hash = {hash:String}',
        ),
      ).toEqual([
        {
          sender: chain.trader.address.toLowerCase(),
          value_wei: AMOUNT_IN.toString(),
          method_selector: '0x7ff36ab5',
        },
      ])
    } finally {
      await client.close()
    }
  })
})
