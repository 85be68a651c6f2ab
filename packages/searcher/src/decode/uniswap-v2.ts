import type { Wei } from '@org/events'
import { buildSwap } from './build-swap.ts'
import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { poolProtocol } from './pool-protocol.ts'
import { routerRecipient } from './router-constants.ts'
import { readAddressPath } from './swap-path.ts'
import { followOffset, readAddress, readNumber, readWei, WORD_CHARS } from './words.ts'

/** Where a function of the V2 router keeps its arguments. */
interface V2Layout {
  readonly exact: 'in' | 'out'
  /** Side that is the native coin. With `in` the transaction's value stands for the amount in. */
  readonly native: 'in' | 'out' | 'none'
  /** Camelot names a referrer before the deadline. */
  readonly referrer?: true
}

/** `(amount?, amount, address[] path, address to, uint256 deadline)`: the first amount is absent when native goes in. */
function decodeRouterSwap(layout: V2Layout, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const amounts = layout.native === 'in' ? 1 : 2
  const first = readWei(input, base, end)
  const second = amounts === 2 ? readWei(input, base + WORD_CHARS, end) : call.value
  if (first === null || second === null) return false
  // Exact in: (in, out least). Exact out: (out, in most). With native in, `first` is the amount out of both.
  const outFirst = layout.native === 'in' || layout.exact === 'out'
  const amountIn = outFirst ? second : first
  const amountOut = outFirst ? first : second
  const tail = base + amounts * WORD_CHARS
  const path = readAddressPath(decoding, followOffset(input, base, tail, end), end)
  const recipient = readAddress(input, tail + WORD_CHARS, end)
  const deadlineAt = tail + (layout.referrer === true ? 3 : 2) * WORD_CHARS
  if (recipient === null || deadlineAt + WORD_CHARS > end) return false
  const deadline = readNumber(input, deadlineAt, end)
  const swap = buildSwap(
    poolProtocol(call.contract, 'uniswap-v2'),
    path,
    layout.exact,
    amountIn,
    amountOut,
    recipient,
    deadline < 0 ? null : deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: layout.native })
  return true
}

function routerSwap(signature: string, exact: 'in' | 'out', native: 'in' | 'out' | 'none'): Method {
  return forkSwap(signature, { exact, native })
}

function forkSwap(signature: string, layout: V2Layout): Method {
  return {
    signature,
    abis: ['uniswap-v2-router'],
    generic: true,
    decode: (decoding, call) => decodeRouterSwap(layout, decoding, call),
  }
}

/** `(uint256 amount, uint256 limit, address[] path, address to)` of SwapRouter02, which may trade its own balance. */
function decodeRouter02Swap(exact: 'in' | 'out', decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const first = readWei(input, base, end)
  const second = readWei(input, base + WORD_CHARS, end)
  const recipient = readAddress(input, base + 3 * WORD_CHARS, end)
  if (first === null || second === null || recipient === null) return false
  const path = readAddressPath(decoding, followOffset(input, base, base + 2 * WORD_CHARS, end), end)
  const swap = buildSwap(
    poolProtocol(call.contract, 'uniswap-v2'),
    path,
    exact,
    exact === 'in' ? balanceAsUnknown(first) : second,
    exact === 'in' ? second : first,
    routerRecipient(recipient, call),
    call.deadline,
  )
  if (swap === null) return false
  addAction(decoding, { type: 'swap', swap, native: 'none' })
  return true
}

/** SwapRouter02 reads an amount in of zero as "what this contract holds". */
function balanceAsUnknown(amount: Wei): Wei | null {
  return amount === '0' ? null : amount
}

function router02Swap(signature: string, exact: 'in' | 'out'): Method {
  return {
    signature,
    abis: ['uniswap-v3-swap-router-02'],
    generic: true,
    decode: (decoding, call) => decodeRouter02Swap(exact, decoding, call),
  }
}

/** Swap functions of the Uniswap V2 router and its forks, and the V2 functions of SwapRouter02. */
export const uniswapV2Methods: Readonly<Record<string, Method>> = {
  '0x38ed1739': routerSwap(
    'swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
    'in',
    'none',
  ),
  '0x8803dbee': routerSwap(
    'swapTokensForExactTokens(uint256,uint256,address[],address,uint256)',
    'out',
    'none',
  ),
  '0x7ff36ab5': routerSwap('swapExactETHForTokens(uint256,address[],address,uint256)', 'in', 'in'),
  '0x4a25d94a': routerSwap('swapTokensForExactETH(uint256,uint256,address[],address,uint256)', 'out', 'out'),
  '0x18cbafe5': routerSwap('swapExactTokensForETH(uint256,uint256,address[],address,uint256)', 'in', 'out'),
  '0xfb3bdb41': routerSwap('swapETHForExactTokens(uint256,address[],address,uint256)', 'out', 'in'),
  '0x5c11d795': routerSwap(
    'swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)',
    'in',
    'none',
  ),
  '0xb6f9de95': routerSwap(
    'swapExactETHForTokensSupportingFeeOnTransferTokens(uint256,address[],address,uint256)',
    'in',
    'in',
  ),
  '0x791ac947': routerSwap(
    'swapExactTokensForETHSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)',
    'in',
    'out',
  ),
  '0x472b43f3': router02Swap('swapExactTokensForTokens(uint256,uint256,address[],address)', 'in'),
  '0x42712a67': router02Swap('swapTokensForExactTokens(uint256,uint256,address[],address)', 'out'),
  // Forks that name another coin, or a referrer.
  '0xa2a1623d': routerSwap('swapExactAVAXForTokens(uint256,address[],address,uint256)', 'in', 'in'),
  '0x7a42416a': routerSwap('swapTokensForExactAVAX(uint256,uint256,address[],address,uint256)', 'out', 'out'),
  '0x676528d1': routerSwap('swapExactTokensForAVAX(uint256,uint256,address[],address,uint256)', 'in', 'out'),
  '0x8a657e67': routerSwap('swapAVAXForExactTokens(uint256,address[],address,uint256)', 'out', 'in'),
  '0xc57559dd': routerSwap(
    'swapExactAVAXForTokensSupportingFeeOnTransferTokens(uint256,address[],address,uint256)',
    'in',
    'in',
  ),
  '0x762b1562': routerSwap(
    'swapExactTokensForAVAXSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)',
    'in',
    'out',
  ),
  '0xac3893ba': forkSwap(
    'swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256,uint256,address[],address,address,uint256)',
    { exact: 'in', native: 'none', referrer: true },
  ),
  '0xb4822be3': forkSwap(
    'swapExactETHForTokensSupportingFeeOnTransferTokens(uint256,address[],address,address,uint256)',
    { exact: 'in', native: 'in', referrer: true },
  ),
  '0x52aa4c22': forkSwap(
    'swapExactTokensForETHSupportingFeeOnTransferTokens(uint256,uint256,address[],address,address,uint256)',
    { exact: 'in', native: 'out', referrer: true },
  ),
}
