import type { Method } from './decoding.ts'
import { layoutMethod, type SwapLayout } from './swap-layout.ts'

/** `swap(executor, desc, …)` of 1inch; `first` is the word of the description's source token. */
function oneInch(first: number, struct: readonly number[] = []): SwapLayout {
  return {
    abi: '1inch-router',
    family: '1inch',
    struct,
    tokenIn: first,
    tokenOut: first + 1,
    recipient: first + 3,
    amountIn: first + 4,
    amountOut: first + 5,
    words: first + 7,
  }
}

const CLIPPER: SwapLayout = {
  abi: '1inch-router',
  family: '1inch',
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  recipient: 'sender',
  words: 4,
}
/** From version 5 on the exchange comes first; from 6 on the source token carries flags. */
const CLIPPER_V5: SwapLayout = {
  abi: '1inch-router',
  family: '1inch',
  tokenIn: 1,
  tokenOut: 2,
  amountIn: 3,
  amountOut: 4,
  recipient: 'sender',
  flags: true,
  words: 8,
}
const CLIPPER_TO_V5: SwapLayout = {
  ...CLIPPER_V5,
  recipient: 1,
  tokenIn: 2,
  tokenOut: 3,
  amountIn: 4,
  amountOut: 5,
  words: 9,
}

const DESC = '(address,address,address,address,uint256,uint256,uint256)'

/** Functions of 1inch's routers that name both tokens. */
export const oneInchSwapMethods: Readonly<Record<string, Method>> = {
  '0x7c025200': layoutMethod(`swap(address,${DESC.slice(0, -1)},bytes),bytes)`, oneInch(0, [1])),
  '0x12aa3caf': layoutMethod(`swap(address,${DESC},bytes,bytes)`, oneInch(1)),
  '0x07ed2379': layoutMethod(`swap(address,${DESC},bytes)`, oneInch(1)),
  '0xb0431182': layoutMethod('clipperSwap(address,address,uint256,uint256)', CLIPPER),
  '0x84bd6d29': layoutMethod(
    'clipperSwap(address,address,address,uint256,uint256,uint256,bytes32,bytes32)',
    CLIPPER_V5,
  ),
  '0xd2d374e5': layoutMethod(
    'clipperSwap(address,uint256,address,uint256,uint256,uint256,bytes32,bytes32)',
    CLIPPER_V5,
  ),
  '0x093d4fa5': layoutMethod(
    'clipperSwapTo(address,address,address,address,uint256,uint256,uint256,bytes32,bytes32)',
    CLIPPER_TO_V5,
  ),
  '0xc4d652af': layoutMethod(
    'clipperSwapTo(address,address,uint256,address,uint256,uint256,uint256,bytes32,bytes32)',
    CLIPPER_TO_V5,
  ),
}
