import type { Address, Wei } from '@org/events'
import { addAction, type Call, type Decoding } from './decoding.ts'

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`
/** What aggregators write for the native coin; some write zero. */
const NATIVE_ADDRESS = `0x${'e'.repeat(40)}`

/** A trade as calldata describes it, before it is told whether both tokens and the amount out are known. */
export interface Trade {
  readonly protocol: string
  readonly pool: Address | null
  /** A token, one of the placeholders for the native coin, or `null` where the calldata does not say. */
  readonly tokenIn: Address | null
  readonly tokenOut: Address | null
  readonly amountIn: Wei | null
  readonly amountOut: Wei | null
  readonly exact: 'in' | 'out'
  readonly recipient: Address | null
  readonly deadline: number | null
}

/** True for the addresses that stand for the native coin. */
export function isNativeToken(token: Address): boolean {
  return token === NATIVE_ADDRESS || token === ZERO_ADDRESS
}

/** The token that calldata names; the native coin as its wrapped token, `null` where the chain's is not known. */
export function wrappedToken(decoding: Decoding, token: Address | null): Address | null {
  return token !== null && isNativeToken(token) ? decoding.chain.wrappedNative : token
}

/** Who receives; of aggregators zero means the sender. */
export function orSender(recipient: Address | null, sender: Address): Address | null {
  return recipient === ZERO_ADDRESS ? sender : recipient
}

/** The protocol of a trade through this contract: the registry's name, or the resemblance. */
export function tradeProtocol(call: Call, family: string): string {
  return call.contract === null ? `${family}-like` : call.contract.protocol
}

/**
 * Adds a trade: as a swap where the calldata names both tokens and the amount out, else as a partial one. The native
 * coin becomes its wrapped token; against that token itself it is wrapped, not traded. False, and nothing added, when
 * a token is traded against itself.
 */
export function addTrade(decoding: Decoding, trade: Trade): boolean {
  const { wrappedNative } = decoding.chain
  const { tokenIn, tokenOut, amountIn, amountOut } = trade
  const nativeIn = tokenIn !== null && isNativeToken(tokenIn)
  const nativeOut = tokenOut !== null && isNativeToken(tokenOut)
  const sold = nativeIn ? wrappedNative : tokenIn
  const bought = nativeOut ? wrappedNative : tokenOut
  const native = nativeIn ? 'in' : nativeOut ? 'out' : 'none'
  if (nativeIn && nativeOut) return false
  if (sold !== null && sold === bought) {
    if (native === 'none') return false
    addAction(decoding, { type: nativeIn ? 'wrap' : 'unwrap', amount: amountIn ?? amountOut ?? ZERO })
    return true
  }
  if (sold === null || bought === null || amountOut === null) {
    addAction(decoding, {
      type: 'partial-swap',
      protocol: trade.protocol,
      pool: trade.pool,
      tokenIn: sold,
      tokenOut: bought,
      amountIn,
      amountOut,
      exact: trade.exact,
      native,
      recipient: trade.recipient,
      deadline: trade.deadline,
    })
    return true
  }
  addAction(decoding, {
    type: 'swap',
    swap: {
      protocol: trade.protocol,
      token_in: sold,
      token_out: bought,
      amount_in: amountIn,
      amount_out: amountOut,
      exact: trade.exact,
      path: [sold, bought],
      fees: [],
      recipient: trade.recipient,
      deadline: trade.deadline,
    },
    native,
  })
  return true
}

/** A path whose ends may be placeholders for the native coin: its tokens, and the side that is native. */
export interface TokenPath {
  readonly tokens: Address[]
  native: 'in' | 'out' | 'none'
}

/** Appends the next token of a path; a native coin next to its wrapped token is one token. False for a repetition. */
export function appendToken(decoding: Decoding, path: TokenPath, token: Address): boolean {
  const { tokens } = path
  const native = isNativeToken(token)
  const resolved = native ? decoding.chain.wrappedNative : token
  if (resolved === null) return false
  if (tokens.length === 0) {
    if (native) path.native = 'in'
    tokens.push(resolved)
    return true
  }
  if (path.native !== 'in') path.native = native ? 'out' : 'none'
  if (tokens[tokens.length - 1] === resolved) return native || resolved === decoding.chain.wrappedNative
  tokens.push(resolved)
  return true
}

/** Adds a swap along a path; false, and nothing added, unless it has two different ends. */
export function addPathTrade(
  decoding: Decoding,
  path: TokenPath,
  protocol: string,
  exact: 'in' | 'out',
  amountIn: Wei | null,
  amountOut: Wei,
  recipient: Address | null,
  deadline: number | null,
  fees: readonly number[] = [],
): boolean {
  const { tokens, native } = path
  const tokenIn = tokens[0]
  const tokenOut = tokens[tokens.length - 1]
  if (tokenIn === undefined || tokenOut === undefined || tokens.length < 2) return false
  addAction(decoding, {
    type: 'swap',
    swap: {
      protocol,
      token_in: tokenIn,
      token_out: tokenOut,
      amount_in: amountIn,
      amount_out: amountOut,
      exact,
      path: tokens,
      fees,
      recipient,
      deadline,
    },
    native,
  })
  return true
}

const ZERO = '0' as Wei // a decimal digit
