import { parseGwei } from 'viem'
import type { Prng } from '../prng.ts'
import type { Fees } from './planned-transaction.ts'

const GWEI = parseGwei('1')
const LEGACY_SHARE = 0.3
/** Replacements must pay at least this much more, in basis points: nodes refuse less than 10 %. */
const MIN_BUMP_BPS = 1_000
const MAX_BUMP_BPS = 10_000

/** Fees above the highest base fee of the devnet (40 gwei), so that every transaction can be mined. */
export function planFees(prng: Prng): Fees {
  if (prng.chance(LEGACY_SHARE)) return { type: 'legacy', gasPrice: BigInt(prng.int(42, 90)) * GWEI }
  // 0.05 to 20 gwei, small tips as likely as large ones.
  const tip = (BigInt(Math.round(0.05 * 400 ** prng.next() * 1_000)) * GWEI) / 1_000n
  return { type: 'eip1559', maxFeePerGas: BigInt(prng.int(60, 120)) * GWEI, maxPriorityFeePerGas: tip }
}

/** The fees of a replacement: every part at least 10 % higher. */
export function bumpFees(fees: Fees, prng: Prng): Fees {
  const factor = 10_000n + BigInt(prng.int(MIN_BUMP_BPS, MAX_BUMP_BPS))
  const bump = (value: bigint): bigint => (value * factor + 9_999n) / 10_000n
  if (fees.type === 'legacy') return { type: 'legacy', gasPrice: bump(fees.gasPrice) }
  return {
    type: 'eip1559',
    maxFeePerGas: bump(fees.maxFeePerGas),
    maxPriorityFeePerGas: bump(fees.maxPriorityFeePerGas),
  }
}
