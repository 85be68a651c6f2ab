import type { Address, Category } from '@org/events'
import { type AbiFunction, encodeFunctionData, type Hex, parseAbiItem } from 'viem'

/** One transaction, written by hand, and what it is. */
export interface Case {
  readonly name: string
  readonly category: Category
  /** Of the listed contract. */
  readonly protocol: string
  /** A contract on Ethereum that has the function. */
  readonly to: Hex
  readonly input: Hex
  /** Wei. */
  readonly value: bigint
  /** Token in and out, where calldata says both. */
  readonly trade: readonly [Hex, Hex] | null
  /** False where a function's name is so common and its arguments so few that nobody should believe it of any contract. */
  readonly telling: boolean
}

export const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2' as Address // lower case
export const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48' as Address // lower case
export const DAI = '0x6b175474e89094c44da98b954eedeac495271d0f' as Address // lower case
export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7' as Address // lower case
export const ME: Hex = '0x5e5de50000000000000000000000000000000001'
export const OTHER: Hex = '0x07e4070000000000000000000000000000000002'
export const COIN: Hex = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'
export const ZERO: Hex = '0x0000000000000000000000000000000000000000'
export const ETHER = 10n ** 18n
export const SOON = 1_900_000_000n

/** Calldata of a function by its signature. */
export function call(signature: string, args: readonly unknown[]): Hex {
  const item = parseAbiItem(`function ${signature}`) as AbiFunction // the text says so
  return encodeFunctionData({ abi: [item], functionName: item.name, args })
}

export function caseOf(
  name: string,
  category: Category,
  protocol: string,
  to: Hex,
  input: Hex,
  extra: Partial<Pick<Case, 'value' | 'trade' | 'telling'>> = {},
): Case {
  return { name, category, protocol, to, input, value: 0n, trade: null, telling: true, ...extra }
}
