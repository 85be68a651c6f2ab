import { type Address, encodeFunctionData, type Hash, parseAbi, parseGwei } from 'viem'
import type { UniswapChain } from './uniswap-chain.ts'

const v2RouterAbi = parseAbi([
  'function getAmountsOut(uint256 amountIn, address[] path) view returns (uint256[])',
  'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
])

/** A swap that the node took, with what was asked for. */
export interface SentSwap {
  readonly hash: Hash
  readonly amountIn: bigint
  readonly minimumOut: bigint
  readonly path: readonly [Address, Address]
  /** Unix seconds. */
  readonly deadline: number
}

const DEADLINE = 4_000_000_000

/**
 * Sells coins for USDC at the real V2 router; stays pending until a block is mined.
 * @param options.minimumPercent of what the pool would give now. @default 99
 */
export async function sendSwap(
  chain: UniswapChain,
  amountIn: bigint,
  options: { readonly minimumPercent?: bigint } = {},
): Promise<SentSwap> {
  const { client, trader } = chain
  const { contracts, tokens } = chain.deployment
  const path = [tokens.WETH, tokens.USDC] as const
  const quote = await client.readContract({
    address: contracts.v2Router,
    abi: v2RouterAbi,
    functionName: 'getAmountsOut',
    args: [amountIn, path],
  })
  const minimumOut = ((quote[1] ?? 0n) * (options.minimumPercent ?? 99n)) / 100n
  const serializedTransaction = await trader.signTransaction({
    type: 'eip1559',
    chainId: chain.anvil.chainId,
    nonce: await client.getTransactionCount({ address: trader.address, blockTag: 'pending' }),
    to: contracts.v2Router,
    value: amountIn,
    gas: 250_000n,
    maxFeePerGas: parseGwei('20'),
    maxPriorityFeePerGas: parseGwei('2'),
    data: encodeFunctionData({
      abi: v2RouterAbi,
      functionName: 'swapExactETHForTokens',
      args: [minimumOut, path, trader.address, BigInt(DEADLINE)],
    }),
  })
  const hash = await client.sendRawTransaction({ serializedTransaction })
  return { hash, amountIn, minimumOut, path, deadline: DEADLINE }
}
