import type { Address, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import type { Call, Decoding, Method } from './decoding.ts'
import { addTrade, orSender, tradeProtocol } from './trade.ts'
import { ADDRESS_CHARS, addressAt, arrayLength, followOffset, hasBit, readWei, WORD_CHARS } from './words.ts'

const NATIVE = `0x${'e'.repeat(ADDRESS_CHARS)}` as Address // 40 hex digits

/** Where one of the functions that trade along packed pool words keeps its arguments. */
interface PoolsLayout {
  readonly abi: ContractAbi
  readonly family: string
  readonly tokenIn: number | 'native' | 'by-first-pool'
  readonly amountIn: number | 'value'
  readonly amountOut: number
  readonly recipient: number | 'sender'
  /** Word of the first pool, or of the offset of the array of pools. */
  readonly pools: number
  /** Pool words in a row; 0: an array behind an offset. */
  readonly count: number
  /** Bit of the last pool word that has the proceeds unwrapped. */
  readonly unwrapBit: number
}

/** Bit of the first pool word of V3 routes that has the transaction's value wrapped. */
const WRAP_BIT = 254

function decodePools(layout: PoolsLayout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  let first = base + layout.pools * WORD_CHARS
  let { count } = layout
  if (count === 0) {
    const array = followOffset(input, base, first, end)
    count = arrayLength(input, array, end)
    first = array + WORD_CHARS
  }
  if (count <= 0 || first + count * WORD_CHARS > end) return false
  const last = first + (count - 1) * WORD_CHARS
  const pool = packedAddress(input, first, end)
  const amountIn =
    layout.amountIn === 'value' ? call.value : readWei(input, base + layout.amountIn * WORD_CHARS, end)
  const amountOut: Wei | null = readWei(input, base + layout.amountOut * WORD_CHARS, end)
  const recipient =
    layout.recipient === 'sender'
      ? call.sender
      : packedAddress(input, base + layout.recipient * WORD_CHARS, end)
  if (pool === null || amountIn === null || amountOut === null || recipient === null) return false
  let tokenIn: Address | null = NATIVE
  if (layout.tokenIn === 'by-first-pool') tokenIn = hasBit(input, first, WRAP_BIT) ? NATIVE : null
  else if (layout.tokenIn !== 'native') {
    tokenIn = packedAddress(input, base + layout.tokenIn * WORD_CHARS, end)
    if (tokenIn === null) return false
  }
  return addTrade(decoding, {
    protocol: tradeProtocol(call, layout.family),
    pool: count === 1 ? pool : null,
    tokenIn,
    tokenOut: hasBit(input, last, layout.unwrapBit) ? NATIVE : null,
    amountIn,
    amountOut,
    exact: 'in',
    recipient: orSender(recipient, call.sender),
    deadline: call.deadline,
  })
}

/** The low 20 bytes of a word. */
function packedAddress(input: string, at: number, end: number): Address | null {
  return at + WORD_CHARS > end ? null : addressAt(input, at + WORD_CHARS - ADDRESS_CHARS)
}

/** `(token, amount, least, pools[])` up to version 5; version 4 and 5 mark unwrapping in the same bit. */
const UNOSWAP: PoolsLayout = {
  abi: '1inch-router',
  family: '1inch',
  tokenIn: 0,
  amountIn: 1,
  amountOut: 2,
  recipient: 'sender',
  pools: 3,
  count: 0,
  unwrapBit: 254,
}
const UNOSWAP_TO: PoolsLayout = { ...UNOSWAP, recipient: 0, tokenIn: 1, amountIn: 2, amountOut: 3, pools: 4 }
const V3: PoolsLayout = {
  ...UNOSWAP,
  tokenIn: 'by-first-pool',
  amountIn: 0,
  amountOut: 1,
  pools: 2,
  unwrapBit: 253,
}
const V3_TO: PoolsLayout = { ...V3, recipient: 0, amountIn: 1, amountOut: 2, pools: 3 }
/** The token is named for its permit. */
const V3_TO_PERMIT: PoolsLayout = { ...UNOSWAP_TO, unwrapBit: 253 }
/** Version 6: one to three pool words in place. */
const V6_UNWRAP_BIT = 252
const V6: PoolsLayout = { ...UNOSWAP, count: 1, unwrapBit: V6_UNWRAP_BIT }
const V6_TO: PoolsLayout = { ...UNOSWAP_TO, count: 1, unwrapBit: V6_UNWRAP_BIT }
const V6_ETH: PoolsLayout = { ...V6, tokenIn: 'native', amountIn: 'value', amountOut: 0, pools: 1 }
const V6_ETH_TO: PoolsLayout = { ...V6_ETH, recipient: 0, amountOut: 1, pools: 2 }

function method(signature: string, layout: PoolsLayout): Method {
  return {
    signature,
    abis: [layout.abi],
    generic: true,
    decode: (decoding, call) => decodePools(layout, decoding, call),
  }
}

const OKX = { abi: 'okx-dex-router', family: 'okx-dex' } as const

/** Functions of 1inch, and of OKX after them, that name pools and not the tokens between them. */
export const oneInchPoolMethods: Readonly<Record<string, Method>> = {
  '0x2e95b6c8': method('unoswap(address,uint256,uint256,bytes32[])', UNOSWAP),
  '0x0502b1c5': method('unoswap(address,uint256,uint256,uint256[])', UNOSWAP),
  '0xf78dc253': method('unoswapTo(address,address,uint256,uint256,uint256[])', UNOSWAP_TO),
  '0x3c15fd91': method('unoswapToWithPermit(address,address,uint256,uint256,uint256[],bytes)', UNOSWAP_TO),
  '0xa1251d75': method('unoswapWithPermit(address,uint256,uint256,bytes32[],bytes)', UNOSWAP),
  '0xe449022e': method('uniswapV3Swap(uint256,uint256,uint256[])', V3),
  '0xbc80f1a8': method('uniswapV3SwapTo(address,uint256,uint256,uint256[])', V3_TO),
  '0x2521b930': method(
    'uniswapV3SwapToWithPermit(address,address,uint256,uint256,uint256[],bytes)',
    V3_TO_PERMIT,
  ),
  '0x83800a8e': method('unoswap(uint256,uint256,uint256,uint256)', V6),
  '0x8770ba91': method('unoswap2(uint256,uint256,uint256,uint256,uint256)', { ...V6, count: 2 }),
  '0x19367472': method('unoswap3(uint256,uint256,uint256,uint256,uint256,uint256)', { ...V6, count: 3 }),
  '0xe2c95c82': method('unoswapTo(uint256,uint256,uint256,uint256,uint256)', V6_TO),
  '0xea76dddf': method('unoswapTo2(uint256,uint256,uint256,uint256,uint256,uint256)', { ...V6_TO, count: 2 }),
  '0xf7a70056': method('unoswapTo3(uint256,uint256,uint256,uint256,uint256,uint256,uint256)', {
    ...V6_TO,
    count: 3,
  }),
  '0xa76dfc3b': method('ethUnoswap(uint256,uint256)', V6_ETH),
  '0x89af926a': method('ethUnoswap2(uint256,uint256,uint256)', { ...V6_ETH, count: 2 }),
  '0x188ac35d': method('ethUnoswap3(uint256,uint256,uint256,uint256)', { ...V6_ETH, count: 3 }),
  '0x175accdc': method('ethUnoswapTo(uint256,uint256,uint256)', V6_ETH_TO),
  '0x0f449d71': method('ethUnoswapTo2(uint256,uint256,uint256,uint256)', { ...V6_ETH_TO, count: 2 }),
  '0x493189f0': method('ethUnoswapTo3(uint256,uint256,uint256,uint256,uint256)', { ...V6_ETH_TO, count: 3 }),
  '0x9871efa4': method('unxswapByOrderId(uint256,uint256,uint256,bytes32[])', { ...UNOSWAP, ...OKX }),
  '0x08298b5a': method('unxswapTo(uint256,uint256,uint256,address,bytes32[])', {
    ...UNOSWAP,
    ...OKX,
    recipient: 3,
    pools: 4,
  }),
  '0x0d5f0e3b': method('uniswapV3SwapTo(uint256,uint256,uint256,uint256[])', { ...V3_TO, ...OKX }),
}
