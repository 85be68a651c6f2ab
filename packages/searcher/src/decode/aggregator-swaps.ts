import type { Method } from './decoding.ts'
import { head, layoutMethod, type SwapLayout } from './swap-layout.ts'

const KYBER: SwapLayout = {
  abi: 'kyberswap-router',
  family: 'kyberswap',
  struct: [0, 3],
  tokenIn: 0,
  tokenOut: 1,
  recipient: 6,
  amountIn: 7,
  amountOut: 8,
  words: 11,
}

const ODOS: SwapLayout = {
  abi: 'odos-router',
  family: 'odos',
  tokenIn: 0,
  amountIn: 1,
  tokenOut: 3,
  amountOut: 5,
  recipient: 6,
  zeroIsAll: true,
  words: 10,
}

/** LI.FI: receiver and least amount in the arguments, the trade in a struct. */
const LIFI: SwapLayout = {
  abi: 'lifi-diamond',
  family: 'lifi',
  struct: [5],
  tokenIn: 2,
  tokenOut: 3,
  amountIn: 4,
  amountOut: head(4),
  recipient: head(3),
  words: 7,
}

const ZERO_EX_TRANSFORM: SwapLayout = {
  abi: '0x-exchange-proxy',
  family: '0x',
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 2,
  amountOut: 3,
  recipient: 'sender',
  words: 5,
}
const ZERO_EX_PROVIDER: SwapLayout = {
  ...ZERO_EX_TRANSFORM,
  recipient: 3,
  amountIn: 4,
  amountOut: 5,
  words: 7,
}
const ZERO_EX_BATCH: SwapLayout = { ...ZERO_EX_TRANSFORM, amountIn: 3, amountOut: 4, words: 5 }

const OPEN_OCEAN: SwapLayout = {
  abi: 'openocean-exchange',
  family: 'openocean',
  struct: [1],
  tokenIn: 0,
  tokenOut: 1,
  recipient: 3,
  amountIn: 4,
  amountOut: 5,
  words: 10,
}

/** OKX: `(orderId, (fromToken, toToken, amount, least, deadline), …)`. */
const OKX: SwapLayout = {
  abi: 'okx-dex-router',
  family: 'okx-dex',
  tokenIn: 1,
  tokenOut: 2,
  amountIn: 3,
  amountOut: 4,
  deadline: 5,
  recipient: 'sender',
  flags: true,
  words: 9,
}
const OKX_TO: SwapLayout = {
  ...OKX,
  recipient: 1,
  tokenIn: 2,
  tokenOut: 3,
  amountIn: 4,
  amountOut: 5,
  deadline: 6,
  words: 10,
}

const SUSHI_PROCESSOR: SwapLayout = {
  abi: 'sushi-route-processor',
  family: 'sushiswap',
  tokenIn: 0,
  amountIn: 1,
  tokenOut: 2,
  amountOut: 3,
  recipient: 4,
  words: 6,
}

/** Rainbow names what is sold and bought; what must come out is for the call inside. */
const RAINBOW: SwapLayout = {
  abi: 'rainbow-router',
  family: 'rainbow',
  tokenIn: 0,
  tokenOut: 1,
  amountIn: 4,
  amountOut: null,
  recipient: 'sender',
  words: 6,
}

const KYBER_DESC =
  '(address,address,address[],uint256[],address[],uint256[],address,uint256,uint256,uint256,bytes)'
const KYBER_EXECUTION = `(address,address,bytes,${KYBER_DESC},bytes)`
const ODOS_INFO = '(address,uint256,address,address,uint256,uint256,address)'
const LIFI_SWAP = '(address,address,address,address,uint256,bytes,bool)'
/** Balancer 3: `(pool, tokenIn, tokenOut, exact, limit, deadline, …)`. */
const BALANCER_V3: SwapLayout = {
  abi: 'balancer-v3-router',
  family: 'balancer-v3',
  tokenIn: 1,
  tokenOut: 2,
  amountIn: 3,
  amountOut: 4,
  deadline: 5,
  recipient: 'sender',
  words: 8,
}

