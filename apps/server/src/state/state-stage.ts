import type { Clock, DraftOf, Logger, Metrics, PoolStates, Searcher, TransactionSource } from '@org/events'
import type { ChainConfig } from '@org/ingest'
import { createHeadLine, createPoolCache, type ProtocolRegistry } from '@org/searcher'
import { createCallBudget } from './call-budget.ts'
import { type Confirmer, createConfirmer } from './confirmer.ts'
import { createJsonRpc, type JsonRpc } from './json-rpc.ts'
import { createPoolPoller, type PoolPoller } from './pool-poller.ts'
import { createPoolReader } from './pool-reader.ts'
import { createSimulator } from './simulator.ts'
import { createStateMetrics } from './state-metrics.ts'

/** What the nodes are asked beside watching them; `null` switches a part off. */
export interface StateSettings {
  readonly pools: { readonly perHead: number; readonly callsPerSecond: number } | null
  readonly simulation: { readonly minScore: number; readonly perHead: number } | null
}

/** The state of chains around the searcher: pools read at each head, top opportunities simulated. */
export interface StateStage {
  /** For the searcher; `null` where pools are not read. */
  readonly poolStates: PoolStates | null
  /** A searcher that tells this stage what it sees. */
  watch(searcher: Searcher): Searcher
  /** A source that also carries what simulations say, and that ends this stage before itself. */
  attach<Source extends TransactionSource>(source: Source): TransactionSource
}

export interface StateStageOptions {
  readonly settings: StateSettings
  readonly chains: readonly ChainConfig[]
  readonly registry: ProtocolRegistry
  readonly logger: Logger
  readonly metrics: Metrics
  readonly clock: Clock
  /** @default the global one */
  readonly fetch?: typeof fetch
}

const TIMEOUT_MS = 5_000

export function createStateStage(options: StateStageOptions): StateStage {
  const { settings, chains, logger } = options
  const stopping = new AbortController()
  const rpcs = new Map(chains.map((chain) => [chain.chainId, rpcOf(chain, options, stopping.signal)]))
  const cache = settings.pools === null ? null : createPoolCache()
  const metrics = createStateMetrics(options.metrics, () => cache?.refused ?? 0)
  const poller: PoolPoller | null =
    settings.pools === null || cache === null
      ? null
      : createPoolPoller({
          cache,
          readers: readersOf(rpcs, settings.pools, options),
          metrics,
          logger,
          signal: stopping.signal,
        })
  const confirmer: Confirmer | null =
    settings.simulation === null
      ? null
      : createConfirmer({ ...settings.simulation, simulator: createSimulator(rpcs), metrics, logger })
  const lines = new Map(chains.map(({ chainId }) => [chainId, createHeadLine()]))

  const onHead = ({ chain_id: chainId, data }: DraftOf<'BlockSeen'>): void => {
    const kind = lines.get(chainId)?.note(data)
    // A block that was missed can be told after those above it.
    if (kind === undefined || kind === 'late') return
    if (kind === 'replacing') poller?.onReorg(chainId)
    poller?.onHead(chainId, data.number)
    confirmer?.onHead(chainId, data.number)
  }

  return {
    poolStates: cache,
    watch(searcher) {
      return {
        onTransaction(transaction, out) {
          const from = out.length
          searcher.onTransaction(transaction, out)
          confirmer?.consider(transaction, out, from)
        },
        onBlock(block) {
          searcher.onBlock(block)
          onHead(block)
        },
      }
    },
    attach: (source) => ({
      name: source.name,
      closed: source.closed,
      chains: () => source.chains(),
      async start(receive, hasRoom) {
        confirmer?.open(receive)
        await source.start(receive, hasRoom)
      },
      async stop() {
        stopping.abort()
        await Promise.all([source.stop(), confirmer?.close(), poller?.idle()])
      },
    }),
  }
}

function rpcOf(chain: ChainConfig, options: StateStageOptions, signal: AbortSignal): JsonRpc {
  const urls = chain.sources.flatMap((source) => source.endpoints.map((endpoint) => endpoint.httpUrl))
  return createJsonRpc({
    urls: [...new Set(urls)],
    timeoutMs: TIMEOUT_MS,
    signal,
    clock: options.clock,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
}

function readersOf(
  rpcs: ReadonlyMap<number, JsonRpc>,
  pools: NonNullable<StateSettings['pools']>,
  { registry, clock }: StateStageOptions,
) {
  return new Map(
    [...rpcs].map(([chainId, rpc]) => [
      chainId,
      createPoolReader({
        rpc,
        chain: registry.chain(chainId),
        budget: createCallBudget(pools.callsPerSecond, clock),
        poolsPerRead: pools.perHead,
      }),
    ]),
  )
}
