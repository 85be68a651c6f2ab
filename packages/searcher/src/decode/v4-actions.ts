import type { Address, Wei } from '@org/events'
import type { LiquidityAction } from './action.ts'
import { addAction, type Call, DECODE_LIMITS, type Decoding, noteProblem, takeCall } from './decoding.ts'
import { isRouterItself, routerRecipient } from './router-constants.ts'
import { addPathTrade, appendToken, type TokenPath, wrappedToken } from './trade.ts'
import {
  arrayLength,
  bytesLength,
  followOffset,
  parseDigits,
  readAddress,
  readNumber,
  readWei,
  WORD_CHARS,
} from './words.ts'

/** Uniswap V4 and PancakeSwap Infinity number their actions alike and lay out their pool keys differently. */
export type V4Family = 'uniswap-v4' | 'pancakeswap-infinity'

/** One list of actions: what it is for, and who its swaps are made for. */
interface ActionList {
  readonly call: Call
  readonly family: V4Family
  readonly protocol: string
  readonly deadline: number | null
  /** What is taken out to somebody, where one action says it. */
  readonly taken: Address | null
  readonly taker: Address | null
}

const INCREASE_LIQUIDITY = 0x00
const DECREASE_LIQUIDITY = 0x01
const MINT_POSITION = 0x02
const BURN_POSITION = 0x03
const INCREASE_FROM_DELTAS = 0x04
const MINT_FROM_DELTAS = 0x05
const SWAP_EXACT_IN_SINGLE = 0x06
const SWAP_EXACT_IN = 0x07
const SWAP_EXACT_OUT_SINGLE = 0x08
const SWAP_EXACT_OUT = 0x09
const DONATE = 0x0a
const SETTLE = 0x0b
const SETTLE_PAIR = 0x0d
const TAKE = 0x0e
const TAKE_ALL = 0x0f
const TAKE_PORTION = 0x10
const TAKE_PAIR = 0x11
const WRAP = 0x15
const UNWRAP = 0x16
/** Infinity's bin pools: the four swaps once more. */
const BIN_SWAP_EXACT_IN_SINGLE = 0x1c
const BIN_SWAP_EXACT_OUT = 0x1f

/** At least nothing. */
const ALL = '0' as Wei // a decimal digit
const NO_ADDRESS = `0x${'0'.repeat(40)}`

/** `(bytes actions, bytes[] params)` from `base` on; false when it is not that. */
export function decodeV4Actions(
  decoding: Decoding,
  call: Call,
  family: V4Family,
  deadline: number | null,
  base: number,
  end: number,
): boolean {
  const { input } = decoding
  const actions = followOffset(input, base, base, end)
  const actionChars = bytesLength(input, actions, end)
  const params = followOffset(input, base, base + WORD_CHARS, end)
  const count = arrayLength(input, params, end)
  if (actionChars < 0 || count < 0 || actionChars !== count * 2) return false
  const first = actions + WORD_CHARS
  const heads = params + WORD_CHARS
  const list: ActionList = {
    call,
    family,
    protocol: call.contract === null ? `${family}-like` : family,
    deadline,
    ...findTake(decoding, call, first, heads, count, end),
  }
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const action = parseDigits(input, first + index * 2, first + index * 2 + 2)
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const chars = bytesLength(input, at, end)
    const start = at + WORD_CHARS
    if (chars < 0 || !decodeAction(decoding, list, action, start, start + chars))
      noteProblem(decoding, 'malformed')
  }
  return true
}

/** The first taking of the list, among as many actions as will be read. */
function findTake(
  decoding: Decoding,
  call: Call,
  first: number,
  heads: number,
  count: number,
  end: number,
): { readonly taken: Address | null; readonly taker: Address | null } {
  const { input } = decoding
  const stop = Math.min(count, decoding.callsLeft)
  for (let index = 0; index < stop; index++) {
    const action = parseDigits(input, first + index * 2, first + index * 2 + 2)
    if (action !== TAKE && action !== TAKE_ALL) continue
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end) + WORD_CHARS
    const taken = readAddress(input, at, end)
    if (action === TAKE_ALL) return { taken, taker: call.sender }
    const recipient = readAddress(input, at + WORD_CHARS, end)
    return { taken, taker: recipient === null ? null : routerRecipient(recipient, call) }
  }
  return { taken: null, taker: null }
}

