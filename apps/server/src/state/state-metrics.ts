import type { Counter, Metrics } from '@org/events'

/** What became of a candidate for simulation. */
export const SIMULATION_OUTCOMES = ['success', 'reverted', 'unknown', 'skipped', 'not_stored'] as const
export type SimulationOutcome = (typeof SIMULATION_OUTCOMES)[number]

/** Metrics of asking nodes for state; declared also while it is switched off. */
export interface StateMetrics {
  poolReads(chainId: number, outcome: 'read' | 'left'): Counter
  simulations(outcome: SimulationOutcome): Counter
}

/** @param poolsRefused reads how many pools were not taken note of so far. */
export function createStateMetrics(metrics: Metrics, poolsRefused: () => number): StateMetrics {
  const reads = metrics.counter({
    name: 'searcher_pool_reads_total',
    help: 'Pools wanted at a head, by outcome: read, or left (beyond the budget, of no known factory, not answered).',
    labelNames: ['chain_id', 'outcome'],
  })
  const simulations = metrics.counter({
    name: 'searcher_simulations_total',
    help: 'Candidates for simulation by outcome; skipped: beyond the budget of a head; not_stored: no room in storage.',
    labelNames: ['outcome'],
  })
  metrics.observe(
    'counter',
    { name: 'searcher_pools_refused_total', help: 'Pools not taken note of because there are too many.' },
    (report) => report(poolsRefused()),
  )
  return {
    poolReads: (chainId, outcome) => reads.labels({ chain_id: chainId, outcome }),
    simulations: (outcome) => simulations.labels({ outcome }),
  }
}
