import { hasSwaps } from '../features/analyze-transaction.ts'
import { component, formatCoins, partialComponent, urgencyComponent, valueComponent } from './components.ts'
import { priceMoveComponent, stateComponent } from './state-components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Below this a swap moves no ordinary pool by enough to look at. */
const LEAST_COINS = 0.5
const VALUE_SCALE = { from: LEAST_COINS, start: 20, perDecade: 20, most: 55 } as const
const POINTS_PER_POOL = 5
const POOLS_POINTS = 10
const MOVE_POINTS = 20
const MOVE_POINTS_PER_BPS = 0.2
const URGENCY_POINTS = 15
const NO_POOL = 'which pools it moves is not in what was decoded'

/** A large pending swap will move the pools on its path. */
export const backrun: Strategy = {
  name: 'Backrun',
  version: '1.2.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis } = context
    const { nativeValue, pools, features } = analysis
    if (!hasSwaps(analysis) || nativeValue === null || nativeValue < LEAST_COINS) return null
    const components = [
      valueComponent(nativeValue, VALUE_SCALE),
      component(
        'pools_moved',
        pools.length,
        POOLS_POINTS,
        Math.min(POOLS_POINTS, pools.length * POINTS_PER_POOL),
        pools.length === 0 ? NO_POOL : `${pools.length} pool(s) on its path`,
      ),
      priceMoveComponent(context.outlook, MOVE_POINTS, MOVE_POINTS_PER_BPS),
      urgencyComponent(features.urgency_score, URGENCY_POINTS),
    ]
    const state = stateComponent(context.outlook)
    if (state !== null) components.push(state)
    const partial = partialComponent(analysis)
    if (partial !== null) components.push(partial)
    return {
      memberTxHashes: [context.txHash],
      components,
      reasons: [
        pools.length === 0
          ? `a swap of ${formatCoins(nativeValue)} native coins; ${NO_POOL}`
          : `a swap of ${formatCoins(nativeValue)} native coins moves ${pools.length} pool(s)`,
      ],
    }
  },
}
