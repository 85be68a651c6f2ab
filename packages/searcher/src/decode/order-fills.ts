import type { Address, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import type { Call, Decoding, Method } from './decoding.ts'
import { addTrade, orSender, tradeProtocol } from './trade.ts'
import {
  ADDRESS_CHARS,
  addressAt,
  bytesLength,
  followOffset,
  hasBit,
  readAddress,
  readWei,
  WORD_CHARS,
} from './words.ts'

/** Where a function that fills a maker's order keeps it. The sender pays `taken` and receives `made`. */
interface OrderLayout {
  readonly abi: ContractAbi
  readonly family: string
  /** The order lies behind the offset in this word; `null`: in place. */
  readonly struct: number | null
  readonly made: number
  readonly taken: number
  /** Amounts of the whole order. */
  readonly making: number
  readonly taking: number
  /** Word of the amount to fill, from the arguments on; `value`: what the transaction carries. */
  readonly fill: number | 'value'
  /** Word of the amount to receive, which counts where the amount to fill is zero. */
  readonly fillMade?: number
  /** Bit of the word after the fill (or of the fill itself) that makes it an amount of what is received. */
  readonly makerBit: { readonly word: number; readonly bit: number } | null
  /** The fill's upper half holds flags. */
  readonly packed?: true
  /** Word of who receives, from the arguments on; without it, and where it is zero, the sender. */
  readonly target?: number
  /** Word of an offset to arguments that begin with who receives where bit 251 of the word after the fill says so. */
  readonly extra?: number
  readonly nativeIn?: true
  readonly nativeOut?: true
  readonly words: number
}

const NATIVE = `0x${'e'.repeat(ADDRESS_CHARS)}` as Address // 40 hex digits
/** Bit of 1inch's traits: the arguments begin with who receives. */
const HAS_TARGET = 251
const LOW_HALF = (1n << 128n) - 1n

function decodeFill(layout: OrderLayout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  if (base + layout.words * WORD_CHARS > end) return false
  const order =
    layout.struct === null ? base : followOffset(input, base, base + layout.struct * WORD_CHARS, end)
  if (order < 0) return false
  const made = tokenAt(input, order + layout.made * WORD_CHARS, end)
  const taken = tokenAt(input, order + layout.taken * WORD_CHARS, end)
  const making = readWei(input, order + layout.making * WORD_CHARS, end)
  const taking = readWei(input, order + layout.taking * WORD_CHARS, end)
  let fill = layout.fill === 'value' ? call.value : readWei(input, base + layout.fill * WORD_CHARS, end)
  if (made === null || taken === null || making === null || taking === null || fill === null) return false
  const { makerBit } = layout
  let byMaker = makerBit !== null && hasBit(input, base + makerBit.word * WORD_CHARS, makerBit.bit)
  if (layout.fillMade !== undefined && fill === '0') {
    fill = readWei(input, base + layout.fillMade * WORD_CHARS, end) ?? fill
    byMaker = true
  }
  const amount = layout.packed === true ? BigInt(fill) & LOW_HALF : BigInt(fill)
  const whole = BigInt(byMaker ? making : taking)
  // Zero, or more than the order holds, fills all of it; the other side follows from the order's price.
  const filled = amount === 0n || amount > whole ? whole : amount
  const other = proportion(filled, byMaker ? BigInt(taking) : BigInt(making), whole)
  if (other === null) return false
  const exact = filled.toString() as Wei // decimal digits
  return addTrade(decoding, {
    protocol: tradeProtocol(call, layout.family),
    pool: null,
    tokenIn: layout.nativeIn === true ? NATIVE : taken,
    tokenOut: layout.nativeOut === true ? NATIVE : made,
    amountIn: byMaker ? other : exact,
    amountOut: byMaker ? exact : other,
    exact: byMaker ? 'out' : 'in',
    recipient: receiverOf(layout, input, call),
    deadline: call.deadline,
  })
}

function receiverOf(layout: OrderLayout, input: string, call: Call): Address | null {
  const { base, end } = call
  const { target, extra, makerBit } = layout
  if (target !== undefined) return orSender(readAddress(input, base + target * WORD_CHARS, end), call.sender)
  if (extra === undefined || makerBit === null) return call.sender
  if (!hasBit(input, base + makerBit.word * WORD_CHARS, HAS_TARGET)) return call.sender
  const at = followOffset(input, base, base + extra * WORD_CHARS, end)
  return bytesLength(input, at, end) < ADDRESS_CHARS ? null : addressAt(input, at + WORD_CHARS)
}

function proportion(part: bigint, other: bigint, whole: bigint): Wei | null {
  return whole === 0n ? null : (((part * other) / whole).toString() as Wei) // decimal digits
}

/** The low 20 bytes of a word; some orders keep addresses in whole numbers. */
function tokenAt(input: string, at: number, end: number): Address | null {
  return at + WORD_CHARS > end ? null : addressAt(input, at + WORD_CHARS - ADDRESS_CHARS)
}

/** 1inch limit orders, version 4 of the protocol: the order in place, then signature, amount and traits. */
const ONE_INCH_V6: OrderLayout = {
  abi: '1inch-router',
  family: '1inch',
  struct: null,
  made: 3,
  taken: 4,
  making: 5,
  taking: 6,
  fill: 10,
  makerBit: { word: 11, bit: 255 },
  words: 12,
}
const ONE_INCH_V6_CONTRACT: OrderLayout = {
  ...ONE_INCH_V6,
  fill: 9,
  makerBit: { word: 10, bit: 255 },
  words: 11,
}
const ONE_INCH_V6_ARGS: OrderLayout = { ...ONE_INCH_V6, extra: 12, words: 13 }
const ONE_INCH_V6_CONTRACT_ARGS: OrderLayout = { ...ONE_INCH_V6_CONTRACT, extra: 11, words: 12 }
/** Version 3: the order behind an offset; of making and taking amount one is zero. */
const ONE_INCH_V5: OrderLayout = {
  ...ONE_INCH_V6,
  struct: 0,
  made: 1,
  taken: 2,
  making: 6,
  taking: 7,
  fill: 4,
  fillMade: 3,
  makerBit: null,
  words: 6,
}
const ONE_INCH_V5_TO: OrderLayout = { ...ONE_INCH_V5, target: 6, words: 7 }
const ONE_INCH_RFQ: OrderLayout = {
  ...ONE_INCH_V6,
  made: 1,
  taken: 2,
  making: 5,
  taking: 6,
  fill: 8,
  makerBit: { word: 8, bit: 255 },
  packed: true,
  words: 9,
}
const ONE_INCH_RFQ_TO: OrderLayout = { ...ONE_INCH_RFQ, target: 9, words: 10 }
const ONE_INCH_RFQ_COMPACT: OrderLayout = {
  ...ONE_INCH_RFQ,
  fill: 9,
  makerBit: { word: 9, bit: 255 },
  words: 10,
}

/** 0x native orders: what the maker gives, what the taker gives, and how much of that to fill. */
const ZERO_EX_OTC: OrderLayout = {
  abi: '0x-exchange-proxy',
  family: '0x',
  struct: null,
  made: 0,
  taken: 1,
  making: 2,
  taking: 3,
  fill: 12,
  makerBit: null,
  words: 13,
}
const ZERO_EX_RFQ: OrderLayout = { ...ZERO_EX_OTC, fill: 14, words: 15 }
const ZERO_EX_LIMIT: OrderLayout = { ...ZERO_EX_OTC, fill: 16, words: 17 }

function method(signature: string, layout: OrderLayout): Method {
  return {
    signature,
    abis: [layout.abi],
    generic: true,
    decode: (decoding, call) => decodeFill(layout, decoding, call),
  }
}

const ORDER_V4 = '(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)'
const ORDER_V3 = '(uint256,address,address,address,address,address,uint256,uint256,uint256,bytes)'
const ORDER_RFQ = '(uint256,address,address,address,address,uint256,uint256)'
const ORDER_OTC = '(address,address,uint128,uint128,address,address,address,uint256)'
const ORDER_0X_RFQ = '(address,address,uint128,uint128,address,address,address,bytes32,uint64,uint256)'
const ORDER_0X_LIMIT =
  '(address,address,uint128,uint128,uint128,address,address,address,address,bytes32,uint64,uint256)'
const SIGNATURE = '(uint8,uint8,bytes32,bytes32)'

/** Functions that fill a signed order. */
export const orderFillMethods: Readonly<Record<string, Method>> = {
  '0x9fda64bd': method(`fillOrder(${ORDER_V4},bytes32,bytes32,uint256,uint256)`, ONE_INCH_V6),
  '0xf497df75': method(`fillOrderArgs(${ORDER_V4},bytes32,bytes32,uint256,uint256,bytes)`, ONE_INCH_V6_ARGS),
  '0xcc713a04': method(`fillContractOrder(${ORDER_V4},bytes,uint256,uint256)`, ONE_INCH_V6_CONTRACT),
  '0x56a75868': method(
    `fillContractOrderArgs(${ORDER_V4},bytes,uint256,uint256,bytes)`,
    ONE_INCH_V6_CONTRACT_ARGS,
  ),
  '0x62e238bb': method(`fillOrder(${ORDER_V3},bytes,bytes,uint256,uint256,uint256)`, ONE_INCH_V5),
  '0xe5d7bde6': method(
    `fillOrderTo(${ORDER_V3},bytes,bytes,uint256,uint256,uint256,address)`,
    ONE_INCH_V5_TO,
  ),
  '0x3eca9c0a': method(`fillOrderRFQ(${ORDER_RFQ},bytes,uint256)`, ONE_INCH_RFQ),
  '0x5a099843': method(`fillOrderRFQTo(${ORDER_RFQ},bytes,uint256,address)`, ONE_INCH_RFQ_TO),
  '0xd365c695': method(
    `fillOrderToWithPermit(${ORDER_V3},bytes,bytes,uint256,uint256,uint256,address,bytes)`,
    ONE_INCH_V5_TO,
  ),
  '0x70ccbd31': method(`fillOrderRFQToWithPermit(${ORDER_RFQ},bytes,uint256,address,bytes)`, ONE_INCH_RFQ_TO),
  '0x9570eeee': method(`fillOrderRFQCompact(${ORDER_RFQ},bytes32,bytes32,uint256)`, ONE_INCH_RFQ_COMPACT),
  '0xdac748d4': method(`fillOtcOrder(${ORDER_OTC},${SIGNATURE},uint128)`, ZERO_EX_OTC),
  '0xa578efaf': method(`fillOtcOrderForEth(${ORDER_OTC},${SIGNATURE},uint128)`, {
    ...ZERO_EX_OTC,
    nativeOut: true,
  }),
  '0x706394d5': method(`fillOtcOrderWithEth(${ORDER_OTC},${SIGNATURE})`, {
    ...ZERO_EX_OTC,
    fill: 'value',
    nativeIn: true,
    words: 12,
  }),
  '0xaa77476c': method(`fillRfqOrder(${ORDER_0X_RFQ},${SIGNATURE},uint128)`, ZERO_EX_RFQ),
  '0xf6274f66': method(`fillLimitOrder(${ORDER_0X_LIMIT},${SIGNATURE},uint128)`, ZERO_EX_LIMIT),
}
