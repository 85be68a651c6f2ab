import { type Address, parseAddress } from '@org/events'

/*
 * The few functions of factories and pools that are asked, by selector. A test compares them with their signatures.
 */
export const SELECTORS = {
  /** `getPair(address,address)` */
  getPair: '0xe6a43905',
  /** `getPool(address,address,uint24)` */
  getPool: '0x1698ee82',
  /** `getReserves()` */
  getReserves: '0x0902f1ac',
  /** `slot0()` */
  slot0: '0x3850c7bd',
  /** `liquidity()` */
  liquidity: '0x1a686502',
  /** `tickSpacing()` */
  tickSpacing: '0xd0c93a7c',
  /** `tickBitmap(int16)` */
  tickBitmap: '0x5339c296',
} as const

const WORD_CHARS = 64
const BITS = 256

/** Calldata: a selector and words. Negative numbers as contracts have them. */
export function callData(selector: string, ...words: readonly (string | number)[]): string {
  return selector + words.map(encodeWord).join('')
}

function encodeWord(word: string | number): string {
  const value = BigInt(word)
  return BigInt.asUintN(BITS, value).toString(16).padStart(WORD_CHARS, '0')
}

/** The word at a position of an answer as an unsigned number; `null` where the answer is shorter or no bytes. */
export function wordAt(result: unknown, index: number): bigint | null {
  if (typeof result !== 'string' || !/^0x[0-9a-fA-F]*$/.test(result)) return null
  const start = 2 + index * WORD_CHARS
  if (result.length < start + WORD_CHARS) return null
  return BigInt(`0x${result.slice(start, start + WORD_CHARS)}`)
}

/** The same as a signed number of up to 53 bits. */
export function signedAt(result: unknown, index: number): number | null {
  const word = wordAt(result, index)
  if (word === null) return null
  const value = Number(BigInt.asIntN(BITS, word))
  return Number.isSafeInteger(value) ? value : null
}

/** The same as an address; `null` also for the zero address. */
export function addressWordAt(result: unknown, index: number): Address | null {
  const word = wordAt(result, index)
  if (word === null || word === 0n || word >> 160n !== 0n) return null
  return parseAddress(`0x${word.toString(16).padStart(40, '0')}`)
}
