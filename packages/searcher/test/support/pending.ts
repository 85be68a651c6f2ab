import type { DraftOf, PoolState, PoolStates } from '@org/events'
import { encodeFunctionData, parseAbi } from 'viem'
import { draft, SENDER, SWAP_ROUTER, USDC, WETH } from './transactions.ts'

const v3Router = parseAbi([
  'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96)) payable returns (uint256)',
])
const aavePool = parseAbi([
  'function liquidationCall(address collateralAsset, address debtAsset, address user, uint256 debtToCover, bool receiveAToken)',
])

/** Sells USDC for WETH (or the other way) at the first V3 router, from a sender of its own. */
export function v3Swap(
  index: number,
  sells: 'USDC' | 'WETH',
  amountIn: bigint,
  leastOut: bigint,
): DraftOf<'TxDecoded'> {
  const [tokenIn, tokenOut] = sells === 'USDC' ? [USDC, WETH] : [WETH, USDC]
  const input = encodeFunctionData({
    abi: v3Router,
    functionName: 'exactInputSingle',
    args: [
      {
        tokenIn,
        tokenOut,
        fee: 3_000,
        recipient: SENDER,
        deadline: 99n,
        amountIn,
        amountOutMinimum: leastOut,
        sqrtPriceLimitX96: 0n,
      },
    ],
  })
  return draft(index, { to: SWAP_ROUTER, input, sender: sender(index) })
}

/** Liquidates a borrower at Aave V3's pool, paying `debt` wei of WETH. */
export function liquidationCall(index: number, borrower: `0x${string}`, debt: bigint): DraftOf<'TxDecoded'> {
  const input = encodeFunctionData({
    abi: aavePool,
    functionName: 'liquidationCall',
    args: [USDC, WETH, borrower, debt, false],
  })
  const to = '0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2'
  return draft(index, { to, input, sender: sender(index) })
}

/** States of pools that do not change. */
export function fixedStates(pools: Readonly<Record<string, PoolState>>): PoolStates {
  return {
    latest: (_, pool) => pools[pool] ?? null,
    ofPair: (_, pair) =>
      Object.keys(pools)
        .filter((pool) => pool.includes(pair))
        .sort(),
  }
}

function sender(index: number): string {
  return `0x${index.toString(16).padStart(40, 'e')}`
}
