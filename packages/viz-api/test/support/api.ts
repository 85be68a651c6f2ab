import type {
  ChainStatus,
  DependencyStatus,
  LogFields,
  Logger,
  PropagationRow,
  SourceAccounting,
} from '@org/events'
import { onTestFinished } from 'vitest'
import { createVizApi, type VizApi, type VizApiOptions } from '../../src/index.ts'
import { createFakeLog, type FakeLog } from './fake-log.ts'
import { createFakeMetrics, type FakeMetrics } from './fake-metrics.ts'
import { createFakeModels, type FakeModels } from './fake-models.ts'

interface LogRecord {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: LogFields
}

/** The API over fakes of its ports, with everything a test wants to look at. */
export interface Fixture {
  readonly api: VizApi
  readonly options: VizApiOptions
  readonly log: FakeLog
  readonly models: FakeModels
  readonly metrics: FakeMetrics
  readonly records: LogRecord[]
  readonly chains: ChainStatus[]
  readonly dependencies: DependencyStatus[]
}

const CHAIN: ChainStatus = {
  chain_key: 'eth-mainnet',
  chain_id: 1,
  mempool: 'public',
  sources: [
    {
      source_id: 'geth-a',
      state: 'live',
      subscription: 'full',
      endpoint_index: 0,
      endpoints: [{ ws_url: 'ws://127.0.0.1:8546', http_url: 'http://127.0.0.1:8545' }],
      last_pending_unix_us: 1_700_000_000_000_000,
      silent_for_ms: 12,
      last_error: null,
      rotations: 0,
    },
  ],
}

/** Builds it without starting it. */
export function createFixture(overrides: Partial<VizApiOptions> = {}): Fixture {
  const log = createFakeLog()
  const models = createFakeModels()
  const metrics = createFakeMetrics()
  const records: LogRecord[] = []
  const chains: ChainStatus[] = [CHAIN]
  const dependencies: DependencyStatus[] = [{ name: 'wal', state: 'up', detail: null }]
  const note =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) =>
      void records.push({ level, message, fields })
  const options: VizApiOptions = {
    ports: {
      log,
      models,
      status: { chains: () => chains, dependencies: () => dependencies },
      metricsPage: async () => ({
        contentType: 'text/plain; version=0.0.4',
        body: '# TYPE a counter\na 1\n',
      }),
      ingest: {
        accounting: () => [accountingRow(1, 'geth-a'), accountingRow(2, 'geth-b')],
        propagation: () => [propagationRow(1), propagationRow(2)],
      },
    },
    bind: { host: '127.0.0.1', port: 0 },
    ingestMode: 'off',
    logger: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    metrics,
    // Tests ask faster than people.
    access: { rateLimitPerMinute: 0 },
    drainMs: 2_000,
    // Each event is to be seen at once.
    reads: { snapshotAgeMs: 0 },
    ...overrides,
  }
  return { api: createVizApi(options), options, log, models, metrics, records, chains, dependencies }
}

/** Builds and starts it; the test's end stops it. */
export async function startFixture(
  overrides: Partial<VizApiOptions> = {},
): Promise<Fixture & { readonly url: string }> {
  const fixture = createFixture(overrides)
  await fixture.api.start()
  onTestFinished(() => fixture.api.stop())
  const address = fixture.api.address()
  if (address === null) throw new Error('started without an address')
  return { ...fixture, url: address.url }
}

export function accountingRow(chainId: number, sourceId: string): SourceAccounting {
  return {
    chain_key: `chain-${chainId}`,
    chain_id: chainId,
    source_id: sourceId,
    announced: 3,
    fetched: 2,
    null: 0,
    rejected: { malformed_body: 1 },
    dropped: {},
    in_flight: 0,
    duplicates: 0,
    reannounced: 0,
    backfilled: 0,
    lost_events: {},
  }
}

export function propagationRow(chainId: number): PropagationRow {
  return {
    chain_key: `chain-${chainId}`,
    chain_id: chainId,
    source_id: 'geth-a',
    other_source_id: 'geth-b',
    announced: 10,
    shared: 5,
    first: 4,
    share_first: 0.8,
    exclusive_share: 0.5,
    delay_p50_ms: 1.2,
    delay_p99_ms: 9.5,
  }
}
