import { type Address, concatHex, type Hex, numberToHex } from 'viem'

/**
 * A V3 path: token, fee (3 bytes), token, and so on. Calls with an exact output want it from the last token to the
 * first: `reversed`.
 */
export function encodeV3Path(tokens: readonly Address[], fees: readonly number[], reversed: boolean): Hex {
  const orderedTokens = reversed ? tokens.toReversed() : tokens
  const orderedFees = reversed ? fees.toReversed() : fees
  const parts: Hex[] = []
  orderedTokens.forEach((token, index) => {
    parts.push(token)
    const fee = orderedFees[index]
    if (fee !== undefined) parts.push(numberToHex(fee, { size: 3 }))
  })
  return concatHex(parts)
}

/** The only pool of a one-hop path. */
export function singlePool(
  path: readonly Address[],
  fees: readonly number[],
): { readonly tokenIn: Address; readonly tokenOut: Address; readonly fee: number } {
  const [tokenIn, tokenOut] = path
  const [fee] = fees
  if (tokenIn === undefined || tokenOut === undefined || fee === undefined || fees.length !== 1) {
    throw new RangeError(`not a path of one pool: ${path.join(', ')} with fees ${fees.join(', ')}`)
  }
  return { tokenIn, tokenOut, fee }
}
