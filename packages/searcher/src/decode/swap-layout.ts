import type { Address, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import type { Call, Decoding, Method } from './decoding.ts'
import { addTrade, isNativeToken, orSender, tradeProtocol } from './trade.ts'
import {
  ADDRESS_CHARS,
  addressAt,
  followOffset,
  readAddress,
  readNumber,
  readWei,
  WORD_CHARS,
} from './words.ts'

/** Number of a word: from the beginning of the layout's struct, or, made by `head`, of the call's arguments. */
type Word = number

/** A word of the arguments themselves where the other words lie in a struct. */
export function head(word: number): Word {
  return -1 - word
}

/** Where a function that names what it trades keeps it. */
export interface SwapLayout {
  /** Interface that has the function; also the family of its resemblance. */
  readonly abi: ContractAbi
  readonly family: string
  /** Words that hold the offset of a struct, followed one after another; none: the arguments themselves. */
  readonly struct?: readonly number[]
  /** `native`: the function's own definition; `null`: not in the calldata. */
  readonly tokenIn: Word | 'native' | null
  readonly tokenOut: Word | 'native' | null
  /** `value`: what the transaction carries. */
  readonly amountIn: Word | 'value' | null
  readonly amountOut: Word | null
  readonly exact?: 'in' | 'out'
  /** Zero means the sender. */
  readonly recipient: Word | 'sender'
  readonly deadline?: Word | undefined
  /** Tokens are the low 20 bytes of their words, whose other bits are flags. */
  readonly flags?: true
  /** An amount in of zero means all that the sender, or the router, has. */
  readonly zeroIsAll?: true
  /** Words that must be there, from the beginning of the struct. */
  readonly words: number
  /** Believed of listed contracts only. */
  readonly listedOnly?: true
}

const NATIVE = `0x${'e'.repeat(ADDRESS_CHARS)}` as Address // 40 hex digits
/** Sentinel of `readToken`: the word is not an address. */
const NO_TOKEN = ''

function decodeLayout(layout: SwapLayout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { end } = call
  let base = call.base
  if (layout.struct !== undefined) {
    for (const slot of layout.struct) {
      base = followOffset(input, base, base + slot * WORD_CHARS, end)
      if (base < 0) return false
    }
  }
  if (base + layout.words * WORD_CHARS > end) return false
  const tokenIn = readToken(layout, layout.tokenIn, input, call, base)
  const tokenOut = readToken(layout, layout.tokenOut, input, call, base)
  if (tokenIn === NO_TOKEN || tokenOut === NO_TOKEN) return false
  const amountIn = layout.amountIn === 'value' ? call.value : readAmount(layout.amountIn, input, call, base)
  const amountOut = readAmount(layout.amountOut, input, call, base)
  if (amountIn === undefined || amountOut === undefined) return false
  const recipient =
    layout.recipient === 'sender'
      ? call.sender
      : orSender(readAddress(input, at(layout.recipient, call, base), end), call.sender)
  if (recipient === null) return false
  const deadline =
    layout.deadline === undefined ? -1 : readNumber(input, at(layout.deadline, call, base), end)
  // Of the native coin "all" is what came with the transaction.
  const all = tokenIn !== null && isNativeToken(tokenIn) ? call.value : null
  return addTrade(decoding, {
    protocol: tradeProtocol(call, layout.family),
    pool: null,
    tokenIn,
    tokenOut,
    amountIn: layout.zeroIsAll === true && amountIn === '0' ? all : amountIn,
    amountOut,
    exact: layout.exact ?? 'in',
    recipient,
    deadline: deadline < 0 ? call.deadline : deadline,
  })
}

function at(word: Word, call: Call, base: number): number {
  return word < 0 ? call.base + (-1 - word) * WORD_CHARS : base + word * WORD_CHARS
}

function readToken(
  layout: SwapLayout,
  word: Word | 'native' | null,
  input: string,
  call: Call,
  base: number,
): Address | null | typeof NO_TOKEN {
  if (word === null) return null
  if (word === 'native') return NATIVE
  const position = at(word, call, base)
  if (layout.flags !== true) return readAddress(input, position, call.end) ?? NO_TOKEN
  if (position + WORD_CHARS > call.end) return NO_TOKEN
  return addressAt(input, position + WORD_CHARS - ADDRESS_CHARS) ?? NO_TOKEN
}

/** `undefined` where the word is not there. */
function readAmount(word: Word | null, input: string, call: Call, base: number): Wei | null | undefined {
  return word === null ? null : (readWei(input, at(word, call, base), call.end) ?? undefined)
}

/** The function that a layout describes. */
export function layoutMethod(signature: string, layout: SwapLayout): Method {
  return {
    signature,
    abis: [layout.abi],
    generic: layout.listedOnly !== true,
    decode: (decoding, call) => decodeLayout(layout, decoding, call),
  }
}
