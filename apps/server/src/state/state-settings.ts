import type { Environment } from '../config/environment.ts'
import type { StateSettings } from './state-stage.ts'

/** What the environment says about asking nodes for state. */
export function stateSettings(env: Environment): StateSettings {
  return {
    pools: env.SEARCHER_POOL_STATE
      ? { perHead: env.SEARCHER_POOLS_PER_HEAD, callsPerSecond: env.SEARCHER_POOL_CALLS_PER_SECOND }
      : null,
    simulation: env.SEARCHER_SIMULATION
      ? { minScore: env.SEARCHER_SIMULATION_MIN_SCORE, perHead: env.SEARCHER_SIMULATIONS_PER_HEAD }
      : null,
  }
}
