import type { Call, Decoding, Method } from './decoding.ts'
import { layoutMethod, type SwapLayout } from './swap-layout.ts'
import { addPathTrade, appendToken, type TokenPath, tradeProtocol } from './trade.ts'
import { arrayLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** `(amount in, amount out, address[] path, …)` from word `first` on; the native coin is written into the path. */
function decodePath(first: number, exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const at = base + first * WORD_CHARS
  const amountIn = readWei(input, at, end)
  const amountOut = readWei(input, at + WORD_CHARS, end)
  const array = followOffset(input, base, at + 2 * WORD_CHARS, end)
  const count = arrayLength(input, array, end)
  if (amountIn === null || amountOut === null || count < 2 || count > MOST_TOKENS) return false
  const path: TokenPath = { tokens: [], native: 'none' }
  for (let index = 1; index <= count; index++) {
    const token = readAddress(input, array + index * WORD_CHARS, end)
    if (token === null || !appendToken(decoding, path, token)) return false
  }
  const protocol = tradeProtocol(call, 'paraswap')
  return addPathTrade(decoding, path, protocol, exact, amountIn, amountOut, call.sender, call.deadline)
}

/** As many as the other paths may have. */
const MOST_TOKENS = 16

function path(signature: string, first: number, exact: 'in' | 'out'): Method {
  return {
    signature,
    abis: ['paraswap-augustus'],
    generic: true,
    decode: (decoding, call) => decodePath(first, exact, decoding, call),
  }
}

/** `(tokenIn, amountIn, amountOut, weth, pools[])`: the pools say what comes out. */
const POOLS: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  tokenIn: 0,
  tokenOut: null,
  amountIn: 1,
  amountOut: 2,
  recipient: 'sender',
  words: 6,
}

/** Version 4: what is traded, and for whom, among the arguments. */
const SIMPLE: SwapLayout = {
  ...POOLS,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  recipient: 9,
  words: 12,
}
const SIMPLE_BUY: SwapLayout = { ...SIMPLE, exact: 'out', recipient: 8, words: 11 }
const SELL: SwapLayout = { ...POOLS, struct: [0], recipient: 4, words: 8 }

const ROUTES = '(address,uint256,(address,address,uint256,bytes,uint256)[])[]'

/** Functions of Paraswap's Augustus 4, and those of 5 that trade along a path of Uniswap's pools. */
export const paraswapPathMethods: Readonly<Record<string, Method>> = {
  '0x54840d1a': path('swapOnUniswap(uint256,uint256,address[])', 0, 'in'),
  '0x58b9d179': path('swapOnUniswap(uint256,uint256,address[],uint8)', 0, 'in'),
  '0xf5661034': path('swapOnUniswapFork(address,bytes32,uint256,uint256,address[])', 2, 'in'),
  '0x0863b7ac': path('swapOnUniswapFork(address,bytes32,uint256,uint256,address[],uint8)', 2, 'in'),
  '0x935fb84b': path('buyOnUniswap(uint256,uint256,address[])', 0, 'out'),
  '0xf9355f72': path('buyOnUniswap(uint256,uint256,address[],uint8)', 0, 'out'),
  '0xc03786b0': path('buyOnUniswapFork(address,bytes32,uint256,uint256,address[])', 2, 'out'),
  '0x0b86a4c1': layoutMethod('swapOnUniswapV2Fork(address,uint256,uint256,address,uint256[])', POOLS),
  '0xb2f1e6db': layoutMethod('buyOnUniswapV2Fork(address,uint256,uint256,address,uint256[])', {
    ...POOLS,
    exact: 'out',
  }),
  '0xcfc0afeb': layoutMethod(
    'simpleSwap(address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,string,bool)',
    SIMPLE,
  ),
  '0xa27e8b6b': layoutMethod(
    'simplBuy(address,address,uint256,uint256,address[],bytes,uint256[],uint256[],address,string,bool)',
    SIMPLE_BUY,
  ),
  '0x8f00eccb': layoutMethod(
    `multiSwap((address,uint256,uint256,uint256,address,string,bool,${ROUTES}))`,
    SELL,
  ),
  '0xec1d21dd': layoutMethod(
    `megaSwap((address,uint256,uint256,uint256,address,string,bool,(uint256,${ROUTES})[]))`,
    SELL,
  ),
}
