import type { Address } from 'viem'
import type { TokenSymbol } from './tokens.ts'

/** The contracts of the devnet beside tokens and pools. */
export const CONTRACT_NAMES = [
  'v2Factory',
  'v2Router',
  'v3Factory',
  'v3Router',
  'positionManager',
  'router02',
  'universalRouter',
  'permit2',
] as const
export type ContractName = (typeof CONTRACT_NAMES)[number]

/** A pool that is opened with liquidity. */
export type PoolSpec =
  | { readonly version: 2; readonly tokens: readonly [TokenSymbol, TokenSymbol] }
  /** `fee` in hundredths of a basis point. */
  | { readonly version: 3; readonly tokens: readonly [TokenSymbol, TokenSymbol]; readonly fee: 500 | 3000 }

export type Pool = PoolSpec & { readonly address: Address }

/** Every pool; the traffic trades on exactly these. */
export const POOLS: readonly PoolSpec[] = [
  { version: 2, tokens: ['WETH', 'USDC'] },
  { version: 2, tokens: ['WETH', 'LINK'] },
  { version: 2, tokens: ['USDC', 'DAI'] },
  { version: 3, tokens: ['WETH', 'USDC'], fee: 500 },
  { version: 3, tokens: ['WETH', 'USDC'], fee: 3000 },
  { version: 3, tokens: ['WETH', 'LINK'], fee: 3000 },
  { version: 3, tokens: ['USDC', 'DAI'], fee: 500 },
]

/** Where everything is. Addresses are lower case. */
export interface Deployment {
  readonly chainId: number
  readonly contracts: Readonly<Record<ContractName, Address>>
  readonly tokens: Readonly<Record<TokenSymbol, Address>>
  readonly pools: readonly Pool[]
}
