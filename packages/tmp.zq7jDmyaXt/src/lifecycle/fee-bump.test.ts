import type { Wei } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodedOf } from '../../test/pool.ts'
import { bumpBps, type Fees, MAX_BUMP_BPS, maxFeeOf, maxTipOf, outbids } from './fee-bump.ts'

function fees(fee: bigint | number | null, tip: bigint | number | null, blob?: bigint | number): Fees {
  const text = (value: bigint | number | null): Wei | null => (value === null ? null : (String(value) as Wei)) // an unsigned integer
  return { maxFeeWei: text(fee), maxTipWei: text(tip), maxBlobFeeWei: blob === undefined ? null : text(blob) }
}

/** `list.Add` of geth's legacypool, line by line. */
function gethLegacyAccepts(old: readonly bigint[], tx: readonly bigint[]): boolean {
  const [oldFeeCap = 0n, oldTip = 0n] = old
  const [feeCap = 0n, tip = 0n] = tx
  if (oldFeeCap >= feeCap || oldTip >= tip) return false
  const a = 100n + 10n
  const b = 100n
  const thresholdFeeCap = (a * oldFeeCap) / b
  const thresholdTip = (a * oldTip) / b
  if (feeCap < thresholdFeeCap || tip < thresholdTip) return false
  return true
}

/** The price bump of `validateTx` of geth's blobpool, line by line. */
function gethBlobAccepts(prev: readonly bigint[], tx: readonly bigint[]): boolean {
  const [prevFee = 0n, prevTip = 0n, prevBlob = 0n] = prev
  const [feeCap = 0n, tipCap = 0n, blobCap = 0n] = tx
  if (feeCap <= prevFee) return false
  if (tipCap <= prevTip) return false
  if (blobCap <= prevBlob) return false
  const multiplier = 100n + 100n
  if (feeCap < (multiplier * prevFee) / 100n) return false
  if (tipCap < (multiplier * prevTip) / 100n) return false
  if (blobCap < (multiplier * prevBlob) / 100n) return false
  return true
}

/** Fees of every size, and what is just around their thresholds. */
const fee = fc.oneof(fc.bigInt(0n, 200n), fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 2n ** 256n - 1n))
const pair = (percent: bigint) =>
  fee.chain((old) =>
    fc.tuple(
      fc.constant(old),
      fc.oneof(
        fee,
        fc
          .bigInt(-2n, 2n)
          .map((around) => (old * percent) / 100n + around)
          .map((value) => (value < 0n ? 0n : value)),
      ),
    ),
  )

describe('who takes the place of whom', () => {
  test('is decided as geth does, for every fee', () => {
    fc.assert(
      fc.property(pair(110n), pair(110n), ([oldFee, newFee], [oldTip, newTip]) => {
        expect(outbids(fees(newFee, newTip), fees(oldFee, oldTip))).toBe(
          gethLegacyAccepts([oldFee, oldTip], [newFee, newTip]),
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('is decided as geth does, for every fee of a blob transaction', () => {
    fc.assert(
      fc.property(
        pair(200n),
        pair(200n),
        pair(200n),
        ([oldFee, newFee], [oldTip, newTip], [oldBlob, newBlob]) => {
          expect(outbids(fees(newFee, newTip, newBlob), fees(oldFee, oldTip, oldBlob))).toBe(
            gethBlobAccepts([oldFee, oldTip, oldBlob], [newFee, newTip, newBlob]),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['exactly ten percent of both', fees(110, 11), fees(100, 10), true],
    ['ten percent of the fee cap only', fees(110, 10), fees(100, 10), false],
    ['ten percent of the tip only', fees(100, 11), fees(100, 10), false],
    ['one wei below', fees(109, 11), fees(100, 10), false],
    ['one wei more, where ten percent is less than a wei', fees(10, 2), fees(9, 1), true],
    ['the same, where ten percent is less than a wei', fees(9, 1), fees(9, 1), false],
    ['a price for nothing', fees(1, 1), fees(0, 0), true],
    ['a blob transaction for another kind', fees(1000, 1000, 1000), fees(1, 1), false],
    ['another kind for a blob transaction', fees(1000, 1000), fees(1, 1, 1), false],
    ['twice of all for a blob transaction', fees(20, 2, 4), fees(10, 1, 2), true],
    ['twice of all but the blob fee', fees(20, 2, 3), fees(10, 1, 2), false],
    ['any price where the old one is not known', fees(1, 1), fees(null, null), true],
    ['an unknown price', fees(null, null), fees(1, 1), false],
  ])('%s', (_, newcomer, incumbent, expected) => {
    expect(outbids(newcomer, incumbent)).toBe(expected)
  })
})

describe('the bump', () => {
  test.each([
    ['is the smaller of the two', fees(150, 12), fees(100, 10), 2000],
    ['is the smallest of the three of blob transactions', fees(400, 40, 20), fees(100, 10, 10), 10_000],
    ['is floored', fees(4, 4), fees(3, 3), 3333],
    ['is negative for less, floored as well', fees(2, 4), fees(3, 3), -3334],
    ['is bounded where the old fee is 0', fees(1, 1), fees(0, 0), MAX_BUMP_BPS],
    ['is 0 for nothing more than nothing', fees(0, 0), fees(0, 0), 0],
    ['is bounded where it would be immense', fees(2n ** 255n, 2n ** 255n), fees(1, 1), MAX_BUMP_BPS],
    ['is 0 where fees are not known', fees(null, null), fees(100, 10), 0],
    ['is that of the fee that is known', fees(150, null), fees(100, 10), 5000],
  ])('%s', (_, newer, older, expected) => {
    expect(bumpBps(newer, older)).toBe(expected)
  })

  test('is at least ten percent, less a wei, wherever one takes the place of another', () => {
    fc.assert(
      fc.property(pair(110n), pair(110n), ([oldFee, newFee], [oldTip, newTip]) => {
        const [newer, older] = [fees(newFee, newTip), fees(oldFee, oldTip)]
        fc.pre(outbids(newer, older))
        const smallest = oldFee === 0n || (oldTip !== 0n && oldTip < oldFee) ? oldTip : oldFee
        const weiBps = smallest === 0n ? 0 : Math.ceil(10_000 / Number(smallest))
        expect(bumpBps(newer, older)).toBeGreaterThanOrEqual(1000 - weiBps)
        expect(bumpBps(newer, older)).toBeLessThanOrEqual(MAX_BUMP_BPS)
      }),
    )
  })
})

test('a gas price is both fee cap and tip', () => {
  const { data } = decodedOf({ id: 1, nonce: 0 })
  expect([maxFeeOf(data), maxTipOf(data)]).toEqual(['100', '10'])
  const legacy = {
    ...data,
    gas_price_wei: '7' as Wei, // an unsigned integer
    max_fee_per_gas_wei: null,
    max_priority_fee_per_gas_wei: null,
  }
  expect([maxFeeOf(legacy), maxTipOf(legacy)]).toEqual(['7', '7'])
})
