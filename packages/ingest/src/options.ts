import { randomUUID } from 'node:crypto'
import {
  type Clock,
  createSystemClock,
  type Logger,
  type Metrics,
  noopLogger,
  noopMetrics,
} from '@org/events'
import type { ChainConfig } from './config/chain-config.ts'
import { parseChainList } from './config/parse-chain-list.ts'
import { IngestError } from './errors.ts'

/** What `createLiveRpcRuntime` takes. Everything but the chains has a default. */
export interface LiveRpcOptions {
  /** At least one. */
  readonly chains: readonly ChainConfig[]
  /** Hashes the dedup memory of a chain holds; 25 MB by default. @default 1_000_000 */
  readonly maxSeenHashes?: number
  /** Most hashes in one HTTP batch. @default 128 */
  readonly rpcBatchSize?: number
  /** Batches of a source in flight at once. @default 4 */
  readonly maxInFlight?: number
  /** Longest wait of a hash for its batch to fill, milliseconds. @default 5 */
  readonly batchFlushMs?: number
  /** Retries after the first try, for failed requests and for null bodies. @default 2 */
  readonly retryAttempts?: number
  /** First wait before a retry, doubling, with jitter, milliseconds. @default 100 */
  readonly retryBackoffMs?: number
  /** Silence on a chain with a public mempool before the endpoint is left, seconds. @default 20 */
  readonly silentChainTimeoutSecs?: number
  /** Hashes a source may hold unsettled; more are dropped (`fetch_queue_full`). @default 65_536 */
  readonly fetchQueueCapacity?: number
  /** Bound of opening a WebSocket and of its subscriptions being acknowledged, milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number
  /** Longest time a source holds a hash without a body, milliseconds. @default 120_000 */
  readonly fetchDeadlineMs?: number
  /** Share of bodies whose hash is recomputed; of a new endpoint the first hundred are anyway. 0–1. @default 1/64 */
  readonly hashCheckShare?: number
  /** Longest time to read the standing pool of a node, milliseconds. @default 30_000 */
  readonly backfillTimeoutMs?: number
  /** Transactions per chain whose fate is followed; beyond it the oldest is given up (`expired`). @default 262_144 */
  readonly maxTrackedTransactions?: number
  /** A transaction that waits longer to be mined is given up (`expired`), seconds. @default 10_800 */
  readonly pendingTtlSecs?: number
  /** Most pending transactions of one sender. @default 256 */
  readonly senderLimit?: number
  /** Most blocks that are read to fill in heads that were missed. @default 256 */
  readonly maxMissedBlocks?: number
  /** Between two questions for the finalized block, milliseconds. @default 4_000 */
  readonly finalityPollMs?: number
  /** Between two questions for the latest block where a node does not announce heads, milliseconds. @default 4_000 */
  readonly headPollMs?: number
  /** Half-life of the share of mined transactions that were known before, milliseconds. @default 300_000 */
  readonly coverageRecentMs?: number
  /** Half-life of its baseline, which is what is usual on the chain, milliseconds. @default 21_600_000 */
  readonly coverageBaselineMs?: number
  /** Longest time without any frame or answer to a ping (two are sent in it) before a connection is left. @default 10_000 */
  readonly pingIntervalMs?: number
  /** First wait before a reconnection, doubling, with jitter, milliseconds. @default 100 */
  readonly reconnectBackoffMs?: number
  /** Longest wait before a reconnection, milliseconds. @default 30_000 */
  readonly maxReconnectBackoffMs?: number
  /** First wait before a more preferred endpoint is tried again, doubling, with jitter, milliseconds. @default 30_000 */
  readonly preferredRetryMs?: number
  /** Longest wait before that, milliseconds. @default 600_000 */
  readonly maxPreferredRetryMs?: number
  /** Ask nodes to announce whole transactions, and take hashes where they refuse. @default true */
  readonly fullTransactions?: boolean
  /** Bound of each part of an HTTP request (connecting, waiting for the answer, reading it), milliseconds. @default 10_000 */
  readonly rpcTimeoutMs?: number
  /** How long `start` waits for the nodes to name their chain, milliseconds. @default 5_000 */
  readonly startTimeoutMs?: number
  /** How long `stop` waits for bodies that are being fetched, milliseconds. @default 3_000 */
  readonly stopTimeoutMs?: number
  /** Largest WebSocket frame that is read; larger ones are counted, 16 times larger ones end the connection. @default 1_048_576 */
  readonly maxFrameBytes?: number
  /** Largest HTTP answer; a larger one fails the batch. @default 67_108_864 */
  readonly maxResponseBytes?: number
  /** Largest transaction (calldata and lists); a larger one is rejected as `oversize_body`. @default 524_288 */
  readonly maxBodyBytes?: number
  /** @default says nothing */
  readonly logger?: Logger
  /** @default measures nothing */
  readonly metrics?: Metrics
  /** @default the system's clock */
  readonly clock?: Clock
  /** Uniform in [0, 1), for jitter. @default Math.random */
  readonly random?: () => number
  /** Makes the instance id and the gap ids. @default random UUIDs */
  readonly newId?: () => string
}

/** The options with every default filled in and every value checked. */
export interface Settings extends Required<LiveRpcOptions> {
  readonly chains: readonly Required<ChainConfig>[]
}

