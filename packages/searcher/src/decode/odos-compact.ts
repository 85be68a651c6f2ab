import type { Address, Wei } from '@org/events'
import type { Call, Decoding, Method } from './decoding.ts'
import { addTrade, tradeProtocol } from './trade.ts'
import { ADDRESS_CHARS, addressAt, parseDigits } from './words.ts'

const ZERO_ADDRESS = `0x${'0'.repeat(ADDRESS_CHARS)}` as Address // 40 hex digits
const CODE_CHARS = 4
const LENGTH_CHARS = 2
const SLIPPAGE_CHARS = 6
/** Four bytes of referral and one that counts the words of the route. */
const TAIL_CHARS = 10
const SLIPPAGE_WHOLE = 0xffffffn
const MOST_AMOUNT_BYTES = 32
const DIGITS = /^[0-9a-f]+$/

/** Where the reading stands; -1 once something did not fit. */
interface Cursor {
  at: number
}

/**
 * An address: two bytes, of which 0 is the zero address, 1 is followed by the address, and all others are numbers in a
 * list that the router keeps: `null`.
 */
function readCode(input: string, cursor: Cursor, end: number): Address | null {
  const { at } = cursor
  const code = at < 0 || at + CODE_CHARS > end ? -1 : parseDigits(input, at, at + CODE_CHARS)
  if (code < 0) {
    cursor.at = -1
    return null
  }
  cursor.at = at + CODE_CHARS
  if (code === 0) return ZERO_ADDRESS
  if (code > 1) return null
  const address = cursor.at + ADDRESS_CHARS > end ? null : addressAt(input, cursor.at)
  cursor.at = address === null ? -1 : cursor.at + ADDRESS_CHARS
  return address
}

/** A number: one byte of length, then that many bytes; `null` for none. */
function readAmount(input: string, cursor: Cursor, end: number): bigint | null {
  const { at } = cursor
  const length = at < 0 || at + LENGTH_CHARS > end ? -1 : parseDigits(input, at, at + LENGTH_CHARS)
  const start = at + LENGTH_CHARS
  const stop = start + length * 2
  if (length < 0 || length > MOST_AMOUNT_BYTES || stop > end) {
    cursor.at = -1
    return null
  }
  cursor.at = stop
  if (length === 0) return null
  const digits = input.slice(start, stop)
  if (DIGITS.test(digits)) return BigInt(`0x${digits}`)
  cursor.at = -1
  return null
}

/** `swapCompact()`: both tokens, amount in, quote, slippage, executor, receivers, packed without an ABI. */
function decodeCompact(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { end } = call
  const cursor: Cursor = { at: call.base }
  const tokenIn = readCode(input, cursor, end)
  const tokenOut = readCode(input, cursor, end)
  const amountIn = readAmount(input, cursor, end)
  const quote = readAmount(input, cursor, end)
  if (cursor.at < 0 || quote === null || cursor.at + SLIPPAGE_CHARS > end) return false
  const slippage = parseDigits(input, cursor.at, cursor.at + SLIPPAGE_CHARS)
  cursor.at += SLIPPAGE_CHARS
  const executor = readCode(input, cursor, end)
  readCode(input, cursor, end)
  const recipient = readCode(input, cursor, end)
  if (cursor.at < 0 || cursor.at + TAIL_CHARS > end || slippage < 0 || executor === ZERO_ADDRESS) return false
  const least = (quote * (SLIPPAGE_WHOLE - BigInt(slippage))) / SLIPPAGE_WHOLE
  const all = tokenIn === ZERO_ADDRESS ? call.value : null
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'odos'),
    pool: null,
    tokenIn,
    tokenOut,
    amountIn: amountIn === null || amountIn === 0n ? all : (amountIn.toString() as Wei), // decimal digits
    amountOut: least.toString() as Wei, // decimal digits
    exact: 'in',
    recipient: recipient === ZERO_ADDRESS ? call.sender : recipient,
    deadline: call.deadline,
  })
}

/** The packed entry point of Odos' routers. */
export const odosCompactMethods: Readonly<Record<string, Method>> = {
  '0x83bd37f9': { signature: 'swapCompact()', abis: ['odos-router'], generic: true, decode: decodeCompact },
}
