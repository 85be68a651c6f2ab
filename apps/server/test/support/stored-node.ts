import { type Address, type EventDraft, type Hash, type Hex, toWei } from '@org/events'
import { createPrometheusMetrics } from '@org/node-runtime'
import { type ClickHouseChoice, createStorage, type Storage } from '@org/storage'
import { waitFor } from '@org/testkit'
import { createVizApi } from '@org/viz-api'
import { readEvents } from './read-api.ts'

/** The real storage under the real API, in this process; nearly all of what it holds is in ClickHouse alone. */
export interface StoredNode {
  readonly url: string
  /** Events so far. */
  readonly appended: number
  /** Names of sources with quotes and other scripts, each with one gap. */
  readonly oddSources: readonly string[]
  /** All that there is to read. */
  everything(): Promise<{ readonly events: readonly unknown[]; readonly lists: readonly string[] }>
  /** Appends an event and waits until it is in ClickHouse. */
  appendOne(): Promise<{ readonly seq: number }>
  stop(): Promise<void>
}

const ODD_SOURCES = [
  "geth'a",
  'geth"b',
  'geth\\c',
  "'; DROP TABLE events; --",
  'узел',
  '節點💣',
  'of {node:String}',
  'a%27b',
]
const TRANSACTIONS = 150
const AT_US = Date.now() * 1000

/** Fills a storage and starts it again, so that memory knows of the last few events alone. */
export async function startStoredNode(dataDir: string, clickhouse: ClickHouseChoice): Promise<StoredNode> {
  let metrics = createPrometheusMetrics()
  let storage = open()
  let appended = 0

  function open(): Storage {
    metrics = createPrometheusMetrics()
    return createStorage({
      dataDir,
      clickhouse,
      metrics,
      memoryEvents: 16,
      flushIntervalMs: 20,
      walSegmentBytes: 65_536,
      walRetentionBytes: 65_536,
    })
  }

  async function append(drafts: readonly EventDraft[]): Promise<void> {
    const outcome = storage.tryEnqueue(drafts)
    if (outcome !== 'accepted') throw new Error(`the storage answered ${outcome}`)
    appended += drafts.length
    await waitFor(() => storage.log.latestSeq() === appended, {
      what: `${appended} events`,
      timeoutMs: 20_000,
    })
    const lag = async () =>
      /^mevscope_storage_clickhouse_lag_events (\S+)$/m.exec((await metrics.page()).body)?.[1] === '0'
    await waitFor(lag, { what: 'ClickHouse to have everything', timeoutMs: 60_000 })
  }

  await storage.start()
  await append(ODD_SOURCES.map(gapDraft))
  for (let n = 1; n <= TRANSACTIONS; n += 50) {
    await append(Array.from({ length: 50 }, (_, i) => transactionDrafts(n + i)).flat())
  }
  await storage.stop()
  storage = open()
  await storage.start()
  const api = createVizApi({
    ports: {
      log: storage.log,
      models: storage.models,
      replays: storage.replays,
      status: { chains: () => [], dependencies: () => [] },
      metricsPage: () => metrics.page(),
    },
    metrics,
    bind: { host: '127.0.0.1', port: 0 },
    ingestMode: 'off',
    access: { rateLimitPerMinute: 0 },
  })
  await api.start()
  const url = api.address()?.url ?? ''
  return {
    url,
    get appended() {
      return appended
    },
    oddSources: ODD_SOURCES,
    async everything() {
      const lists: string[] = []
      for (const path of ['/gaps?limit=100', '/transactions/all?limit=5000', '/features?limit=100']) {
        lists.push(await (await fetch(url + path)).text())
      }
      return { events: await readEvents(url), lists }
    },
    async appendOne() {
      await append([gapDraft('later', 99)])
      return { seq: appended }
    },
    async stop() {
      await api.stop()
      await storage.stop()
    },
  }
}

function gapDraft(source: string, number: number): EventDraft {
  return {
    chain_id: 1,
    source_id: source,
    ingest_ts_unix_us: AT_US,
    tx_hash: '',
    kind: 'GapOpened',
    data: { gap_id: `gap-${number}`, cause: 'start', from_us: AT_US, to_us: null, backfilled: 0 },
  }
}

function transactionDrafts(number: number): readonly EventDraft[] {
  const at = {
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: AT_US + number,
    tx_hash: `0x${number.toString(16).padStart(64, '0')}` as Hash, // 64 digits
  }
  return [
    { ...at, kind: 'TxSeen', data: { first: true, reannounced: false, backfill: false } },
    {
      ...at,
      kind: 'TxDecoded',
      data: {
        tx_type: 0,
        sender: `0x${'a'.repeat(40)}` as Address, // 40 digits
        nonce: number,
        to: null,
        value_wei: toWei(1n),
        gas_limit: 21_000,
        gas_price_wei: toWei(1n),
        max_fee_per_gas_wei: null,
        max_priority_fee_per_gas_wei: null,
        max_fee_per_blob_gas_wei: null,
        blob_count: 0,
        authorization_count: 0,
        access_list_len: 0,
        input: `0x${'5a'.repeat(1_000)}` as Hex, // pairs of digits
        calldata_len: 1_000,
        method_selector: null,
        fetch_us: 900,
      },
    },
  ]
}
