import type { ScoreComponent } from '@org/events'
import type { SwapLimit } from '../features/swap-limit.ts'
import type { Outlook } from '../state/outlook.ts'
import { component, formatCoins, partialComponent, urgencyComponent, valueComponent } from './components.ts'
import { formatBps, priceMoveComponent, stateComponent, whyUnknown } from './state-components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Smaller swaps do not become events; swaps of unknown value do, with no points for value. */
const LEAST_COINS = 0.1
const VALUE_SCALE = { from: LEAST_COINS, start: 10, perDecade: 15, most: 45 } as const
const SWAP_POINTS = 5
const LIMIT_POINTS = 25
/** Headroom at which a limit protects no better than none. */
const OPEN_HEADROOM_BPS = 1_000
const MOVE_POINTS = 10
const MOVE_POINTS_PER_BPS = 0.1
const URGENCY_POINTS = 15

const LIMIT_REASONS: Readonly<Record<SwapLimit, string>> = {
  none: 'the sender accepts any amount out',
  set: 'the sender set a limit',
  unknown: 'whether the sender set a limit is not in what could be decoded',
}

/** A pending swap that others could trade around, seen from the risk its sender carries. */
export const sandwichExposure: Strategy = {
  name: 'SandwichExposure',
  version: '1.2.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis } = context
    const { swapActions, partialSwaps, nativeValue, limit, features } = analysis
    const swaps = swapActions.length + partialSwaps.length
    // Of swaps that are known in part and of unknown value there is nothing to say.
    if (nativeValue === null ? swapActions.length === 0 : swaps === 0 || nativeValue < LEAST_COINS)
      return null
    const exposure = limitComponent(limit, context.outlook)
    const components = [
      component('pending_swap', swaps, SWAP_POINTS, SWAP_POINTS, 'a decoded swap is pending'),
      valueComponent(nativeValue, VALUE_SCALE),
      exposure,
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
        nativeValue === null
          ? 'exposure of a swap of unknown native value'
          : `exposure of a swap of ${formatCoins(nativeValue)} native coins`,
        exposure.reason,
      ],
    }
  },
}

/** How much worse the outcome may get before the sender's limit protects them. */
function limitComponent(limit: SwapLimit, outlook: Outlook): ScoreComponent {
  const name = 'slippage_headroom'
  if (limit === 'none') return component(name, 10_000, LIMIT_POINTS, LIMIT_POINTS, LIMIT_REASONS.none)
  if (limit === 'unknown') return component(name, 0, LIMIT_POINTS, 0, LIMIT_REASONS.unknown)
  if (outlook.kind !== 'known') {
    return component(
      name,
      0,
      LIMIT_POINTS,
      0,
      `${LIMIT_REASONS.set}; how far it is from the price is unknown: ${whyUnknown(outlook)}`,
    )
  }
  const { headroomBps, blockNumber } = outlook
  if (headroomBps === null) {
    return component(name, 0, LIMIT_POINTS, 0, `${LIMIT_REASONS.set} that a later step checks`)
  }
  if (headroomBps < 0) {
    return component(
      name,
      headroomBps,
      LIMIT_POINTS,
      0,
      `the limit is missed by ${formatBps(-headroomBps)} already at block ${blockNumber}: it would revert`,
    )
  }
  return component(
    name,
    headroomBps,
    LIMIT_POINTS,
    Math.round(LIMIT_POINTS * Math.min(1, headroomBps / OPEN_HEADROOM_BPS)),
    `the limit leaves ${formatBps(headroomBps)} at block ${blockNumber}`,
  )
}
