import type { Address } from '@org/events'
import { DECODE_LIMITS, type Decoding, noteProblem } from './decoding.ts'
import {
  ADDRESS_CHARS,
  addressAt,
  arrayLength,
  bytesLength,
  parseDigits,
  readAddress,
  WORD_CHARS,
} from './words.ts'

/** Tokens of a swap in order, and the pool fees between them where the calldata names them. */
export interface SwapPath {
  readonly tokens: Address[]
  readonly fees: number[]
}

const FEE_CHARS = 6
const HOP_CHARS = FEE_CHARS + ADDRESS_CHARS
const NO_ADDRESS = `0x${'0'.repeat(ADDRESS_CHARS)}`

/** Reads an `address[]` whose length word is at `at`; `null` unless it is a path that a pool could trade. */
export function readAddressPath(decoding: Decoding, at: number, end: number): SwapPath | null {
  const length = arrayLength(decoding.input, at, end)
  if (length < 2 || tooLong(decoding, length)) return null
  const tokens: Address[] = []
  for (let index = 0; index < length; index++) {
    const token = readAddress(decoding.input, at + WORD_CHARS * (index + 1), end)
    if (token === null || !follows(tokens, token)) return null
    tokens.push(token)
  }
  return { tokens, fees: [] }
}

/**
 * Reads a V3 path (token, fee, token, …, packed) whose length word is at `at`. `reversed`: the calldata begins with
 * the token that is bought, as exact-output functions do; the result is in order of the trade either way.
 */
export function readPackedPath(
  decoding: Decoding,
  at: number,
  end: number,
  reversed: boolean,
): SwapPath | null {
  const chars = bytesLength(decoding.input, at, end)
  // No path with fees is as long as one without, up to the most tokens that are read.
  if (chars >= 2 * ADDRESS_CHARS && chars % ADDRESS_CHARS === 0)
    return readPlainPath(decoding, at, chars, reversed)
  if (chars < ADDRESS_CHARS + HOP_CHARS || (chars - ADDRESS_CHARS) % HOP_CHARS !== 0) return null
  const length = (chars - ADDRESS_CHARS) / HOP_CHARS + 1
  if (tooLong(decoding, length)) return null
  const tokens: Address[] = []
  const fees: number[] = []
  let position = at + WORD_CHARS
  for (let index = 0; index < length; index++) {
    const token = addressAt(decoding.input, position)
    if (token === null || !follows(tokens, token)) return null
    tokens.push(token)
    position += ADDRESS_CHARS
    if (index === length - 1) break
    const fee = parseDigits(decoding.input, position, position + FEE_CHARS)
    if (fee < 0) return null
    fees.push(fee)
    position += FEE_CHARS
  }
  if (reversed) {
    tokens.reverse()
    fees.reverse()
  }
  return { tokens, fees }
}

/**
 * A path of Algebra's routers: tokens alone, since a pair has one pool; from its Integral version on with the pool's
 * deployer, mostly zero, between each two.
 */
function readPlainPath(decoding: Decoding, at: number, chars: number, reversed: boolean): SwapPath | null {
  const words = chars / ADDRESS_CHARS
  const first = at + WORD_CHARS
  const deployers = words % 2 === 1 && addressAt(decoding.input, first + ADDRESS_CHARS) === NO_ADDRESS
  const length = deployers ? (words + 1) / 2 : words
  if (tooLong(decoding, length)) return null
  const tokens: Address[] = []
  for (let index = 0; index < length; index++) {
    const token = addressAt(decoding.input, first + index * (deployers ? 2 : 1) * ADDRESS_CHARS)
    if (token === null || !follows(tokens, token)) return null
    tokens.push(token)
  }
  if (reversed) tokens.reverse()
  return { tokens, fees: [] }
}

/** The path of one pool; `null` unless a pool could trade the two. */
export function singlePath(tokenIn: Address, tokenOut: Address, fee: number): SwapPath | null {
  if (tokenIn === tokenOut || tokenIn === NO_ADDRESS || tokenOut === NO_ADDRESS) return null
  return { tokens: [tokenIn, tokenOut], fees: [fee] }
}

/** No pool trades a token against itself or against no token. */
function follows(tokens: readonly Address[], token: Address): boolean {
  return token !== NO_ADDRESS && token !== tokens[tokens.length - 1]
}

function tooLong(decoding: Decoding, length: number): boolean {
  if (length <= DECODE_LIMITS.pathTokens) return false
  noteProblem(decoding, 'path_limit')
  return true
}
