import type { Address, Wei } from '@org/events'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { addPathTrade, addTrade, appendToken, isNativeToken, type TokenPath, tradeProtocol } from './trade.ts'
import { readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** The largest pools have eight coins. */
const MOST_COINS = 8

/**
 * `exchange(i, j, dx, min_dy, …)` of a pool: coins by number, which only the registry can name. `receiver`: the word
 * that names who receives, if there is one.
 */
function decodeExchange(
  words: number,
  receiver: number | null,
  underlying: boolean,
  decoding: Decoding,
  call: Call,
): boolean {
  const { input } = decoding
  const { base, end } = call
  const sold = readNumber(input, base, end)
  const bought = readNumber(input, base + WORD_CHARS, end)
  const amountIn = readWei(input, base + 2 * WORD_CHARS, end)
  const amountOut = readWei(input, base + 3 * WORD_CHARS, end)
  if (sold < 0 || bought < 0 || sold >= MOST_COINS || bought >= MOST_COINS || sold === bought) return false
  if (amountIn === null || amountOut === null || base + words * WORD_CHARS > end) return false
  const recipient = receiver === null ? call.sender : readAddress(input, base + receiver * WORD_CHARS, end)
  if (recipient === null) return false
  // The coins of a pool's own base pool are not named by the registry.
  const coins = underlying ? null : (call.contract?.coins ?? null)
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'curve'),
    pool: call.to,
    tokenIn: coins?.[sold] ?? null,
    tokenOut: coins?.[bought] ?? null,
    amountIn,
    amountOut,
    exact: 'in',
    recipient,
    deadline: call.deadline,
  })
}

/** A route (token, pool, token, …, then zeros) of `length` words in place, and the amounts behind it. */
function decodeRoute(
  length: number,
  amounts: number,
  receiver: number | null,
  decoding: Decoding,
  call: Call,
): boolean {
  const { input } = decoding
  const { base, end } = call
  const path: TokenPath = { tokens: [], native: 'none' }
  for (let index = 0; index < length; index += 2) {
    const token = readAddress(input, base + index * WORD_CHARS, end)
    if (token === null) return false
    if (token === NO_ADDRESS) break
    if (!appendToken(decoding, path, token)) return false
  }
  const amountIn = readWei(input, base + amounts * WORD_CHARS, end)
  const amountOut = readWei(input, base + (amounts + 1) * WORD_CHARS, end)
  const recipient = receiver === null ? call.sender : readAddress(input, base + receiver * WORD_CHARS, end)
  if (amountIn === null || amountOut === null || recipient === null) return false
  const protocol = tradeProtocol(call, 'curve')
  return (
    addPathTrade(decoding, path, protocol, 'in', amountIn, amountOut, recipient, call.deadline) ||
    addWrap(decoding, path, amountIn)
  )
}

/** A route between the native coin and its wrapped token. */
function addWrap(decoding: Decoding, path: TokenPath, amount: Wei): boolean {
  if (path.tokens.length !== 1 || path.native === 'none') return false
  addAction(decoding, { type: path.native === 'in' ? 'wrap' : 'unwrap', amount })
  return true
}

/** `(pool, from, to, amount, least, receiver?)` of the registry's exchange. */
function decodeRegistryExchange(
  first: number,
  receiver: number | null,
  decoding: Decoding,
  call: Call,
): boolean {
  const { input } = decoding
  const { base, end } = call
  const at = base + first * WORD_CHARS
  const pool = first === 0 ? call.to : readAddress(input, base, end)
  const tokenIn = readAddress(input, at, end)
  const tokenOut = readAddress(input, at + WORD_CHARS, end)
  const amountIn = readWei(input, at + 2 * WORD_CHARS, end)
  const amountOut = readWei(input, at + 3 * WORD_CHARS, end)
  const recipient = receiver === null ? call.sender : readAddress(input, base + receiver * WORD_CHARS, end)
  if (pool === null || tokenIn === null || tokenOut === null || recipient === null) return false
  if (amountIn === null || amountOut === null || (isNativeToken(tokenIn) && isNativeToken(tokenOut)))
    return false
  return addTrade(decoding, {
    protocol: tradeProtocol(call, 'curve'),
    pool: first === 0 ? null : pool,
    tokenIn,
    tokenOut,
    amountIn,
    amountOut,
    exact: 'in',
    recipient,
    deadline: call.deadline,
  })
}

