import type { ChainStatus, DependencyStatus, RuntimeStatus, TransactionSource } from '@org/events'

/** A part that says how it is. */
export interface ReportsStatus {
  status(): readonly DependencyStatus[]
}

/**
 * What the node says of itself: the storage's dependencies, and one per chain. A chain is `up` when all its sources
 * are live, `degraded` while at least one is or another chain still is, `down` when nothing is seen on any chain.
 */
export function createRuntimeStatus(storage: ReportsStatus, source: TransactionSource | null): RuntimeStatus {
  const chains = (): readonly ChainStatus[] => source?.chains() ?? []
  return {
    chains,
    dependencies: () => [...storage.status(), ...chainDependencies(chains())],
  }
}

function chainDependencies(chains: readonly ChainStatus[]): readonly DependencyStatus[] {
  const anyLive = chains.some((chain) => chain.sources.some((source) => source.state === 'live'))
  return chains.map((chain) => {
    const dark = chain.sources.filter((source) => source.state !== 'live')
    const detail = dark
      .map(
        (source) =>
          `${source.source_id}: ${source.state}${source.last_error === null ? '' : ` (${source.last_error})`}`,
      )
      .join('; ')
    if (dark.length === 0) return { name: `chain:${chain.chain_key}`, state: 'up', detail: null }
    return { name: `chain:${chain.chain_key}`, state: anyLive ? 'degraded' : 'down', detail }
  })
}
