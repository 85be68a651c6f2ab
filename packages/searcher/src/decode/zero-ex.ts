import type { Wei } from '@org/events'
import { buildSwap } from './build-swap.ts'
import { addAction, type Call, DECODE_LIMITS, type Decoding, type Method, noteProblem } from './decoding.ts'
import { readPackedPath } from './swap-path.ts'
import { addPathTrade, appendToken, orSender, type TokenPath, tradeProtocol } from './trade.ts'
import { arrayLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** Where a function that names a path of tokens keeps its arguments. */
interface PathLayout {
  readonly path: number
  readonly amountIn: number | 'value'
  readonly amountOut: number
  readonly recipient: number | 'sender'
  /** Words of the arguments. */
  readonly words: number
  readonly native: 'in' | 'out' | 'none'
}

/** A path of whole words whose ends may stand for the native coin. */
function decodeTokenPath(layout: PathLayout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const amounts = readAmounts(layout, decoding, call)
  const at = followOffset(input, base, base + layout.path * WORD_CHARS, end)
  const length = arrayLength(input, at, end)
  if (amounts === null || length < 2) return false
  if (length > DECODE_LIMITS.pathTokens) {
    noteProblem(decoding, 'path_limit')
    return false
  }
  const path: TokenPath = { tokens: [], native: 'none' }
  for (let index = 1; index <= length; index++) {
    const token = readAddress(input, at + index * WORD_CHARS, end)
    if (token === null || !appendToken(decoding, path, token)) return false
  }
  // Some functions give or take the native coin by their own definition.
  if (layout.native !== 'none') path.native = layout.native
  return addPathTrade(
    decoding,
    path,
    tradeProtocol(call, '0x'),
    'in',
    amounts.amountIn,
    amounts.amountOut,
    call.sender,
    call.deadline,
  )
}

/** A path of V3 pools, packed. */
function decodePackedPath(layout: PathLayout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const amounts = readAmounts(layout, decoding, call)
  const recipient =
    layout.recipient === 'sender'
      ? call.sender
      : readAddress(input, base + layout.recipient * WORD_CHARS, end)
  if (amounts === null || recipient === null) return false
  const swap = buildSwap(
    tradeProtocol(call, '0x'),
    readPackedPath(decoding, followOffset(input, base, base + layout.path * WORD_CHARS, end), end, false),
    'in',
    amounts.amountIn,
    amounts.amountOut,
    orSender(recipient, call.sender),
    call.deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: layout.native })
  return true
}

function readAmounts(
  layout: PathLayout,
  decoding: Decoding,
  call: Call,
): { readonly amountIn: Wei; readonly amountOut: Wei } | null {
  const { base, end } = call
  if (base + layout.words * WORD_CHARS > end) return null
  const amountIn =
    layout.amountIn === 'value'
      ? call.value
      : readWei(decoding.input, base + layout.amountIn * WORD_CHARS, end)
  const amountOut = readWei(decoding.input, base + layout.amountOut * WORD_CHARS, end)
  return amountIn === null || amountOut === null ? null : { amountIn, amountOut }
}

const SELL: PathLayout = {
  path: 0,
  amountIn: 1,
  amountOut: 2,
  recipient: 'sender',
  words: 4,
  native: 'none',
}
const V3: PathLayout = { ...SELL, recipient: 3 }
const V3_ETH: PathLayout = { ...V3, amountIn: 'value', amountOut: 1, recipient: 2, words: 3, native: 'in' }
const MULTI_HOP: PathLayout = { ...SELL, amountIn: 2, amountOut: 3 }

function method(
  signature: string,
  layout: PathLayout,
  decode: (layout: PathLayout, decoding: Decoding, call: Call) => boolean,
): Method {
  return {
    signature,
    abis: ['0x-exchange-proxy'],
    generic: true,
    decode: (decoding, call) => decode(layout, decoding, call),
  }
}

/** Functions of 0x's exchange proxy that name a path. */
export const zeroExMethods: Readonly<Record<string, Method>> = {
  '0xd9627aa4': method('sellToUniswap(address[],uint256,uint256,bool)', SELL, decodeTokenPath),
  '0xc43c9ef6': method('sellToPancakeSwap(address[],uint256,uint256,uint8)', SELL, decodeTokenPath),
  '0x6af479b2': method('sellTokenForTokenToUniswapV3(bytes,uint256,uint256,address)', V3, decodePackedPath),
  '0x803ba26d': method(
    'sellTokenForEthToUniswapV3(bytes,uint256,uint256,address)',
    { ...V3, native: 'out' },
    decodePackedPath,
  ),
  '0x3598d8ab': method('sellEthForTokenToUniswapV3(bytes,uint256,address)', V3_ETH, decodePackedPath),
  '0x0f3b31b2': method(
    'multiplexMultiHopSellTokenForToken(address[],(uint8,bytes)[],uint256,uint256)',
    MULTI_HOP,
    decodeTokenPath,
  ),
  '0x9a2967d2': method(
    'multiplexMultiHopSellTokenForEth(address[],(uint8,bytes)[],uint256,uint256)',
    { ...MULTI_HOP, native: 'out' },
    decodeTokenPath,
  ),
  '0x5161b966': method(
    'multiplexMultiHopSellEthForToken(address[],(uint8,bytes)[],uint256)',
    { ...MULTI_HOP, amountIn: 'value', amountOut: 2, words: 3, native: 'in' },
    decodeTokenPath,
  ),
}