/** Default, least and largest value of every number. */
const NUMBERS = {
  maxSeenHashes: [1_000_000, 2, 2 ** 28],
  rpcBatchSize: [128, 1, 10_000],
  maxInFlight: [4, 1, 256],
  batchFlushMs: [5, 0, 60_000],
  retryAttempts: [2, 0, 100],
  retryBackoffMs: [100, 1, 600_000],
  silentChainTimeoutSecs: [20, 0.1, 86_400],
  fetchQueueCapacity: [65_536, 1, 2 ** 24],
  connectTimeoutMs: [5000, 1, 600_000],
  pingIntervalMs: [10_000, 10, 600_000],
  reconnectBackoffMs: [100, 1, 600_000],
  maxReconnectBackoffMs: [30_000, 1, 3_600_000],
  preferredRetryMs: [30_000, 10, 3_600_000],
  maxPreferredRetryMs: [600_000, 10, 86_400_000],
  fetchDeadlineMs: [120_000, 1, 3_600_000],
  hashCheckShare: [1 / 64, 0, 1],
  backfillTimeoutMs: [30_000, 1, 600_000],
  maxTrackedTransactions: [262_144, 1, 2 ** 24],
  pendingTtlSecs: [10_800, 0.001, 604_800],
  senderLimit: [256, 1, 65_536],
  maxMissedBlocks: [256, 1, 65_536],
  finalityPollMs: [4000, 1, 3_600_000],
  headPollMs: [4000, 1, 3_600_000],
  coverageRecentMs: [300_000, 1, 86_400_000],
  coverageBaselineMs: [21_600_000, 1, 2_592_000_000],
  rpcTimeoutMs: [10_000, 1, 600_000],
  startTimeoutMs: [5000, 1, 600_000],
  stopTimeoutMs: [3000, 0, 600_000],
  maxFrameBytes: [1_048_576, 1024, 2 ** 30],
  maxResponseBytes: [67_108_864, 1024, 2 ** 30],
  maxBodyBytes: [524_288, 0, 2 ** 30],
} as const satisfies Record<string, readonly [number, number, number]>

/** @throws IngestError `CONFIG_INVALID`, naming everything that is wrong. */
export function resolveOptions(options: LiveRpcOptions): Settings {
  const problems: string[] = []
  const number = (name: keyof typeof NUMBERS): number => {
    const [fallback, min, max] = NUMBERS[name]
    const value = options[name] ?? fallback
    if (!(value >= min && value <= max)) problems.push(`${name}: must be from ${min} to ${max}, is ${value}`)
    return value
  }
  const list = parseChainList(options.chains.map(chainOnTheWire))
  if (!list.ok) problems.push(...list.problems.map((problem) => `${problem.path}: ${problem.message}`))
  const settings: Settings = {
    chains: list.ok ? list.chains : [],
    maxSeenHashes: number('maxSeenHashes'),
    rpcBatchSize: number('rpcBatchSize'),
    maxInFlight: number('maxInFlight'),
    batchFlushMs: number('batchFlushMs'),
    retryAttempts: number('retryAttempts'),
    retryBackoffMs: number('retryBackoffMs'),
    silentChainTimeoutSecs: number('silentChainTimeoutSecs'),
    fetchQueueCapacity: number('fetchQueueCapacity'),
    connectTimeoutMs: number('connectTimeoutMs'),
    pingIntervalMs: number('pingIntervalMs'),
    reconnectBackoffMs: number('reconnectBackoffMs'),
    maxReconnectBackoffMs: number('maxReconnectBackoffMs'),
    preferredRetryMs: number('preferredRetryMs'),
    maxPreferredRetryMs: number('maxPreferredRetryMs'),
    fullTransactions: options.fullTransactions ?? true,
    fetchDeadlineMs: number('fetchDeadlineMs'),
    hashCheckShare: number('hashCheckShare'),
    backfillTimeoutMs: number('backfillTimeoutMs'),
    maxTrackedTransactions: number('maxTrackedTransactions'),
    pendingTtlSecs: number('pendingTtlSecs'),
    senderLimit: number('senderLimit'),
    maxMissedBlocks: number('maxMissedBlocks'),
    finalityPollMs: number('finalityPollMs'),
    headPollMs: number('headPollMs'),
    coverageRecentMs: number('coverageRecentMs'),
    coverageBaselineMs: number('coverageBaselineMs'),
    rpcTimeoutMs: number('rpcTimeoutMs'),
    startTimeoutMs: number('startTimeoutMs'),
    stopTimeoutMs: number('stopTimeoutMs'),
    maxFrameBytes: number('maxFrameBytes'),
    maxResponseBytes: number('maxResponseBytes'),
    maxBodyBytes: number('maxBodyBytes'),
    logger: options.logger ?? noopLogger,
    metrics: options.metrics ?? noopMetrics,
    clock: options.clock ?? createSystemClock(),
    random: options.random ?? Math.random,
    newId: options.newId ?? randomUUID,
  }
  if (problems.length === 0) return settings
  throw new IngestError('CONFIG_INVALID', `ingest cannot be created: ${problems.join('; ')}`, {
    retryable: false,
  })
}

/** A chain as it stands in JSON, so that one reader judges both. */
function chainOnTheWire(chain: ChainConfig): unknown {
  return {
    chain_key: chain.chainKey,
    chain_id: chain.chainId,
    mempool: chain.mempool,
    finality_depth: chain.finalityDepth,
    verify_hashes: chain.verifyHashes,
    sources: chain.sources.map((source) => ({
      source_id: source.sourceId,
      endpoints: source.endpoints.map((endpoint) => ({ ws_url: endpoint.wsUrl, http_url: endpoint.httpUrl })),
    })),
  }
}
