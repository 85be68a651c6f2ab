import type { ScoreComponent } from '@org/events'
import type { Analysis } from '../features/analyze-transaction.ts'
import { logPoints } from '../score.ts'

/** How the value at stake becomes points. */
export interface ValueScale {
  /** Coins below which there are no points. */
  readonly from: number
  /** Points at `from`. */
  readonly start: number
  readonly perDecade: number
  readonly most: number
}

/** A component whose points were decided by its strategy. `value` is the input, `weight` the most it can add. */
export function component(
  name: string,
  value: number,
  weight: number,
  points: number,
  reason: string,
): ScoreComponent {
  return { name, value, weight, points, reason }
}

/** The native coin at stake; no points, and a reason that says so, where it is unknown. */
export function valueComponent(nativeValue: number | null, scale: ValueScale): ScoreComponent {
  if (nativeValue === null) {
    return component(
      'value_at_stake',
      0,
      scale.most,
      0,
      'value unknown: no path begins or ends with the native coin in an amount that says something',
    )
  }
  const points =
    nativeValue < scale.from
      ? 0
      : Math.min(scale.most, scale.start + logPoints(nativeValue, scale.from, scale.perDecade, scale.most))
  return component(
    'value_at_stake',
    nativeValue,
    scale.most,
    points,
    `${formatCoins(nativeValue)} native coins at stake by the calldata's amounts`,
  )
}

/** A share of the transaction's urgency. */
export function urgencyComponent(urgency: number, most: number): ScoreComponent {
  return component(
    'urgency',
    urgency,
    most,
    Math.round((urgency * most) / 100),
    `urgency ${urgency} of 100, from tip and fee cap against the latest base fee`,
  )
}

/** Swaps that are known in part only, as an input of the score that gives no points; `null` where there are none. */
export function partialComponent({ partialSwaps }: Pick<Analysis, 'partialSwaps'>): ScoreComponent | null {
  const count = partialSwaps.length
  if (count === 0) return null
  const missing = new Set<string>()
  for (const { tokenIn, tokenOut, amountIn, amountOut } of partialSwaps) {
    if (tokenIn === null) missing.add('the token sold')
    if (tokenOut === null) missing.add('the token bought')
    if (amountIn === null) missing.add('the amount paid')
    if (amountOut === null) missing.add('the amount out')
  }
  return component(
    'partial_swaps',
    count,
    0,
    0,
    `of ${count} swap(s) not all is in what was decoded: ${[...missing].join(', ')}`,
  )
}

/** Four significant digits, without an exponent for everyday amounts. */
export function formatCoins(coins: number): string {
  return String(Number(coins.toPrecision(4)))
}
