import { getRandomValues } from 'node:crypto'
import type { ChainStatus, PropagationRow, SourceAccounting, StoredEvent } from '@org/events'
import { accountingRow } from './accounting.ts'
import type { ChainConfig } from './config/chain-config.ts'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './dedupe/hash-memory.ts'
import { createPropagation } from './dedupe/propagation.ts'
import { propagationRows } from './dedupe/propagation-rows.ts'
import { createSightings } from './dedupe/sightings.ts'
import { createEarlierRun } from './earlier-run.ts'
import { createAskElsewhere } from './fetch/elsewhere.ts'
import { createLifecycle, type LifecycleReadings } from './lifecycle/lifecycle.ts'
import type { createMeters } from './metrics.ts'
import type { Settings } from './options.ts'
import { createSource, type Source, type SourceOptions } from './source.ts'

/** One chain: its sources, and what they share: the dedup memory, the accounting, the blocks and the pool. */
export interface Chain {
  readonly chainId: number
  readonly sources: readonly Source[]
  readonly lifecycle: LifecycleReadings
  /** Takes note of a stored event of an earlier run, before `start`. */
  restore(event: StoredEvent): void
  /** @param sinceUs when the earlier run ended, or this one was told to start; Unix microseconds */
  start(sinceUs: number): void
  /** Idempotent. */
  stop(): Promise<void>
  status(): ChainStatus
  accounting(): readonly SourceAccounting[]
  propagation(): readonly PropagationRow[]
}

export interface ChainOptions {
  readonly config: Required<ChainConfig>
  readonly settings: Settings
  readonly meters: ReturnType<typeof createMeters>
  readonly emit: SourceOptions['emit']
  readonly hasRoom: SourceOptions['hasRoom']
}

/** Hashes of which the arrival at each source is remembered: 2 minutes at 1,000 a second. */
const PROPAGATION_HASHES = 131_072

export function createChain(options: ChainOptions): Chain {
  const { config, settings } = options
  const sourceIds = config.sources.map((source) => source.sourceId)
  const seed = getRandomValues(new Uint32Array(HASH_MEMORY_SEED_WORDS))
  const sightings = createSightings(createHashMemory(settings.maxSeenHashes, seed), sourceIds.length)
  const propagation = sourceIds.length > 1 ? createPropagation(sourceIds.length, PROPAGATION_HASHES) : null
  const earlier = createEarlierRun(sightings, sourceIds)
  const sources: Source[] = []
  const askElsewhere = createAskElsewhere(sources)
  for (const [index, source] of config.sources.entries()) {
    const account = sightings.accounts[index]
    if (account === undefined) throw new RangeError(`source ${index} of ${sightings.accounts.length}`)
    sources.push(
      createSource({
        chain: config,
        config: source,
        index,
        sightings,
        propagation,
        earlier,
        account,
        settings,
        meters: options.meters(config.chainId, source.sourceId),
        emit: options.emit,
        hasRoom: options.hasRoom,
        askElsewhere,
        lifecycle: () => lifecycle,
      }),
    )
  }
  const lifecycle = createLifecycle({
    chain: config,
    sourceIds,
    rpc: sources.map((source) => source.rpc),
    emit: (event, source) => sources[source]?.send(event),
    settings,
  })
  const release = async (): Promise<void> => {
    await lifecycle.stop()
    await Promise.all(sources.map((source) => source.stop()))
  }
  let stopped: Promise<void> | null = null

  return {
    chainId: config.chainId,
    sources,
    lifecycle: lifecycle.readings,
    restore: earlier.note,
    start(sinceUs) {
      lifecycle.start()
      for (const { transaction, minedIn } of earlier.takeUnfinished()) {
        lifecycle.onTransaction(transaction, Math.max(0, sourceIds.indexOf(transaction.source_id)), minedIn)
      }
      for (const source of sources) source.start(sinceUs)
    },
    stop() {
      stopped ??= release()
      return stopped
    },
    status: () => ({
      chain_key: config.chainKey,
      chain_id: config.chainId,
      mempool: config.mempool,
      sources: sources.map((source) => source.status()),
    }),
    accounting: () =>
      sources.map((source) =>
        accountingRow(config.chainKey, config.chainId, source.sourceId, source.account),
      ),
    propagation: () =>
      propagation === null ? [] : propagationRows(config.chainKey, config.chainId, sourceIds, propagation),
  }
}
