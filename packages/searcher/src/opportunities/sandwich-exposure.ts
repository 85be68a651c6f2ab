import type { ScoreComponent } from '@org/events'
import type { SwapLimit } from '../features/swap-limit.ts'
import { component, formatCoins, urgencyComponent, valueComponent } from './components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Smaller swaps do not become events; swaps of unknown value do, with no points for value. */
const LEAST_COINS = 0.1
const VALUE_SCALE = { from: LEAST_COINS, start: 10, perDecade: 15, most: 50 } as const
const SWAP_POINTS = 10
const NO_LIMIT_POINTS = 25
const URGENCY_POINTS = 15

const LIMIT_REASONS: Readonly<Record<SwapLimit, string>> = {
  none: 'the sender accepts any amount out',
  set: 'the sender set a limit; how far it is from the price is unknown without pool state',
  unknown: 'whether the sender set a limit is not in what could be decoded',
}

/** A pending swap that others could trade around, seen from the risk its sender carries. */
export const sandwichExposure: Strategy = {
  name: 'SandwichExposure',
  version: '1.0.0',
  detect(context: StrategyContext): Finding | null {
    const { swapActions, nativeValue, limit, features } = context.analysis
    if (swapActions.length === 0) return null
    if (nativeValue !== null && nativeValue < LEAST_COINS) return null
    return {
      memberTxHashes: [context.txHash],
      components: [
        component('pending_swap', swapActions.length, SWAP_POINTS, SWAP_POINTS, 'a decoded swap is pending'),
        valueComponent(nativeValue, VALUE_SCALE),
        limitComponent(limit),
        urgencyComponent(features.urgency_score, URGENCY_POINTS),
      ],
      reasons: [
        nativeValue === null
          ? 'exposure of a swap of unknown native value'
          : `exposure of a swap of ${formatCoins(nativeValue)} native coins`,
        LIMIT_REASONS[limit],
      ],
    }
  },
}

function limitComponent(limit: SwapLimit): ScoreComponent {
  const open = limit === 'none'
  return component('limit', open ? 1 : 0, NO_LIMIT_POINTS, open ? NO_LIMIT_POINTS : 0, LIMIT_REASONS[limit])
}
