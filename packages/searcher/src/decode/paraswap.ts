import type { Method } from './decoding.ts'
import { layoutMethod, type SwapLayout } from './swap-layout.ts'

/** Paraswap 5: sell data behind an offset, of which not every function names the token out. */
const PARASWAP_SIMPLE: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  struct: [0],
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  recipient: 9,
  deadline: 13,
  words: 15,
}
const PARASWAP_PATH: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  struct: [0],
  tokenIn: 0,
  tokenOut: null,
  amountIn: 1,
  amountOut: 2,
  recipient: 4,
  deadline: 9,
  words: 11,
}
const PARASWAP_DIRECT_V3: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  struct: [0],
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 3,
  amountOut: 4,
  deadline: 7,
  recipient: 10,
  words: 14,
}
const PARASWAP_DIRECT_CURVE: SwapLayout = {
  ...PARASWAP_DIRECT_V3,
  deadline: undefined,
  recipient: 12,
  words: 16,
}
/** Paraswap 6: `(executor, (src, dest, from, to, quoted, metadata, beneficiary), …)`. */
const PARASWAP_GENERIC: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  tokenIn: 1,
  tokenOut: 2,
  amountIn: 3,
  amountOut: 4,
  recipient: 7,
  words: 11,
}
/** Paraswap 6 on Uniswap's pools: the description behind an offset. */
const PARASWAP_ON_UNISWAP: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  struct: [0],
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  recipient: 6,
  words: 8,
}
const PARASWAP_ON_CURVE: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  tokenIn: 2,
  tokenOut: 3,
  amountIn: 4,
  amountOut: 5,
  recipient: 8,
  words: 11,
}
const PARASWAP_ON_CURVE_V2: SwapLayout = {
  ...PARASWAP_ON_CURVE,
  tokenIn: 4,
  tokenOut: 5,
  amountIn: 6,
  amountOut: 7,
  recipient: 10,
  words: 13,
}

const PARASWAP_SELL =
  '(address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,address,uint256,bytes,uint256,bytes16)'
const PARASWAP_ADAPTERS = '(address,uint256,uint256,(uint256,address,uint256,bytes,uint256)[])[]'
/** Amounts only: the tokens stand in a call of Balancer's that goes along. */
const PARASWAP_ON_BALANCER: SwapLayout = {
  abi: 'paraswap-augustus',
  family: 'paraswap',
  tokenIn: null,
  tokenOut: null,
  amountIn: 0,
  amountOut: 1,
  recipient: 'sender',
  words: 9,
}
const PARASWAP_V6 = '(address,address,uint256,uint256,uint256,bytes32,address)'
const PARASWAP_V6_POOLS = '(address,address,uint256,uint256,uint256,bytes32,address,bytes)'
const PARASWAP_DIRECT_V3_DATA =
  '(address,address,address,uint256,uint256,uint256,uint256,uint256,address,bool,address,bytes,bytes,bytes16)'
const PARASWAP_DIRECT_CURVE_DATA =
  '(address,address,address,uint256,uint256,uint256,uint256,int128,int128,address,bool,uint8,address,bool,bytes,bytes16)'
const PARASWAP_DIRECT_CURVE_V2_DATA =
  '(address,address,address,address,uint256,uint256,uint256,uint256,uint256,uint256,address,bool,uint8,address,bool,bytes,bytes16)'

