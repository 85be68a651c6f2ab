import type { TxDecodedData } from '@org/events'
import { clampScore } from '../score.ts'

/** Where nothing can be said: no block of the chain was seen, or it has no base fee to compare with. */
export const NEUTRAL_URGENCY = 50

const NOT_INCLUDABLE_MOST = 39
const INCLUDABLE = 40
const TIP_MOST = 45
const HEADROOM_MOST = 15

/**
 * How soon the transaction is likely to be mined, 0–100, from its tip and fee cap in proportion to the chain's
 * latest base fee; the formula is in `docs/scoring.md`.
 * @param baseFeeWei `null` before the first block and on chains without a base fee.
 */
export function urgencyScore(transaction: TxDecodedData, baseFeeWei: number | null): number {
  const cap = transaction.max_fee_per_gas_wei ?? transaction.gas_price_wei
  if (baseFeeWei === null || baseFeeWei <= 0 || cap === null) return NEUTRAL_URGENCY
  const capRatio = Number(cap) / baseFeeWei
  if (capRatio < 1) return clampScore(Math.floor(NOT_INCLUDABLE_MOST * capRatio))
  // A legacy transaction offers all that the base fee leaves.
  const offered = transaction.max_priority_fee_per_gas_wei
  const tipRatio = Math.min(offered === null ? Infinity : Number(offered) / baseFeeWei, capRatio - 1)
  const tip = TIP_MOST * Math.min(1, Math.sqrt(tipRatio))
  const headroom = HEADROOM_MOST * Math.min(1, capRatio - 1)
  return clampScore(INCLUDABLE + tip + headroom)
}
