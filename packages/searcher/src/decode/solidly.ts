import { buildSwap } from './build-swap.ts'
import { addAction, type Call, DECODE_LIMITS, type Decoding, type Method, noteProblem } from './decoding.ts'
import type { SwapPath } from './swap-path.ts'
import { tradeProtocol } from './trade.ts'
import { followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** Words of one route: `(from, to, stable)`, and since Velodrome 2 the factory. */
type RouteWords = 3 | 4

/** Reads an array of routes as the path that it is; `null` unless each begins where the last one ends. */
function readRoutes(decoding: Decoding, at: number, end: number, words: RouteWords): SwapPath | null {
  const { input } = decoding
  const length = readNumber(input, at, end)
  if (length < 1 || at + WORD_CHARS + length * words * WORD_CHARS > end) return null
  if (length >= DECODE_LIMITS.pathTokens) {
    noteProblem(decoding, 'path_limit')
    return null
  }
  const first = readAddress(input, at + WORD_CHARS, end)
  if (first === null) return null
  const tokens = [first]
  for (let index = 0; index < length; index++) {
    const route = at + WORD_CHARS + index * words * WORD_CHARS
    const from = readAddress(input, route, end)
    const to = readAddress(input, route + WORD_CHARS, end)
    const stable = readNumber(input, route + 2 * WORD_CHARS, end)
    if (from === null || to === null || from === to || from !== tokens[index]) return null
    if (stable !== 0 && stable !== 1) return null
    tokens.push(to)
  }
  return { tokens, fees: [] }
}

/** `(amount?, least, routes, to, deadline)`: the amount is the transaction's value where the native coin goes in. */
function decodeRoutes(
  words: RouteWords,
  native: 'in' | 'out' | 'none',
  decoding: Decoding,
  call: Call,
): boolean {
  const { input } = decoding
  const { base, end } = call
  const amountIn = native === 'in' ? call.value : readWei(input, base, end)
  const least = base + (native === 'in' ? 0 : WORD_CHARS)
  const amountOut = readWei(input, least, end)
  const slot = least + WORD_CHARS
  const recipient = readAddress(input, slot + WORD_CHARS, end)
  const deadlineAt = slot + 2 * WORD_CHARS
  if (amountIn === null || recipient === null || deadlineAt + WORD_CHARS > end) return false
  const deadline = readNumber(input, deadlineAt, end)
  const swap = buildSwap(
    tradeProtocol(call, 'solidly'),
    readRoutes(decoding, followOffset(input, base, slot, end), end, words),
    'in',
    amountIn,
    amountOut,
    recipient,
    deadline < 0 ? null : deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native })
  return true
}

function method(name: string, words: RouteWords, native: 'in' | 'out' | 'none'): Method {
  const route = words === 3 ? '(address,address,bool)[]' : '(address,address,bool,address)[]'
  const amounts = native === 'in' ? 'uint256' : 'uint256,uint256'
  return {
    signature: `${name}(${amounts},${route},address,uint256)`,
    abis: ['solidly-router'],
    generic: true,
    decode: (decoding, call) => decodeRoutes(words, native, decoding, call),
  }
}

const FEE = 'SupportingFeeOnTransferTokens'

/** Swap functions of Solidly's router and of its descendants (Velodrome, Aerodrome, Thena, …). */
export const solidlyMethods: Readonly<Record<string, Method>> = {
  '0xf41766d8': method('swapExactTokensForTokens', 3, 'none'),
  '0x67ffb66a': method('swapExactETHForTokens', 3, 'in'),
  '0x18a13086': method('swapExactTokensForETH', 3, 'out'),
  '0x6cc1ae13': method(`swapExactTokensForTokens${FEE}`, 3, 'none'),
  '0x76c72751': method(`swapExactETHForTokens${FEE}`, 3, 'in'),
  '0x7af728c8': method(`swapExactTokensForETH${FEE}`, 3, 'out'),
  '0xcac88ea9': method('swapExactTokensForTokens', 4, 'none'),
  '0x903638a4': method('swapExactETHForTokens', 4, 'in'),
  '0xc6b7f1b6': method('swapExactTokensForETH', 4, 'out'),
  '0x88cd821e': method(`swapExactTokensForTokens${FEE}`, 4, 'none'),
  '0x3da5acba': method(`swapExactETHForTokens${FEE}`, 4, 'in'),
  '0x12bc3aca': method(`swapExactTokensForETH${FEE}`, 4, 'out'),
}
