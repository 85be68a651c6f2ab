import type { Address } from '@org/events'
import fc from 'fast-check'
import { concatHex, encodePacked, type Hex, toHex } from 'viem'

/** Any address but the first few, which routers read as placeholders. */
export const addresses: fc.Arbitrary<Address> = fc
  .bigInt({ min: 2n ** 64n, max: 2n ** 160n - 1n })
  .map((value) => toHex(value, { size: 20 }) as Address) // 20 bytes in lower case

export const amounts = fc.oneof(
  fc.bigInt({ min: 1n, max: 2n ** 64n }),
  fc.bigInt({ min: 1n, max: 2n ** 255n - 1n }),
  fc.constant(2n ** 256n - 1n),
)
export const deadlines = fc.bigInt({ min: 0n, max: 2n ** 52n - 1n })
const fees = fc.integer({ min: 0, max: 0xffffff })

/** Two to five tokens of which no two neighbours are the same. */
export const paths: fc.Arbitrary<Address[]> = fc
  .array(addresses, { minLength: 2, maxLength: 5 })
  .filter((path) => path.every((token, index) => token !== path[index + 1]))

/** A path with the pool fees between its tokens. */
export const feePaths = paths.chain((path) =>
  fc.record({
    path: fc.constant(path),
    fees: fc.array(fees, { minLength: path.length - 1, maxLength: path.length - 1 }),
  }),
)

/** Token, fee, token, … as V3 routers pack it. */
export function packPath(path: readonly Address[], poolFees: readonly number[]): Hex {
  return concatHex(
    path.map((token, index) => {
      const fee = poolFees[index]
      return fee === undefined ? token : encodePacked(['address', 'uint24'], [token, fee])
    }),
  )
}