/** Swap functions of Paraswap's Augustus 5 and 6. */
export const paraswapMethods: Readonly<Record<string, Method>> = {
  '0x54e3f31b': layoutMethod(`simpleSwap(${PARASWAP_SELL})`, PARASWAP_SIMPLE),
  '0x2298207a': layoutMethod(`simpleBuy(${PARASWAP_SELL})`, { ...PARASWAP_SIMPLE, exact: 'out' }),
  '0xa94e78ef': layoutMethod(
    `multiSwap((address,uint256,uint256,uint256,address,(address,uint256,${PARASWAP_ADAPTERS})[],address,uint256,bytes,uint256,bytes16))`,
    PARASWAP_PATH,
  ),
  '0x46c67b6d': layoutMethod(
    `megaSwap((address,uint256,uint256,uint256,address,(uint256,(address,uint256,${PARASWAP_ADAPTERS})[])[],address,uint256,bytes,uint256,bytes16))`,
    PARASWAP_PATH,
  ),
  '0xa6886da9': layoutMethod(`directUniV3Swap(${PARASWAP_DIRECT_V3_DATA})`, PARASWAP_DIRECT_V3),
  '0x87a63926': layoutMethod(`directUniV3Buy(${PARASWAP_DIRECT_V3_DATA})`, {
    ...PARASWAP_DIRECT_V3,
    exact: 'out',
  }),
  '0x3865bde6': layoutMethod(`directCurveV1Swap(${PARASWAP_DIRECT_CURVE_DATA})`, PARASWAP_DIRECT_CURVE),
  '0x58f15100': layoutMethod(`directCurveV2Swap(${PARASWAP_DIRECT_CURVE_V2_DATA})`, {
    ...PARASWAP_DIRECT_CURVE,
    amountIn: 4,
    amountOut: 5,
    recipient: 13,
    words: 17,
  }),
  '0xe3ead59e': layoutMethod(
    `swapExactAmountIn(address,${PARASWAP_V6},uint256,bytes,bytes)`,
    PARASWAP_GENERIC,
  ),
  '0x7f457675': layoutMethod(`swapExactAmountOut(address,${PARASWAP_V6},uint256,bytes,bytes)`, {
    ...PARASWAP_GENERIC,
    exact: 'out',
  }),
  '0x0d893d62': layoutMethod(
    `swapExactAmountInPro(address,${PARASWAP_V6},uint256,bytes,bytes)`,
    PARASWAP_GENERIC,
  ),
  '0x44224add': layoutMethod(`swapExactAmountOutPro(address,${PARASWAP_V6},uint256,bytes,bytes)`, {
    ...PARASWAP_GENERIC,
    exact: 'out',
  }),
  '0xd85ca173': layoutMethod(
    'swapExactAmountInOnBalancerV2((uint256,uint256,uint256,bytes32,uint256),uint256,bytes,bytes)',
    PARASWAP_ON_BALANCER,
  ),
  '0xd6ed22e6': layoutMethod(
    'swapExactAmountOutOnBalancerV2((uint256,uint256,uint256,bytes32,uint256),uint256,bytes,bytes)',
    { ...PARASWAP_ON_BALANCER, exact: 'out' },
  ),
  '0x978a43d2': layoutMethod(
    'swapExactAmountInOutOnMakerPSM((address,address,uint256,uint256,uint256,uint256,address,address,bytes32,address),bytes)',
    { ...PARASWAP_ON_BALANCER, tokenIn: 0, tokenOut: 1, amountIn: 2, amountOut: 3, words: 12 },
  ),
  '0xe8bb3b6c': layoutMethod(
    `swapExactAmountInOnUniswapV2(${PARASWAP_V6_POOLS},uint256,bytes)`,
    PARASWAP_ON_UNISWAP,
  ),
  '0x876a02f6': layoutMethod(
    `swapExactAmountInOnUniswapV3(${PARASWAP_V6_POOLS},uint256,bytes)`,
    PARASWAP_ON_UNISWAP,
  ),
  '0xa76f4eb6': layoutMethod(`swapExactAmountOutOnUniswapV2(${PARASWAP_V6_POOLS},uint256,bytes)`, {
    ...PARASWAP_ON_UNISWAP,
    exact: 'out',
  }),
  '0x5e94e28d': layoutMethod(`swapExactAmountOutOnUniswapV3(${PARASWAP_V6_POOLS},uint256,bytes)`, {
    ...PARASWAP_ON_UNISWAP,
    exact: 'out',
  }),
  '0x1a01c532': layoutMethod(
    'swapExactAmountInOnCurveV1((uint256,uint256,address,address,uint256,uint256,uint256,bytes32,address),uint256,bytes)',
    PARASWAP_ON_CURVE,
  ),
  '0xe37ed256': layoutMethod(
    'swapExactAmountInOnCurveV2((uint256,uint256,uint256,address,address,address,uint256,uint256,uint256,bytes32,address),uint256,bytes)',
    PARASWAP_ON_CURVE_V2,
  ),
}
