import { component, formatCoins, urgencyComponent, valueComponent } from './components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Below this a swap moves no ordinary pool by enough to look at. */
const LEAST_COINS = 0.5
const VALUE_SCALE = { from: LEAST_COINS, start: 20, perDecade: 20, most: 65 } as const
const POINTS_PER_POOL = 5
const POOLS_POINTS = 15
const URGENCY_POINTS = 20

/** A large pending swap will move the pools on its path. */
export const backrun: Strategy = {
  name: 'Backrun',
  version: '1.0.0',
  detect(context: StrategyContext): Finding | null {
    const { nativeValue, pools, features } = context.analysis
    if (nativeValue === null || nativeValue < LEAST_COINS) return null
    return {
      memberTxHashes: [context.txHash],
      components: [
        valueComponent(nativeValue, VALUE_SCALE),
        component(
          'pools_moved',
          pools.length,
          POOLS_POINTS,
          Math.min(POOLS_POINTS, pools.length * POINTS_PER_POOL),
          `${pools.length} pool(s) on its path; by how much they move is unknown without pool state`,
        ),
        urgencyComponent(features.urgency_score, URGENCY_POINTS),
      ],
      reasons: [`a swap of ${formatCoins(nativeValue)} native coins moves ${pools.length} pool(s)`],
    }
  },
}
