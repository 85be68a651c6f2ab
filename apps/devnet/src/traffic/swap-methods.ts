/** Router and pool version of a way to swap, and what its path must look like. */
export interface SwapMethodSpec {
  readonly kind: 'v2_swap' | 'v3_swap' | 'v3_multicall' | 'router02_multicall' | 'universal_swap'
  readonly version: 2 | 3
  /** Which amount is exact. */
  readonly exact: 'in' | 'out'
  /** `pay`: the path begins with WETH and ether is sent; `receive`: it ends with WETH and ether is paid out. */
  readonly ether: 'none' | 'pay' | 'receive'
  readonly hops: 'one' | 'several' | 'any'
}

function v2(exact: 'in' | 'out', ether: SwapMethodSpec['ether']): SwapMethodSpec {
  return { kind: 'v2_swap', version: 2, exact, ether, hops: 'any' }
}

/** Every way the traffic swaps: all nine functions of the V2 router, V3, multicalls and the Universal Router. */
export const SWAP_METHODS = {
  'v2.swapExactTokensForTokens': v2('in', 'none'),
  'v2.swapTokensForExactTokens': v2('out', 'none'),
  'v2.swapExactETHForTokens': v2('in', 'pay'),
  'v2.swapTokensForExactETH': v2('out', 'receive'),
  'v2.swapExactTokensForETH': v2('in', 'receive'),
  'v2.swapETHForExactTokens': v2('out', 'pay'),
  'v2.swapExactTokensForTokensSupportingFeeOnTransferTokens': v2('in', 'none'),
  'v2.swapExactETHForTokensSupportingFeeOnTransferTokens': v2('in', 'pay'),
  'v2.swapExactTokensForETHSupportingFeeOnTransferTokens': v2('in', 'receive'),
  'v3.exactInputSingle': { kind: 'v3_swap', version: 3, exact: 'in', ether: 'none', hops: 'one' },
  'v3.exactInput': { kind: 'v3_swap', version: 3, exact: 'in', ether: 'none', hops: 'several' },
  'v3.exactOutputSingle': { kind: 'v3_swap', version: 3, exact: 'out', ether: 'none', hops: 'one' },
  'v3.exactOutput': { kind: 'v3_swap', version: 3, exact: 'out', ether: 'none', hops: 'several' },
  /** `exactInput` to the router itself, then `unwrapWETH9`. */
  'v3.multicall.unwrap': { kind: 'v3_multicall', version: 3, exact: 'in', ether: 'receive', hops: 'any' },
  /** `exactOutputSingle` paid in ether, then `refundETH`. */
  'v3.multicall.refund': { kind: 'v3_multicall', version: 3, exact: 'out', ether: 'pay', hops: 'one' },
  'router02.exactInputSingle': {
    kind: 'router02_multicall',
    version: 3,
    exact: 'in',
    ether: 'pay',
    hops: 'one',
  },
  /** `exactOutput`, without ether. */
  'router02.exactOutput': {
    kind: 'router02_multicall',
    version: 3,
    exact: 'out',
    ether: 'none',
    hops: 'several',
  },
  /** `exactInput` to the router itself, then `unwrapWETH9`. */
  'router02.unwrap': { kind: 'router02_multicall', version: 3, exact: 'in', ether: 'receive', hops: 'any' },
  'router02.swapExactTokensForTokens': {
    kind: 'router02_multicall',
    version: 2,
    exact: 'in',
    ether: 'none',
    hops: 'any',
  },
  /** `WRAP_ETH`, then a swap paid by the router. */
  'universal.wrap.v2In': { kind: 'universal_swap', version: 2, exact: 'in', ether: 'pay', hops: 'any' },
  'universal.wrap.v3In': { kind: 'universal_swap', version: 3, exact: 'in', ether: 'pay', hops: 'any' },
  /** `WRAP_ETH`, an exact output, and what is left unwrapped. */
  'universal.wrap.v2Out': { kind: 'universal_swap', version: 2, exact: 'out', ether: 'pay', hops: 'any' },
  /** Paid by the sender through Permit2. */
  'universal.permit2.v2In': { kind: 'universal_swap', version: 2, exact: 'in', ether: 'none', hops: 'any' },
  'universal.permit2.v3Out': { kind: 'universal_swap', version: 3, exact: 'out', ether: 'none', hops: 'any' },
  /** Paid through Permit2 to the router, then `UNWRAP_WETH`. */
  'universal.permit2.v3In.unwrap': {
    kind: 'universal_swap',
    version: 3,
    exact: 'in',
    ether: 'receive',
    hops: 'any',
  },
} as const satisfies Readonly<Record<string, SwapMethodSpec>>
export type SwapMethod = keyof typeof SWAP_METHODS

/** The methods that make one kind of transaction. */
export function methodsOfKind(kind: SwapMethodSpec['kind']): readonly SwapMethod[] {
  const methods = Object.keys(SWAP_METHODS) as SwapMethod[] // keys of a closed record
  return methods.filter((method) => SWAP_METHODS[method].kind === kind)
}