const NO_ADDRESS = `0x${'0'.repeat(40)}` as Address // 40 hex digits

function exchange(
  signature: string,
  words: number,
  receiver: number | null = null,
  underlying = false,
): Method {
  return {
    signature,
    abis: ['curve-pool'],
    generic: true,
    decode: (decoding, call) => decodeExchange(words, receiver, underlying, decoding, call),
  }
}

function route(signature: string, length: number, amounts: number, receiver: number | null = null): Method {
  return {
    signature,
    abis: ['curve-router'],
    generic: true,
    decode: (decoding, call) => decodeRoute(length, amounts, receiver, decoding, call),
  }
}

function registryExchange(signature: string, first: number, receiver: number | null = null): Method {
  return {
    signature,
    abis: ['curve-router'],
    generic: true,
    decode: (decoding, call) => decodeRegistryExchange(first, receiver, decoding, call),
  }
}

/** Swap functions of Curve's pools and of its routers. */
export const curveMethods: Readonly<Record<string, Method>> = {
  '0x3df02124': exchange('exchange(int128,int128,uint256,uint256)', 4),
  '0xddc1f59d': exchange('exchange(int128,int128,uint256,uint256,address)', 5, 4),
  '0x5b41b908': exchange('exchange(uint256,uint256,uint256,uint256)', 4),
  '0xa64833a0': exchange('exchange(uint256,uint256,uint256,uint256,address)', 5, 4),
  '0x394747c5': exchange('exchange(uint256,uint256,uint256,uint256,bool)', 5),
  '0xce7d6503': exchange('exchange(uint256,uint256,uint256,uint256,bool,address)', 6, 5),
  '0xa6417ed6': exchange('exchange_underlying(int128,int128,uint256,uint256)', 4, null, true),
  '0x44ee1986': exchange('exchange_underlying(int128,int128,uint256,uint256,address)', 5, 4, true),
  '0x65b2489b': exchange('exchange_underlying(uint256,uint256,uint256,uint256)', 4, null, true),
  '0xe2ad025a': exchange('exchange_underlying(uint256,uint256,uint256,uint256,address)', 5, 4, true),
  '0x7e3db030': exchange('exchange_received(int128,int128,uint256,uint256)', 4),
  '0xafb43012': exchange('exchange_received(int128,int128,uint256,uint256,address)', 5, 4),
  '0x371dc447': route('exchange(address[11],uint256[5][5],uint256,uint256)', 11, 36),
  '0x5c9c18e2': route('exchange(address[11],uint256[5][5],uint256,uint256,address[5])', 11, 36),
  '0xc872a3c5': route('exchange(address[11],uint256[5][5],uint256,uint256,address[5],address)', 11, 36, 43),
  '0xaad348a2': route('exchange(address[11],uint256[4][5],uint256,uint256)', 11, 31),
  '0xfd44959c': route('exchange(address[11],uint256[4][5],uint256,uint256,address)', 11, 31, 33),
  '0x353ca424': route('exchange_multiple(address[9],uint256[3][4],uint256,uint256)', 9, 21),
  '0x9db4f7aa': route('exchange_multiple(address[9],uint256[3][4],uint256,uint256,address[4])', 9, 21),
  '0x0651cb35': route(
    'exchange_multiple(address[9],uint256[3][4],uint256,uint256,address[4],address)',
    9,
    21,
    27,
  ),
  '0x4798ce5b': registryExchange('exchange(address,address,address,uint256,uint256)', 1),
  '0x1a4c1ca3': registryExchange('exchange(address,address,address,uint256,uint256,address)', 1, 5),
  '0x10e5e303': registryExchange('exchange_with_best_rate(address,address,uint256,uint256)', 0),
  '0x9f69a6a6': registryExchange('exchange_with_best_rate(address,address,uint256,uint256,address)', 0, 4),
}
