import type { Address, Wei } from '@org/events'
import {
  type Call,
  DECODE_LIMITS,
  type DecodeCall,
  type Decoding,
  type Method,
  noteProblem,
  takeCall,
} from './decoding.ts'
import { addTrade, orSender, tradeProtocol } from './trade.ts'
import {
  ADDRESS_CHARS,
  arrayLength,
  bytesLength,
  followOffset,
  readAddress,
  readWei,
  WORD_CHARS,
} from './words.ts'

const SELECTOR_CHARS = 8
const NATIVE = `0x${'e'.repeat(ADDRESS_CHARS)}` as Address // 40 hex digits
const ZERO_ADDRESS = `0x${'0'.repeat(ADDRESS_CHARS)}`
/** `execute((recipient, buyToken, minAmountOut), actions, tag)`, also what the allowance holder passes on. */
const EXECUTE = '1fff991f'
/** `TRANSFER_FROM(recipient, ((token, amount), nonce, deadline), signature)`. */
const TRANSFER_FROM = 'c1fb425e'
/** The same by a relayer: `METATXN_TRANSFER_FROM(recipient, ((token, amount), nonce, deadline))`. */
const METATXN_TRANSFER_FROM = '0dfeb419'

interface Sold {
  readonly token: Address | null
  readonly amount: Wei | null
}

const UNKNOWN: Sold = { token: null, amount: null }

/** The words of a Settler call from `base` on, with what is known to be sold. */
function addSettlerTrade(
  decoding: Decoding,
  call: Call,
  base: number,
  end: number,
  sold: Sold,
  recipientOf: Address | null,
): boolean {
  const { input } = decoding
  const recipient = readAddress(input, base, end)
  const buyToken = readAddress(input, base + WORD_CHARS, end)
  const least = readWei(input, base + 2 * WORD_CHARS, end)
  const actions = followOffset(input, base, base + 3 * WORD_CHARS, end)
  if (recipient === null || buyToken === null || least === null) return false
  if (arrayLength(input, actions, end) < 0) return false
  // Zero and zero: the actions check the outcome themselves.
  const unchecked = buyToken === ZERO_ADDRESS && least === '0'
  const { token, amount } = sold.token === null ? firstTransfer(decoding, actions, end, call.value) : sold
  return addTrade(decoding, {
    protocol: tradeProtocol(call, '0x-settler'),
    pool: null,
    tokenIn: token,
    tokenOut: unchecked ? null : buyToken,
    amountIn: amount,
    amountOut: unchecked ? null : least,
    exact: 'in',
    recipient: orSenderOrNull(recipient, recipientOf),
    deadline: call.deadline,
  })
}

function orSenderOrNull(recipient: Address, sender: Address | null): Address | null {
  if (sender !== null) return orSender(recipient, sender)
  return recipient === ZERO_ADDRESS ? null : recipient
}

/** What the first action takes from the sender; the native coin where it came with the call. */
function firstTransfer(decoding: Decoding, actions: number, end: number, value: Wei): Sold {
  if (value !== '0') return { token: NATIVE, amount: value }
  const { input } = decoding
  const heads = actions + WORD_CHARS
  const at = followOffset(input, heads, heads, end)
  const chars = bytesLength(input, at, end)
  if (chars < SELECTOR_CHARS) return UNKNOWN
  const start = at + WORD_CHARS
  if (!input.startsWith(TRANSFER_FROM, start) && !input.startsWith(METATXN_TRANSFER_FROM, start))
    return UNKNOWN
  const base = start + SELECTOR_CHARS
  const token = readAddress(input, base + WORD_CHARS, start + chars)
  return token === null ? UNKNOWN : { token, amount: readWei(input, base + 2 * WORD_CHARS, start + chars) }
}

function decodeExecute(meta: boolean, decoding: Decoding, call: Call): boolean {
  return addSettlerTrade(decoding, call, call.base, call.end, UNKNOWN, meta ? null : call.sender)
}

/** `exec(operator, token, amount, target, data)`: an allowance for one call. */
function decodeExec(decodeCall: DecodeCall, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const operator = readAddress(input, base, end)
  const token = readAddress(input, base + WORD_CHARS, end)
  const amount = readWei(input, base + 2 * WORD_CHARS, end)
  const target = readAddress(input, base + 3 * WORD_CHARS, end)
  const data = followOffset(input, base, base + 4 * WORD_CHARS, end)
  const chars = bytesLength(input, data, end)
  if (operator === null || token === null || amount === null || target === null || chars < SELECTOR_CHARS)
    return false
  const start = data + WORD_CHARS
  if (input.startsWith(EXECUTE, start)) {
    const sold: Sold = token === ZERO_ADDRESS || call.value !== '0' ? UNKNOWN : { token, amount }
    return addSettlerTrade(decoding, call, start + SELECTOR_CHARS, start + chars, sold, call.sender)
  }
  if (call.depth >= DECODE_LIMITS.depth) {
    noteProblem(decoding, 'depth_limit')
    return true
  }
  if (!takeCall(decoding)) return true
  const contract = decoding.chain.contract(target) ?? null
  decodeCall(
    decoding,
    target,
    contract,
    call.to,
    call.value,
    start,
    start + chars,
    call.deadline,
    call.depth + 1,
  )
  return true
}

/** 0x's Settler, and the allowance holder in front of it. */
export function settlerMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  return {
    '0x1fff991f': {
      signature: 'execute((address,address,uint256),bytes[],bytes32)',
      abis: ['0x-settler'],
      generic: true,
      decode: (decoding, call) => decodeExecute(false, decoding, call),
    },
    '0xfd3ad6d4': {
      signature: 'executeMetaTxn((address,address,uint256),bytes[],bytes32,address,bytes)',
      abis: ['0x-settler'],
      generic: true,
      decode: (decoding, call) => decodeExecute(true, decoding, call),
    },
    '0x2213bc0b': {
      signature: 'exec(address,address,uint256,address,bytes)',
      abis: ['0x-allowance-holder'],
      generic: true,
      decode: (decoding, call) => decodeExec(decodeCall, decoding, call),
    },
  }
}