const OKX_REQUEST = '(uint256,address,uint256,uint256,uint256)'
const OKX_PATH = '(address[],address[],uint256[],bytes[],uint256)[]'
const OKX_PATHS = `${OKX_PATH}[]`
const OKX_PMM = '(uint256,address,address,address,uint256,uint256,uint256,uint256,bool,bytes)[]'

/** Swap functions of aggregators that name tokens and amounts in words of their own. */
export const aggregatorSwapMethods: Readonly<Record<string, Method>> = {
  '0xe21fd0e9': layoutMethod(`swap(${KYBER_EXECUTION})`, KYBER),
  '0x59e50fed': layoutMethod(`swapGeneric(${KYBER_EXECUTION})`, KYBER),
  '0x8af033fb': layoutMethod(`swapSimpleMode(address,${KYBER_DESC},bytes,bytes)`, { ...KYBER, struct: [1] }),
  '0x3b635ce4': layoutMethod(`swap(${ODOS_INFO},bytes,address,uint32)`, ODOS),
  '0x30f80b4c': layoutMethod(`swap(${ODOS_INFO},bytes,address,(uint64,uint64,address))`, {
    ...ODOS,
    words: 12,
  }),
  '0x4666fc80': layoutMethod(
    `swapTokensSingleV3ERC20ToERC20(bytes32,string,string,address,uint256,${LIFI_SWAP})`,
    LIFI,
  ),
  '0x733214a3': layoutMethod(
    `swapTokensSingleV3ERC20ToNative(bytes32,string,string,address,uint256,${LIFI_SWAP})`,
    LIFI,
  ),
  '0xaf7060fd': layoutMethod(
    `swapTokensSingleV3NativeToERC20(bytes32,string,string,address,uint256,${LIFI_SWAP})`,
    LIFI,
  ),
  '0x415565b0': layoutMethod(
    'transformERC20(address,address,uint256,uint256,(uint32,bytes)[])',
    ZERO_EX_TRANSFORM,
  ),
  '0xf7fcd384': layoutMethod(
    'sellToLiquidityProvider(address,address,address,address,uint256,uint256,bytes)',
    ZERO_EX_PROVIDER,
  ),
  '0x7a1eb1b9': layoutMethod(
    'multiplexBatchSellTokenForToken(address,address,(uint8,uint256,bytes)[],uint256,uint256)',
    ZERO_EX_BATCH,
  ),
  '0x77725df6': layoutMethod(
    'multiplexBatchSellTokenForEth(address,(uint8,uint256,bytes)[],uint256,uint256)',
    { ...ZERO_EX_BATCH, tokenOut: 'native', amountIn: 2, amountOut: 3, words: 4 },
  ),
  '0xf35b4733': layoutMethod('multiplexBatchSellEthForToken(address,(uint8,uint256,bytes)[],uint256)', {
    ...ZERO_EX_BATCH,
    tokenIn: 'native',
    tokenOut: 0,
    amountIn: 'value',
    amountOut: 2,
    words: 3,
  }),
  '0x90411a32': layoutMethod(
    'swap(address,(address,address,address,address,uint256,uint256,uint256,uint256,address,bytes),(uint256,uint256,uint256,bytes)[])',
    OPEN_OCEAN,
  ),
  '0xb80c2f09': layoutMethod(
    `smartSwapByOrderId(uint256,${OKX_REQUEST},uint256[],${OKX_PATHS},${OKX_PMM})`,
    OKX,
  ),
  '0xf2c42696': layoutMethod(`dagSwapByOrderId(uint256,${OKX_REQUEST},${OKX_PATH})`, { ...OKX, words: 8 }),
  '0x0c307f76': layoutMethod(`dagSwapTo(uint256,address,${OKX_REQUEST},${OKX_PATH})`, {
    ...OKX_TO,
    words: 9,
  }),
  '0x03b87e5f': layoutMethod(
    `smartSwapTo(uint256,address,${OKX_REQUEST},uint256[],${OKX_PATHS},${OKX_PMM})`,
    OKX_TO,
  ),
  '0x2646478b': layoutMethod('processRoute(address,uint256,address,uint256,address,bytes)', SUSHI_PROCESSOR),
  '0x93b3774c': layoutMethod(
    'transferValueAndprocessRoute(address,uint256,address,uint256,address,uint256,address,bytes)',
    { ...SUSHI_PROCESSOR, tokenIn: 2, amountIn: 3, tokenOut: 4, amountOut: 5, recipient: 6, words: 8 },
  ),
  '0xd5bcb9b5': layoutMethod('swap(address,address,uint256,uint256,address)', {
    abi: 'mooniswap-pool',
    family: 'mooniswap',
    tokenIn: 0,
    tokenOut: 1,
    amountIn: 2,
    amountOut: 3,
    recipient: 'sender',
    words: 5,
  }),
  '0xcb3c28c7': layoutMethod('trade(address,uint256,address,address,uint256,uint256,address)', {
    abi: 'kyber-network',
    family: 'kyber-network',
    tokenIn: 0,
    amountIn: 1,
    tokenOut: 2,
    amountOut: null,
    recipient: 3,
    words: 7,
  }),
  '0x29589f61': layoutMethod('tradeWithHint(address,uint256,address,address,uint256,uint256,address,bytes)', {
    abi: 'kyber-network',
    family: 'kyber-network',
    tokenIn: 0,
    amountIn: 1,
    tokenOut: 2,
    amountOut: null,
    recipient: 3,
    words: 8,
  }),
  '0xd3a4acd3': layoutMethod('tradeBySourceAmount(address,address,uint256,uint256,uint256,address)', {
    abi: 'bancor-network',
    family: 'bancor',
    tokenIn: 0,
    tokenOut: 1,
    amountIn: 2,
    amountOut: 3,
    deadline: 4,
    recipient: 5,
    words: 6,
  }),
  '0x55e4b7be': layoutMethod('fillQuoteTokenToToken(address,address,address,bytes,uint256,uint256)', RAINBOW),
  '0x999b6464': layoutMethod('fillQuoteTokenToEth(address,address,bytes,uint256,uint256)', {
    ...RAINBOW,
    tokenOut: 'native',
    amountIn: 3,
    words: 5,
  }),
  '0x3c2b9a7d': layoutMethod('fillQuoteEthToToken(address,address,bytes,uint256)', {
    ...RAINBOW,
    tokenIn: 'native',
    tokenOut: 0,
    amountIn: 'value',
    words: 4,
  }),
  '0x322bba21': layoutMethod(
    'createOrder((address,address,uint256,uint256,bytes32,uint256,uint32,bool,int64))',
    {
      abi: 'cow-eth-flow',
      family: 'cow',
      tokenIn: 'native',
      tokenOut: 0,
      recipient: 1,
      amountIn: 2,
      amountOut: 3,
      deadline: 6,
      words: 9,
    },
  ),
  '0x5f3bd1c8': layoutMethod('snwap(address,uint256,address,address,uint256,address,bytes)', {
    ...SUSHI_PROCESSOR,
    recipient: 2,
    tokenOut: 3,
    amountOut: 4,
    zeroIsAll: true,
    words: 7,
  }),
  '0x750283bc': layoutMethod(
    'swapSingleTokenExactIn(address,address,address,uint256,uint256,uint256,bool,bytes)',
    BALANCER_V3,
  ),
  '0x94e86ef8': layoutMethod(
    'swapSingleTokenExactOut(address,address,address,uint256,uint256,uint256,bool,bytes)',
    { ...BALANCER_V3, amountIn: 4, amountOut: 3, exact: 'out' },
  ),
}
