import type { Category } from '@org/events'
import { clampScore, logPoints } from '../score.ts'
import type { SwapLimit } from './swap-limit.ts'

/** What of a transaction the score looks at. */
export interface MevScoreInput {
  readonly category: Category
  /** Whether any swap was read, whatever the category. */
  readonly swaps: boolean
  /** Whole native coins; `null` when unknown. */
  readonly nativeValue: number | null
  readonly limit: SwapLimit
}

const BASE: Readonly<Record<Category, number>> = {
  swap: 20,
  liquidation: 20,
  liquidity: 10,
  lending: 10,
  bridge: 5,
  nft: 5,
  account_abstraction: 5,
  transfer: 0,
  approval: 0,
  deploy: 0,
  system: 0,
  unknown: 0,
}

/** Value points of a swap or liquidation: 0 at 0.01 coins, 20 a decade, at most 60. */
const VALUE = { from: 0.01, perDecade: 20, most: 60 } as const
/** Of positions and bridgings, which move no price by themselves: 0 at 0.1 coins, 10 a decade, at most 30. */
const POSITION_VALUE = { from: 0.1, perDecade: 10, most: 30 } as const
/** A swap whose value is unknown stands between a tiny and an ordinary one. */
const UNKNOWN_VALUE_POINTS = 10
const UNLIMITED_POINTS = 20

/** How much of interest to a searcher, 0–100; the formula is in `docs/scoring.md`. */
export function mevScore(input: MevScoreInput): number {
  const { category, nativeValue, swaps } = input
  const base = swaps ? Math.max(BASE.swap, BASE[category]) : BASE[category]
  if (swaps || category === 'swap' || category === 'liquidation') {
    const unlimited = swaps && input.limit === 'none' ? UNLIMITED_POINTS : 0
    return clampScore(
      base + (nativeValue === null ? UNKNOWN_VALUE_POINTS : points(nativeValue, VALUE)) + unlimited,
    )
  }
  if (base === 0 || nativeValue === null) return base
  return clampScore(base + points(nativeValue, POSITION_VALUE))
}

function points(coins: number, scale: typeof VALUE | typeof POSITION_VALUE): number {
  return logPoints(coins, scale.from, scale.perDecade, scale.most)
}