function decodeAction(
  decoding: Decoding,
  list: ActionList,
  action: number,
  base: number,
  end: number,
): boolean {
  const swap =
    list.family === 'pancakeswap-infinity' &&
    action >= BIN_SWAP_EXACT_IN_SINGLE &&
    action <= BIN_SWAP_EXACT_OUT
      ? action - BIN_SWAP_EXACT_IN_SINGLE + SWAP_EXACT_IN_SINGLE
      : action
  switch (swap) {
    case SWAP_EXACT_IN_SINGLE:
      return decodeSingle(decoding, list, 'in', base, end)
    case SWAP_EXACT_OUT_SINGLE:
      return decodeSingle(decoding, list, 'out', base, end)
    case SWAP_EXACT_IN:
      return decodePath(decoding, list, 'in', base, end)
    case SWAP_EXACT_OUT:
      return decodePath(decoding, list, 'out', base, end)
    case INCREASE_LIQUIDITY:
    case MINT_POSITION:
    case INCREASE_FROM_DELTAS:
    case MINT_FROM_DELTAS:
    case DONATE:
      return addLiquidity(decoding, list, 'add')
    case DECREASE_LIQUIDITY:
    case BURN_POSITION:
      return addLiquidity(decoding, list, 'remove')
    case WRAP:
    case UNWRAP: {
      const amount = readWei(decoding.input, base, end)
      if (amount === null) return false
      addAction(decoding, { type: swap === WRAP ? 'wrap' : 'unwrap', amount })
      return true
    }
    default:
      return decodeSettlement(decoding, list.call, swap, base, end)
  }
}

/** Settling pays the pools, taking hands out; `TAKE_ALL` names the least that must come out. */
function decodeSettlement(
  decoding: Decoding,
  call: Call,
  action: number,
  base: number,
  end: number,
): boolean {
  if (action < SETTLE || action > WRAP) {
    noteProblem(decoding, 'unknown_call')
    return true
  }
  const { input } = decoding
  const token = wrappedToken(decoding, readAddress(input, base, end))
  if (action === TAKE_ALL) {
    const atLeast = readWei(input, base + WORD_CHARS, end)
    if (atLeast === null) return false
    addAction(decoding, { type: 'settlement', step: 'sweep', token, atLeast })
    return true
  }
  const step = action <= SETTLE_PAIR ? 'pull' : action === TAKE_PORTION ? 'pay-portion' : 'transfer'
  const pair = action === SETTLE_PAIR || action === TAKE_PAIR
  const all = action === TAKE && takesAll(input, call, base, end)
  addAction(decoding, { type: 'settlement', step, token: pair ? null : token, atLeast: all ? ALL : null })
  return true
}

/** `(currency, recipient, amount)`: zero is all that is owed. What the router takes itself it hands out later. */
function takesAll(input: string, call: Call, base: number, end: number): boolean {
  const recipient = readAddress(input, base + WORD_CHARS, end)
  if (recipient === null || routerRecipient(recipient, call) === null) return false
  return readWei(input, base + 2 * WORD_CHARS, end) === '0'
}

function addLiquidity(decoding: Decoding, list: ActionList, change: LiquidityAction['change']): boolean {
  addAction(decoding, { type: 'liquidity', protocol: list.protocol, change })
  return true
}

