import type { Address, Swap, Wei } from '@org/events'
import type { ContractAbi } from '../registry/schema.ts'
import { buildSwap } from './build-swap.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { poolProtocol } from './pool-protocol.ts'
import { routerRecipient } from './router-constants.ts'
import { readPackedPath, type SwapPath, singlePath } from './swap-path.ts'
import { followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** The first router has a deadline in its structs, SwapRouter02 has not; they also read placeholders differently. */
type Router = 'swap-router' | 'swap-router-02'

const NO_ADDRESS = `0x${'0'.repeat(40)}`
const MAX_FEE = 0xffffff

/** `((tokenIn, tokenOut, fee, recipient, deadline?, amount, limit, sqrtPriceLimitX96))`, a struct without dynamic parts. */
function decodeSingle(router: Router, exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const tokenIn = readAddress(input, base, end)
  const tokenOut = readAddress(input, base + WORD_CHARS, end)
  const fee = readNumber(input, base + 2 * WORD_CHARS, end)
  if (tokenIn === null || tokenOut === null || fee < 0 || fee > MAX_FEE) return false
  const priceLimit = base + (router === 'swap-router' ? 7 : 6) * WORD_CHARS
  if (priceLimit + WORD_CHARS > end) return false
  return addSwap(router, exact, decoding, call, base + 3 * WORD_CHARS, singlePath(tokenIn, tokenOut, fee))
}

/** `((bytes path, recipient, deadline?, amount, limit))`, behind an offset. */
function decodePath(router: Router, exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const struct = followOffset(decoding.input, call.base, call.base, call.end)
  if (struct < 0) return false
  const pathAt = followOffset(decoding.input, struct, struct, call.end)
  const path = readPackedPath(decoding, pathAt, call.end, exact === 'out')
  return addSwap(router, exact, decoding, call, struct + WORD_CHARS, path)
}

/** The fields that all four functions share: `recipient, deadline?, amount, limit` from `at` on. */
function addSwap(
  router: Router,
  exact: 'in' | 'out',
  decoding: Decoding,
  call: Call,
  at: number,
  path: SwapPath | null,
): boolean {
  const { input } = decoding
  const recipient = readAddress(input, at, call.end)
  const amounts = at + (router === 'swap-router' ? 2 : 1) * WORD_CHARS
  const amount = readWei(input, amounts, call.end)
  const limit = readWei(input, amounts + WORD_CHARS, call.end)
  if (recipient === null || amount === null || limit === null) return false
  const deadline = router === 'swap-router' ? readNumber(input, at + WORD_CHARS, call.end) : -1
  const swap = buildSwap(
    poolProtocol(call.contract, 'uniswap-v3'),
    path,
    exact,
    exact === 'in' ? amountIn(router, amount) : limit,
    exact === 'in' ? limit : amount,
    receiver(router, recipient, call),
    deadline < 0 ? call.deadline : deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap: named(call, swap), native: 'none' })
  return true
}

/** Slipstream's routers name tick spacings where others name fees; Algebra's pools have a fee of their own. */
function named(call: Call, swap: Swap): Swap {
  const abi = call.contract?.abi
  return abi === 'slipstream-router' || abi === 'algebra-router' ? { ...swap, fees: [] } : swap
}

/** SwapRouter02 reads an amount in of zero as "what this contract holds". */
function amountIn(router: Router, amount: Wei): Wei | null {
  return router === 'swap-router-02' && amount === '0' ? null : amount
}

/** The first router reads the zero address as itself. */
function receiver(router: Router, recipient: Address, call: Call): Address | null {
  if (router === 'swap-router-02') return routerRecipient(recipient, call)
  return recipient === NO_ADDRESS || recipient === call.to ? null : recipient
}

function method(signature: string, router: Router, exact: 'in' | 'out', kind: 'single' | 'path'): Method {
  const decode = kind === 'single' ? decodeSingle : decodePath
  return {
    signature,
    abis: router === 'swap-router' ? FIRST_ROUTERS : ['uniswap-v3-swap-router-02'],
    generic: true,
    decode: (decoding, call) => decode(router, exact, decoding, call),
  }
}

/** Forks have kept the functions whose structs did not need to change. */
const FIRST_ROUTERS: readonly ContractAbi[] = [
  'uniswap-v3-swap-router',
  'slipstream-router',
  'algebra-router',
]

const SINGLE = '(address,address,uint24,address,uint256,uint256,uint256,uint160)'
const SINGLE_02 = '(address,address,uint24,address,uint256,uint256,uint160)'
const PATH = '(bytes,address,uint256,uint256,uint256)'
const PATH_02 = '(bytes,address,uint256,uint256)'

/** Swap functions of the Uniswap V3 SwapRouter and of SwapRouter02. */
export const uniswapV3Methods: Readonly<Record<string, Method>> = {
  '0x414bf389': method(`exactInputSingle(${SINGLE})`, 'swap-router', 'in', 'single'),
  '0xdb3e2198': method(`exactOutputSingle(${SINGLE})`, 'swap-router', 'out', 'single'),
  '0xc04b8d59': method(`exactInput(${PATH})`, 'swap-router', 'in', 'path'),
  '0xf28c0498': method(`exactOutput(${PATH})`, 'swap-router', 'out', 'path'),
  '0x04e45aaf': method(`exactInputSingle(${SINGLE_02})`, 'swap-router-02', 'in', 'single'),
  '0x5023b4df': method(`exactOutputSingle(${SINGLE_02})`, 'swap-router-02', 'out', 'single'),
  '0xb858183f': method(`exactInput(${PATH_02})`, 'swap-router-02', 'in', 'path'),
  '0x09b81346': method(`exactOutput(${PATH_02})`, 'swap-router-02', 'out', 'path'),
}
