import { type Call, type Decoding, type Method, noteProblem, takeCall } from './decoding.ts'
import { addTrade, tradeProtocol } from './trade.ts'
import { arrayLength, followOffset, hasBit, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** Words of a trade's head: indices, receiver, amounts, validity, data, fee, flags, executed amount, signature. */
const TRADE_WORDS = 11

/** `settle(tokens, clearingPrices, trades, interactions)`: every trade is a swap of its own. */
function decodeSettle(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const tokens = followOffset(input, base, base, end)
  const tokenCount = arrayLength(input, tokens, end)
  const trades = followOffset(input, base, base + 2 * WORD_CHARS, end)
  const count = arrayLength(input, trades, end)
  if (tokenCount < 0 || count < 0 || base + 4 * WORD_CHARS > end) return false
  const heads = trades + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const trade = followOffset(input, heads, heads + index * WORD_CHARS, end)
    if (!decodeTrade(decoding, call, tokens, tokenCount, trade)) noteProblem(decoding, 'malformed')
  }
  return true
}

function decodeTrade(
  decoding: Decoding,
  call: Call,
  tokens: number,
  tokenCount: number,
  at: number,
): boolean {
  const { input } = decoding
  const { end } = call
  if (at < 0 || at + TRADE_WORDS * WORD_CHARS > end) return false
  const sold = readNumber(input, at, end)
  const bought = readNumber(input, at + WORD_CHARS, end)
  const receiver = readAddress(input, at + 2 * WORD_CHARS, end)
  const amountIn = readWei(input, at + 3 * WORD_CHARS, end)
  const amountOut = readWei(input, at + 4 * WORD_CHARS, end)
  const validTo = readNumber(input, at + 5 * WORD_CHARS, end)
  if (sold < 0 || bought < 0 || sold >= tokenCount || bought >= tokenCount) return false
  if (receiver === null || amountIn === null || amountOut === null) return false
  // The order's owner comes out of its signature: where it receives itself, the calldata does not name it.
  const recipient = receiver === ZERO_ADDRESS ? null : receiver
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'cow'),
    pool: null,
    tokenIn: readAddress(input, tokens + (sold + 1) * WORD_CHARS, end),
    tokenOut: readAddress(input, tokens + (bought + 1) * WORD_CHARS, end),
    amountIn,
    amountOut,
    exact: hasBit(input, at + 8 * WORD_CHARS, 0) ? 'out' : 'in',
    recipient,
    deadline: validTo < 0 ? null : validTo,
  })
}

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`

/** The settlement contract of CoW Protocol. */
export const cowMethods: Readonly<Record<string, Method>> = {
  '0x13d79a0b': {
    signature:
      'settle(address[],uint256[],(uint256,uint256,address,uint256,uint256,uint32,bytes32,uint256,uint256,uint256,bytes)[],(address,uint256,bytes)[][3])',
    abis: ['cow-settlement'],
    generic: true,
    decode: decodeSettle,
  },
}
