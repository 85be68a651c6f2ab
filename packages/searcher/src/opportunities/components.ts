import type { ScoreComponent } from '@org/events'
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

/** Four significant digits, without an exponent for everyday amounts. */
export function formatCoins(coins: number): string {
  return String(Number(coins.toPrecision(4)))
}
