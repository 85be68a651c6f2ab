import type { TxDecodedData, Wei } from '@org/events'

/** What a transaction offers. `null`: it does not have such a fee, or it was not read. */
export interface Fees {
  /** Fee cap per gas; the gas price of a legacy transaction. */
  readonly maxFeeWei: Wei | null
  /** Tip cap per gas; the gas price of a legacy transaction. */
  readonly maxTipWei: Wei | null
  /** Fee cap per blob gas; blob transactions alone have one. */
  readonly maxBlobFeeWei: Wei | null
}

/** The largest bump that is reported, also where the old fee is 0: +10,000,000 %. */
export const MAX_BUMP_BPS = 1_000_000_000

/** Least bump in percent: `PriceBump` of geth's legacypool and of its blobpool. */
const BUMP_PERCENT = 10n
const BLOB_BUMP_PERCENT = 100n
const BPS = 10_000n

/** The fee cap of a body. */
export function maxFeeOf(data: TxDecodedData): Wei | null {
  return data.max_fee_per_gas_wei ?? data.gas_price_wei
}

/** The tip cap of a body. */
export function maxTipOf(data: TxDecodedData): Wei | null {
  return data.max_priority_fee_per_gas_wei ?? data.gas_price_wei
}

/**
 * Whether a newcomer takes the place of a transaction of the same sender and nonce, by the rule of geth
 * (`core/txpool/legacypool/list.go`, `Add`): fee cap and tip cap must both be higher and both reach
 * `old * (100 + 10) / 100` in integers. Blob transactions (`core/txpool/blobpool/blobpool.go`, `validateTx`): fee cap,
 * tip cap and blob fee cap, each by 100 %. Between the two kinds nothing is replaced, since geth keeps an account in
 * one of its pools only. A fee that was not read counts as 0.
 */
export function outbids(newcomer: Fees, incumbent: Fees): boolean {
  const isBlob = newcomer.maxBlobFeeWei !== null
  if (isBlob !== (incumbent.maxBlobFeeWei !== null)) return false
  if (!isHigher(newcomer.maxFeeWei, incumbent.maxFeeWei)) return false
  if (!isHigher(newcomer.maxTipWei, incumbent.maxTipWei)) return false
  if (isBlob && !isHigher(newcomer.maxBlobFeeWei, incumbent.maxBlobFeeWei)) return false
  const percent = isBlob ? BLOB_BUMP_PERCENT : BUMP_PERCENT
  return (
    reaches(newcomer.maxFeeWei, incumbent.maxFeeWei, percent) &&
    reaches(newcomer.maxTipWei, incumbent.maxTipWei, percent) &&
    (!isBlob || reaches(newcomer.maxBlobFeeWei, incumbent.maxBlobFeeWei, percent))
  )
}

/**
 * By how much the one offers more than the other: the smallest of the bumps of fee cap, tip cap and, where both have
 * one, blob fee cap, in basis points, `floor((new - old) * 10_000 / old)`, at most {@link MAX_BUMP_BPS}. Negative
 * where it offers less; 0 where nothing can be compared.
 */
export function bumpBps(newer: Fees, older: Fees): number {
  const bumps = [
    bump(newer.maxFeeWei, older.maxFeeWei),
    bump(newer.maxTipWei, older.maxTipWei),
    bump(newer.maxBlobFeeWei, older.maxBlobFeeWei),
  ].filter((bps) => bps !== null)
  return bumps.length === 0 ? 0 : Math.min(...bumps)
}

function bump(newer: Wei | null, older: Wei | null): number | null {
  if (newer === null || older === null) return null
  const was = BigInt(older)
  const is = BigInt(newer)
  if (was === 0n) return is === 0n ? 0 : MAX_BUMP_BPS
  // Both are unsigned, so truncation is the floor; it would not be of a negative difference.
  const bps = (is * BPS) / was - BPS
  return bps > MAX_BUMP_BPS ? MAX_BUMP_BPS : Number(bps)
}

/** Decimal strings without leading zeros: the longer is the larger. Spares most refusals the bigints. */
function isHigher(newer: Wei | null, older: Wei | null): boolean {
  const is = newer ?? '0'
  const was = older ?? '0'
  return is.length === was.length ? is > was : is.length > was.length
}

function reaches(newer: Wei | null, older: Wei | null, percent: bigint): boolean {
  return BigInt(newer ?? '0') >= (BigInt(older ?? '0') * (100n + percent)) / 100n
}
