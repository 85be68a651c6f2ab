import type { Address, DraftOf } from '@org/events'
import { encodeFunctionData, parseAbi } from 'viem'
import { DAI, draft, SENDER, UNKNOWN, USDC, V2_ROUTER, WETH } from './transactions.ts'

const router = parseAbi([
  'function swapExactETHForTokens(uint256,address[],address,uint256) payable',
  'function swapExactTokensForETH(uint256,uint256,address[],address,uint256)',
  'function swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
])
const multicall3 = parseAbi([
  'function aggregate3Value((address target, bool allowFailure, uint256 value, bytes callData)[]) payable',
])
const MULTICALL3 = '0xca11bde05977b3631167028862be2a173976ca11'

interface SwapOptions {
  readonly sender?: string
  readonly nonce?: number
  readonly token?: `0x${string}`
  readonly leastOut?: bigint
  readonly router?: Address
  readonly seenUs?: number
  readonly chainId?: number
}

const GWEI = 10n ** 9n

/** Coins as wei, to nine decimals. */
function coins(amount: number): bigint {
  return BigInt(Math.round(amount * 1e9)) * GWEI
}

/** A swap that pays `amount` native coins for a token. */
export function buy(index: number, amount: number, options: SwapOptions = {}): DraftOf<'TxDecoded'> {
  const input = encodeFunctionData({
    abi: router,
    functionName: 'swapExactETHForTokens',
    args: [options.leastOut ?? 1_000n, [WETH, options.token ?? USDC], SENDER, 99n],
  })
  return swap(index, input, coins(amount), options)
}

/** A swap that sells a token for at least `amount` native coins. */
export function sell(index: number, amount: number, options: SwapOptions = {}): DraftOf<'TxDecoded'> {
  const input = encodeFunctionData({
    abi: router,
    functionName: 'swapExactTokensForETH',
    args: [1_000n, coins(amount), [options.token ?? USDC, WETH], SENDER, 99n],
  })
  return swap(index, input, 0n, options)
}

/** One transaction that makes the calls of several, through Multicall3. */
export function together(index: number, ...parts: readonly DraftOf<'TxDecoded'>[]): DraftOf<'TxDecoded'> {
  const calls = parts.map(({ data }) => ({
    target: data.to ?? UNKNOWN,
    allowFailure: false,
    value: BigInt(data.value_wei),
    callData: data.input,
  }))
  const input = encodeFunctionData({ abi: multicall3, functionName: 'aggregate3Value', args: [calls] })
  const value = calls.reduce((sum, call) => sum + call.value, 0n)
  return draft(index, { to: MULTICALL3, input, value_wei: String(value) })
}

/** A swap between two tokens, without the native coin. */
export function tokenSwap(index: number, options: SwapOptions = {}): DraftOf<'TxDecoded'> {
  const input = encodeFunctionData({
    abi: router,
    functionName: 'swapExactTokensForTokens',
    args: [1_000n, options.leastOut ?? 1_000n, [DAI, options.token ?? USDC], SENDER, 99n],
  })
  return swap(index, input, 0n, options)
}

function swap(index: number, input: string, value: bigint, options: SwapOptions): DraftOf<'TxDecoded'> {
  return draft(
    index,
    {
      to: options.router ?? V2_ROUTER,
      input,
      value_wei: String(value),
      nonce: options.nonce ?? 7,
      sender: options.sender ?? `0x${index.toString(16).padStart(40, 'e')}`,
    },
    {
      chain_id: options.chainId ?? 1,
      ingest_ts_unix_us: options.seenUs ?? 1_700_000_000_000_000 + index * 1_000,
    },
  )
}
