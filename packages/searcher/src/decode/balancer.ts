import type { Address, Wei } from '@org/events'
import { type Call, DECODE_LIMITS, type Decoding, type Method, noteProblem, takeCall } from './decoding.ts'
import { addPathTrade, addTrade, appendToken, type TokenPath, tradeProtocol } from './trade.ts'
import { arrayLength, followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** Kinds of swap: which side is given. */
const GIVEN_IN = 0
const GIVEN_OUT = 1
const WORD_RANGE = 1n << 256n

/** `((poolId, kind, assetIn, assetOut, amount, userData), funds, limit, deadline)`; zero is the native coin. */
function decodeSingle(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const swap = followOffset(input, base, base, end)
  if (swap < 0) return false
  const kind = readNumber(input, swap + WORD_CHARS, end)
  const tokenIn = readAddress(input, swap + 2 * WORD_CHARS, end)
  const tokenOut = readAddress(input, swap + 3 * WORD_CHARS, end)
  const amount = readWei(input, swap + 4 * WORD_CHARS, end)
  const recipient = readAddress(input, base + 3 * WORD_CHARS, end)
  const limit = readWei(input, base + 5 * WORD_CHARS, end)
  if ((kind !== GIVEN_IN && kind !== GIVEN_OUT) || base + 7 * WORD_CHARS > end) return false
  if (tokenIn === null || tokenOut === null || amount === null || limit === null || recipient === null)
    return false
  const deadline = readNumber(input, base + 6 * WORD_CHARS, end)
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'balancer-v2'),
    pool: null,
    tokenIn,
    tokenOut,
    amountIn: kind === GIVEN_IN ? amount : limit,
    amountOut: kind === GIVEN_IN ? limit : amount,
    exact: kind === GIVEN_IN ? 'in' : 'out',
    recipient,
    deadline: deadline < 0 ? null : deadline,
  })
}

/** The steps of a batch: which assets they trade, from the given side on, and how much of it is given. */
interface Steps {
  /** Numbers of the assets along the way where the steps follow each other; else only the two ends. */
  readonly assets: readonly number[]
  readonly given: bigint
}

/** `(poolId, assetInIndex, assetOutIndex, amount, userData)[]`; a step of amount zero goes on with the last one's. */
function readSteps(decoding: Decoding, array: number, end: number, exactIn: boolean): Steps | null {
  const { input } = decoding
  const count = arrayLength(input, array, end)
  if (count < 1) return null
  const heads = array + WORD_CHARS
  const assets: number[] = []
  let given = 0n
  let chained = true
  let start = -1
  let last = -1
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const step = followOffset(input, heads, heads + index * WORD_CHARS, end)
    if (step < 0) return null
    const sold = readNumber(input, step + WORD_CHARS, end)
    const bought = readNumber(input, step + 2 * WORD_CHARS, end)
    const amount = readWei(input, step + 3 * WORD_CHARS, end)
    if (sold < 0 || bought < 0 || sold === bought || amount === null) return null
    const from = exactIn ? sold : bought
    const to = exactIn ? bought : sold
    if (index === 0) {
      start = from
      assets.push(from)
    }
    // Every amount that is given is one of the asset that the first step begins with, or the batch is no one trade.
    if (amount !== '0') {
      if (from !== start) return null
      given += BigInt(amount)
    }
    if (index > 0 && (from !== last || amount !== '0')) chained = false
    if (assets.length < DECODE_LIMITS.pathTokens) assets.push(to)
    else chained = false
    last = to
  }
  // The vault's numbers end there, too.
  if (last === start || given >= WORD_RANGE) return null
  return { assets: chained ? assets : [start, last], given }
}

/** `(kind, steps, assets, funds, limits, deadline)`: a trade between the ends of its steps. */
function decodeBatch(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const kind = readNumber(input, base, end)
  const recipient = readAddress(input, base + 5 * WORD_CHARS, end)
  if ((kind !== GIVEN_IN && kind !== GIVEN_OUT) || recipient === null || base + 9 * WORD_CHARS > end)
    return false
  const assets = followOffset(input, base, base + 2 * WORD_CHARS, end)
  const limits = followOffset(input, base, base + 7 * WORD_CHARS, end)
  const count = arrayLength(input, assets, end)
  if (count < 2 || arrayLength(input, limits, end) !== count) return false
  const steps = readSteps(decoding, followOffset(input, base, base + WORD_CHARS, end), end, kind === GIVEN_IN)
  const other = steps?.assets[steps.assets.length - 1]
  if (steps === null || other === undefined) {
    // Circular, or several trades at once: what it is, is known, and what it trades is not told.
    noteProblem(decoding, 'not_decoded')
    return addTrade(decoding, unknownTrade(call, recipient))
  }
  const path: TokenPath = { tokens: [], native: 'none' }
  const order = kind === GIVEN_IN ? steps.assets : [...steps.assets].reverse()
  for (const index of order) {
    const token = index < count ? readAddress(input, assets + (index + 1) * WORD_CHARS, end) : null
    if (token === null || !appendToken(decoding, path, token)) return false
  }
  const limit = readLimit(input, limits + (other + 1) * WORD_CHARS, end)
  if (limit === null) return false
  const given = steps.given.toString() as Wei // decimal digits
  const deadline = readNumber(input, base + 8 * WORD_CHARS, end)
  return addPathTrade(
    decoding,
    path,
    tradeProtocol(call, 'balancer-v2'),
    kind === GIVEN_IN ? 'in' : 'out',
    kind === GIVEN_IN ? given : limit,
    kind === GIVEN_IN ? limit : given,
    recipient,
    deadline < 0 ? null : deadline,
  )
}

/** A limit is an `int256`: positive for what is paid at most, negative for what is received at least. */
function readLimit(input: string, at: number, end: number): Wei | null {
  const word = readWei(input, at, end)
  if (word === null) return null
  const value = BigInt(word)
  const magnitude = value >= 1n << 255n ? (1n << 256n) - value : value
  return magnitude.toString() as Wei // decimal digits
}

function unknownTrade(call: Call, recipient: Address): Parameters<typeof addTrade>[1] {
  return {
    protocol: tradeProtocol(call, 'balancer-v2'),
    pool: null,
    tokenIn: null,
    tokenOut: null,
    amountIn: null,
    amountOut: null,
    exact: 'in',
    recipient,
    deadline: null,
  }
}

/** Swaps of Balancer's V2 vault, and of forks such as Beethoven X. */
export const balancerMethods: Readonly<Record<string, Method>> = {
  '0x52bbbe29': {
    signature:
      'swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)',
    abis: ['balancer-v2-vault'],
    generic: true,
    decode: decodeSingle,
  },
  '0x945bcec9': {
    signature:
      'batchSwap(uint8,(bytes32,uint256,uint256,uint256,bytes)[],address[],(address,bool,address,bool),int256[],uint256)',
    abis: ['balancer-v2-vault'],
    generic: true,
    decode: decodeBatch,
  },
}
