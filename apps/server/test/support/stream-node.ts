import type { Address, EventDraft, Hash, Hex } from '@org/events'
import { toWei } from '@org/events'
import { createPrometheusMetrics } from '@org/node-runtime'
import { createStorage, type Storage, type StorageOptions } from '@org/storage'
import { tempDir } from '@org/testkit'
import { type AccessOptions, createVizApi, type StreamLimits } from '@org/viz-api'

/** The real storage under the real API, in this process and fed by the test. */
export interface StreamNode {
  readonly url: string
  readonly storage: Storage
  /** Makes events durable: sightings and bodies by turns, so many transactions. @param input bytes of calldata */
  append(transactions: number, input?: number): void
  /** Number of the last event that was handed over. */
  appended(): number
  /** Value of a series of the metrics page. */
  metric(name: string): Promise<number>
  stop(): Promise<void>
}

export interface StreamNodeOptions {
  readonly storage?: Partial<StorageOptions>
  readonly stream?: Partial<StreamLimits>
  readonly access?: Partial<AccessOptions>
}

/** A server that nobody runs: events wait in the log. */
const NO_CLICKHOUSE = { kind: 'server', url: 'http://127.0.0.1:9' } as const

export async function startStreamNode(options: StreamNodeOptions = {}): Promise<StreamNode> {
  const folder = await tempDir('mevscope-streams')
  const metrics = createPrometheusMetrics()
  const storage = createStorage({
    dataDir: folder.path,
    clickhouse: NO_CLICKHOUSE,
    metrics,
    ...options.storage,
  })
  await storage.start()
  const api = createVizApi({
    ports: {
      log: storage.log,
      models: storage.models,
      status: { chains: () => [], dependencies: () => [] },
      metricsPage: () => metrics.page(),
    },
    metrics,
    bind: { host: '127.0.0.1', port: 0 },
    ingestMode: 'off',
    // All clients come from one address.
    access: { rateLimitPerMinute: 0, ...options.access },
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  })
  await api.start()
  let transactions = 0
  return {
    url: api.address()?.url ?? '',
    storage,
    append(count, input = 0) {
      const drafts: EventDraft[] = []
      for (let n = 0; n < count; n += 1) drafts.push(...transactionDrafts(++transactions, input))
      const outcome = storage.tryEnqueue(drafts)
      if (outcome !== 'accepted') throw new Error(`the storage answered ${outcome}`)
    },
    appended: () => transactions * 2,
    async metric(name) {
      const { body } = await metrics.page()
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1])
    },
    async stop() {
      await api.stop()
      await storage.stop()
      await folder.remove()
    },
  }
}

function transactionDrafts(number: number, input: number): EventDraft[] {
  const at = {
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: Date.now() * 1000,
    tx_hash: `0x${number.toString(16).padStart(64, '0')}` as Hash, // 64 digits
  }
  return [
    { ...at, kind: 'TxSeen', data: { first: true, reannounced: false, backfill: false } },
    {
      ...at,
      kind: 'TxDecoded',
      data: {
        tx_type: 2,
        sender: `0x${'a'.repeat(40)}` as Address, // 40 digits
        nonce: number,
        to: null,
        value_wei: toWei(1n),
        gas_limit: 21_000,
        gas_price_wei: null,
        max_fee_per_gas_wei: toWei(2n),
        max_priority_fee_per_gas_wei: toWei(1n),
        max_fee_per_blob_gas_wei: null,
        blob_count: 0,
        authorization_count: 0,
        access_list_len: 0,
        input: `0x${'5a'.repeat(input)}` as Hex, // pairs of digits
        calldata_len: input,
        method_selector: null,
        fetch_us: 900,
      },
    },
  ]
}
