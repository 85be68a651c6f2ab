import type { Pool } from '@org/devnet'
import { type Address, encodeFunctionData, type Hex, maxUint256, parseAbi, parseGwei } from 'viem'
import type { UniswapChain } from './uniswap-chain.ts'

const v2Abi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
  'function swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
])
const v3Abi = parseAbi([
  'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96)) payable returns (uint256)',
  'function exactOutputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountOut, uint256 amountInMaximum, uint160 sqrtPriceLimitX96)) payable returns (uint256)',
])

export interface SwapOrder {
  readonly pool: Pool
  /** Sells the token whose address sorts first. */
  readonly sellsFirst: boolean
  readonly exact: 'in' | 'out'
  readonly amount: bigint
  /** The limit of the other side. @default none */
  readonly limit?: bigint
}

const DEADLINE = 4_000_000_000n

/** The other side of a swap as the real router and pool execute it on the latest block; `null`: it reverts. */
export async function executedAmount(chain: UniswapChain, order: SwapOrder): Promise<bigint | null> {
  const { to, data } = encodeSwap(chain, order)
  try {
    const result = await chain.client.call({ account: chain.trader.address, to, data })
    const words = (result.data ?? '0x').slice(2).match(/.{64}/g) ?? []
    // V2 answers a list: offset, length, amounts.
    const word = order.pool.version === 2 ? words[order.exact === 'in' ? 3 : 2] : words[0]
    return word === undefined ? null : BigInt(`0x${word}`)
  } catch {
    return null
  }
}

/** Sends the swap for real; it stays pending until a block is mined. Not awaited for its receipt. */
export async function sendOrder(chain: UniswapChain, order: SwapOrder): Promise<Hex> {
  const { client, trader } = chain
  const serializedTransaction = await trader.signTransaction({
    type: 'eip1559',
    chainId: chain.anvil.chainId,
    nonce: await client.getTransactionCount({ address: trader.address, blockTag: 'pending' }),
    gas: 500_000n,
    maxFeePerGas: parseGwei('20'),
    maxPriorityFeePerGas: parseGwei('2'),
    ...encodeSwap(chain, order),
  })
  return client.sendRawTransaction({ serializedTransaction })
}

/** The tokens of an order: what is sold, what is bought. */
export function sides(chain: UniswapChain, { pool, sellsFirst }: SwapOrder): readonly [Address, Address] {
  const tokens = pool.tokens.map((symbol) => chain.deployment.tokens[symbol])
  const [first, second] = tokens.sort()
  if (first === undefined || second === undefined) throw new Error('a pool has two tokens')
  return sellsFirst ? [first, second] : [second, first]
}

export function encodeSwap(
  chain: UniswapChain,
  order: SwapOrder,
): { readonly to: Address; readonly data: Hex } {
  const { pool, exact, amount } = order
  const { contracts } = chain.deployment
  const [tokenIn, tokenOut] = sides(chain, order)
  const limit = order.limit ?? (exact === 'in' ? 0n : maxUint256)
  const recipient = chain.trader.address
  if (pool.version === 2) {
    const data = encodeFunctionData({
      abi: v2Abi,
      functionName: exact === 'in' ? 'swapExactTokensForTokens' : 'swapTokensForExactTokens',
      args: [amount, limit, [tokenIn, tokenOut], recipient, DEADLINE],
    })
    return { to: contracts.v2Router, data }
  }
  const common = { tokenIn, tokenOut, fee: pool.fee, recipient, deadline: DEADLINE, sqrtPriceLimitX96: 0n }
  const data =
    exact === 'in'
      ? encodeFunctionData({
          abi: v3Abi,
          functionName: 'exactInputSingle',
          args: [{ ...common, amountIn: amount, amountOutMinimum: limit }],
        })
      : encodeFunctionData({
          abi: v3Abi,
          functionName: 'exactOutputSingle',
          args: [{ ...common, amountOut: amount, amountInMaximum: limit }],
        })
  return { to: contracts.v3Router, data }
}
