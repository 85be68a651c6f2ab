import type { Method } from './decoding.ts'
import { layoutMethod, type SwapLayout } from './swap-layout.ts'

/** The exchange proxy: what is traded as a whole stands after the swaps, or alone. */
const PROXY: SwapLayout = {
  abi: 'balancer-v1',
  family: 'balancer-v1',
  tokenIn: 1,
  tokenOut: 2,
  amountIn: 3,
  amountOut: 4,
  recipient: 'sender',
  words: 5,
}
/** Bought exactly: only the swaps inside say how much. */
const PROXY_OUT: SwapLayout = { ...PROXY, amountOut: null, exact: 'out', words: 4 }
const SMART: SwapLayout = { ...PROXY, tokenIn: 0, tokenOut: 1, amountIn: 2, amountOut: 3 }
/** `(tokenIn, amount, tokenOut, amount, price)` of a pool. */
const POOL: SwapLayout = { ...PROXY, tokenIn: 0, amountIn: 1, tokenOut: 2, amountOut: 3 }

const SWAP = '(address,address,address,uint256,uint256,uint256)'

/** Swaps of Balancer's first version. */
export const balancerV1Methods: Readonly<Record<string, Method>> = {
  '0x8743ad58': layoutMethod(`batchSwapExactIn(${SWAP}[],address,address,uint256,uint256)`, PROXY),
  '0x2db58134': layoutMethod(`batchSwapExactOut(${SWAP}[],address,address,uint256)`, PROXY_OUT),
  '0xe2b39746': layoutMethod(`multihopBatchSwapExactIn(${SWAP}[][],address,address,uint256,uint256)`, PROXY),
  '0x86b2ecc4': layoutMethod(`multihopBatchSwapExactOut(${SWAP}[][],address,address,uint256)`, PROXY_OUT),
  '0x21b0eb85': layoutMethod('smartSwapExactIn(address,address,uint256,uint256,uint256)', SMART),
  '0xb40f39ee': layoutMethod('smartSwapExactOut(address,address,uint256,uint256,uint256)', {
    ...SMART,
    amountOut: 2,
    amountIn: 3,
    exact: 'out',
  }),
  '0x8201aa3f': layoutMethod('swapExactAmountIn(address,uint256,address,uint256,uint256)', POOL),
  '0x7c5e9ea4': layoutMethod('swapExactAmountOut(address,uint256,address,uint256,uint256)', {
    ...POOL,
    exact: 'out',
  }),
}
