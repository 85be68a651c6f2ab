import { getRandomValues } from 'node:crypto'
import type { ChainStatus } from '@org/events'
import { accountingRow, type SourceAccounting } from './accounting.ts'
import type { ChainConfig } from './config/chain-config.ts'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './dedupe/hash-memory.ts'
import { createSightings } from './dedupe/sightings.ts'
import type { createMeters } from './metrics.ts'
import type { Settings } from './options.ts'
import { createSource, type Source, type SourceOptions } from './source.ts'

/** One chain: its sources, and what they share. */
export interface Chain {
  readonly sources: readonly Source[]
  status(): ChainStatus
  accounting(): readonly SourceAccounting[]
}

export interface ChainOptions {
  readonly config: Required<ChainConfig>
  readonly settings: Settings
  readonly meters: ReturnType<typeof createMeters>
  readonly emit: SourceOptions['emit']
}

export function createChain(options: ChainOptions): Chain {
  const { config, settings } = options
  const seed = getRandomValues(new Uint32Array(HASH_MEMORY_SEED_WORDS))
  const sightings = createSightings(createHashMemory(settings.maxSeenHashes, seed), config.sources.length)
  const sources = sightings.accounts.flatMap((account, index) => {
    const source = config.sources[index]
    if (source === undefined) return []
    const meters = options.meters(config.chainId, source.sourceId)
    return [
      createSource({
        chain: config,
        config: source,
        index,
        sightings,
        account,
        settings,
        meters,
        emit: options.emit,
      }),
    ]
  })
  return {
    sources,
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
  }
}