/** `((poolKey, zeroForOne, amount, limit, …))`: a pool key of five words, of Infinity six. */
function decodeSingle(
  decoding: Decoding,
  list: ActionList,
  exact: 'in' | 'out',
  base: number,
  end: number,
): boolean {
  const { input } = decoding
  const struct = followOffset(input, base, base, end)
  if (struct < 0) return false
  const infinity = list.family === 'pancakeswap-infinity'
  const direction = struct + (infinity ? 6 : 5) * WORD_CHARS
  const first = readAddress(input, struct, end)
  const second = readAddress(input, struct + WORD_CHARS, end)
  const fee = readNumber(input, struct + (infinity ? 4 : 2) * WORD_CHARS, end)
  const zeroForOne = readNumber(input, direction, end)
  const amount = readWei(input, direction + WORD_CHARS, end)
  const limit = readWei(input, direction + 2 * WORD_CHARS, end)
  if (first === null || second === null || fee < 0 || amount === null || limit === null) return false
  if (zeroForOne !== 0 && zeroForOne !== 1) return false
  const path: TokenPath = { tokens: [], native: 'none' }
  const sold = zeroForOne === 1 ? first : second
  const bought = zeroForOne === 1 ? second : first
  if (!appendToken(decoding, path, sold) || !appendToken(decoding, path, bought)) return false
  return addSwap(decoding, list, path, [fee], exact, amount, limit, bought)
}

/** `((currency, keys[], hop limits?, amount, limit))`: keys name the next currency and the fee of its pool. */
function decodePath(
  decoding: Decoding,
  list: ActionList,
  exact: 'in' | 'out',
  base: number,
  end: number,
): boolean {
  const { input } = decoding
  const struct = followOffset(input, base, base, end)
  if (struct < 0) return false
  const start = readAddress(input, struct, end)
  const keys = followOffset(input, struct, struct + WORD_CHARS, end)
  const count = arrayLength(input, keys, end)
  if (start === null || count < 1) return false
  if (count >= DECODE_LIMITS.pathTokens) {
    noteProblem(decoding, 'path_limit')
    return false
  }
  // From version 2.1.1 on a list of limits stands before the amounts, which pushes the keys one word further.
  const amounts = struct + (keys >= struct + 5 * WORD_CHARS ? 3 : 2) * WORD_CHARS
  const amount = readWei(input, amounts, end)
  const limit = readWei(input, amounts + WORD_CHARS, end)
  if (amount === null || limit === null) return false
  // Exact input goes from the currency along the keys; exact output is written from the first currency to the last, too.
  const currencies: Address[] = exact === 'in' ? [start] : []
  const fees: number[] = []
  const heads = keys + WORD_CHARS
  for (let index = 0; index < count; index++) {
    const key = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const currency = key < 0 ? null : readAddress(input, key, end)
    const fee = readNumber(input, key + WORD_CHARS, end)
    if (currency === null || fee < 0) return false
    currencies.push(currency)
    fees.push(fee)
  }
  if (exact === 'out') currencies.push(start)
  const path: TokenPath = { tokens: [], native: 'none' }
  for (const currency of currencies) if (!appendToken(decoding, path, currency)) return false
  const bought = currencies[currencies.length - 1]
  return bought !== undefined && addSwap(decoding, list, path, fees, exact, amount, limit, bought)
}

function addSwap(
  decoding: Decoding,
  list: ActionList,
  path: TokenPath,
  fees: readonly number[],
  exact: 'in' | 'out',
  amount: Wei,
  limit: Wei,
  bought: Address,
): boolean {
  const given = amount === '0' ? null : amount // zero: what is owed by then
  const amountOut = exact === 'in' ? limit : amount
  // A swap without a limit of its own leaves it to the taking.
  const taker = list.taken === bought && amountOut !== '0' ? list.taker : null
  return addPathTrade(
    decoding,
    path,
    list.protocol,
    exact,
    exact === 'in' ? given : limit,
    amountOut,
    taker !== null && (taker === NO_ADDRESS || isRouterItself(taker)) ? null : taker,
    list.deadline,
    fees.length === path.tokens.length - 1 ? fees : [],
  )
}
