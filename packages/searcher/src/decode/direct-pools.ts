import type { Wei } from '@org/events'
import type { Call, Decoding, Method } from './decoding.ts'
import { layoutMethod, type SwapLayout } from './swap-layout.ts'
import { addTrade, tradeProtocol } from './trade.ts'
import { bytesLength, followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

const MIDDLE = 1n << 255n
const WORD_RANGE = 1n << 256n

/** `(amount0Out, amount1Out, to, data)` of a V2 pair: what goes in was sent before, or is by the callback. */
function decodePairSwap(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const first = readWei(input, base, end)
  const second = readWei(input, base + WORD_CHARS, end)
  const recipient = readAddress(input, base + 2 * WORD_CHARS, end)
  const data = followOffset(input, base, base + 3 * WORD_CHARS, end)
  if (first === null || second === null || recipient === null || bytesLength(input, data, end) < 0)
    return false
  if (first === '0' && second === '0') return false
  const both = first !== '0' && second !== '0'
  const out = first === '0' ? 1 : 0
  const coins = call.contract?.coins ?? null
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'uniswap-v2'),
    pool: call.to,
    tokenIn: both ? null : (coins?.[1 - out] ?? null),
    tokenOut: both ? null : (coins?.[out] ?? null),
    amountIn: null,
    amountOut: both ? null : first === '0' ? second : first,
    exact: 'out',
    recipient,
    deadline: call.deadline,
  })
}

/** `(recipient, zeroForOne, amountSpecified, sqrtPriceLimitX96, data)` of a V3 pool; negative: the amount out. */
function decodeV3PoolSwap(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const recipient = readAddress(input, base, end)
  const direction = readNumber(input, base + WORD_CHARS, end)
  const specified = readWei(input, base + 2 * WORD_CHARS, end)
  const data = followOffset(input, base, base + 4 * WORD_CHARS, end)
  if (recipient === null || (direction !== 0 && direction !== 1) || specified === null) return false
  if (specified === '0' || bytesLength(input, data, end) < 0) return false
  const value = BigInt(specified)
  const exact = value < MIDDLE ? 'in' : 'out'
  const amount = (exact === 'in' ? value : WORD_RANGE - value).toString() as Wei // decimal digits
  const coins = call.contract?.coins ?? null
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'uniswap-v3'),
    pool: call.to,
    tokenIn: coins?.[1 - direction] ?? null,
    tokenOut: coins?.[direction] ?? null,
    amountIn: exact === 'in' ? amount : null,
    amountOut: exact === 'out' ? amount : null,
    exact,
    recipient,
    deadline: call.deadline,
  })
}

/** Uniswap's first version: an exchange per token, which its calls do not name. */
const V1: SwapLayout = {
  abi: 'uniswap-v1-exchange',
  family: 'uniswap-v1',
  tokenIn: null,
  tokenOut: 'native',
  amountIn: 0,
  amountOut: 1,
  deadline: 2,
  recipient: 'sender',
  words: 3,
}
const V1_BUY: SwapLayout = {
  ...V1,
  tokenIn: 'native',
  tokenOut: null,
  amountIn: 'value',
  amountOut: 0,
  deadline: 1,
  words: 2,
}

/** DODO: `(from, to, amount, least, …)`. */
const DODO: SwapLayout = {
  abi: 'dodo-proxy',
  family: 'dodo',
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  deadline: 7,
  recipient: 'sender',
  words: 8,
}

/** Pools that are called without a router between, and proxies in front of pools. */
export const directPoolMethods: Readonly<Record<string, Method>> = {
  '0x022c0d9f': {
    signature: 'swap(uint256,uint256,address,bytes)',
    abis: ['uniswap-v2-pair'],
    generic: true,
    decode: decodePairSwap,
  },
  '0x128acb08': {
    signature: 'swap(address,bool,int256,uint160,bytes)',
    abis: ['uniswap-v3-pool'],
    generic: true,
    decode: decodeV3PoolSwap,
  },
  '0x95e3c50b': layoutMethod('tokenToEthSwapInput(uint256,uint256,uint256)', V1),
  '0xf39b5b9b': layoutMethod('ethToTokenSwapInput(uint256,uint256)', V1_BUY),
  '0x6b1d4db7': layoutMethod('ethToTokenSwapOutput(uint256,uint256)', { ...V1_BUY, exact: 'out' }),
  '0xddf7e1a7': layoutMethod('tokenToTokenSwapInput(uint256,uint256,uint256,uint256,address)', {
    ...V1,
    tokenOut: 4,
    deadline: 3,
    words: 5,
  }),
  '0xf87dc1b7': layoutMethod(
    'dodoSwapV2TokenToToken(address,address,uint256,uint256,address[],uint256,bool,uint256)',
    DODO,
  ),
  '0x5028bb95': layoutMethod('dodoSwapV2ETHToToken(address,uint256,address[],uint256,bool,uint256)', {
    ...DODO,
    tokenIn: 'native',
    tokenOut: 0,
    amountIn: 'value',
    amountOut: 1,
    deadline: 5,
    words: 6,
  }),
  '0x1e6d24c2': layoutMethod('dodoSwapV2TokenToETH(address,uint256,uint256,address[],uint256,bool,uint256)', {
    ...DODO,
    tokenIn: 0,
    tokenOut: 'native',
    amountIn: 1,
    amountOut: 2,
    deadline: 6,
    words: 7,
  }),
}
