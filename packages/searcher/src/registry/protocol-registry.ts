import type { Address } from '@org/events'
import type { ContractAbi, ContractRole, RegistryChain, RegistryFile } from './schema.ts'

/** A contract that the registry names. */
export interface KnownContract {
  readonly address: Address
  readonly protocol: string
  readonly role: ContractRole
  /** `null`: its calls are not read, only attributed. */
  readonly abi: ContractAbi | null
  /** Coins of a pool by number; `null` where the registry does not say. */
  readonly coins: readonly Address[] | null
}

/** A token that the registry names. */
export interface KnownToken {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
}

/** Where the pools of a protocol are found. */
export type PoolFactory =
  | { readonly kind: 'constant-product'; readonly address: Address; readonly feePpm: number }
  | { readonly kind: 'concentrated'; readonly address: Address }

/** What is known of one chain. */
export interface ChainRegistry {
  readonly chainId: number
  /** The ERC-20 form of the native coin; `null` when unknown, so that no value in the native coin can be given. */
  readonly wrappedNative: Address | null
  contract(address: string): KnownContract | undefined
  token(address: string): KnownToken | undefined
  /** By the protocol that swaps carry. */
  factory(protocol: string): PoolFactory | undefined
}

/** Known contracts and tokens by chain. Immutable; bounded by the files it was made from. */
export interface ProtocolRegistry {
  /** A chain that no file names knows nothing. */
  chain(chainId: number): ChainRegistry
  chainIds(): readonly number[]
}

interface ChainTables {
  wrappedNative: Address | null
  readonly contracts: Map<string, KnownContract>
  readonly tokens: Map<string, KnownToken>
  readonly factories: Map<string, PoolFactory>
}

/** Builds a registry from checked files; entries of later files override earlier ones by address. */
export function createProtocolRegistry(files: readonly RegistryFile[]): ProtocolRegistry {
  const tables = new Map<number, ChainTables>()
  for (const file of files) {
    for (const chain of file.chains) {
      let table = tables.get(chain.chain_id)
      if (table === undefined) {
        table = emptyTables()
        tables.set(chain.chain_id, table)
      }
      merge(table, chain)
    }
  }
  const chains = new Map([...tables].map(([chainId, table]) => [chainId, chainRegistry(chainId, table)]))
  return {
    chain: (chainId) => chains.get(chainId) ?? chainRegistry(chainId, emptyTables()),
    chainIds: () => [...chains.keys()],
  }
}

function emptyTables(): ChainTables {
  return { wrappedNative: null, contracts: new Map(), tokens: new Map(), factories: new Map() }
}

function merge(table: ChainTables, chain: RegistryChain): void {
  if (chain.wrapped_native !== undefined) table.wrappedNative = chain.wrapped_native
  for (const entry of chain.contracts) {
    table.contracts.set(entry.address, {
      address: entry.address,
      protocol: entry.protocol,
      role: entry.role,
      abi: entry.abi ?? null,
      coins: entry.coins ?? null,
    })
    if (entry.abi === 'uniswap-v2-factory' && entry.fee_ppm !== undefined) {
      table.factories.set(entry.protocol, {
        kind: 'constant-product',
        address: entry.address,
        feePpm: entry.fee_ppm,
      })
    } else if (entry.abi === 'uniswap-v3-factory') {
      table.factories.set(entry.protocol, { kind: 'concentrated', address: entry.address })
    }
  }
  for (const entry of chain.tokens) {
    table.tokens.set(entry.address, {
      address: entry.address,
      symbol: entry.symbol,
      decimals: entry.decimals,
    })
  }
}

function chainRegistry(chainId: number, table: ChainTables): ChainRegistry {
  // One lookup on the hot path: tokens and the wrapped native coin answer as contracts, too.
  const contracts = new Map<string, KnownContract>()
  for (const token of table.tokens.values()) {
    contracts.set(token.address, {
      address: token.address,
      protocol: 'erc20',
      role: 'token',
      abi: 'erc20',
      coins: null,
    })
  }
  if (table.wrappedNative !== null) {
    contracts.set(table.wrappedNative, {
      address: table.wrappedNative,
      protocol: 'wrapped-native',
      role: 'token',
      abi: 'wrapped-native',
      coins: null,
    })
  }
  for (const [address, contract] of table.contracts) contracts.set(address, contract)
  return {
    chainId,
    wrappedNative: table.wrappedNative,
    contract: (address) => contracts.get(address),
    token: (address) => table.tokens.get(address),
    factory: (protocol) => table.factories.get(protocol),
  }
}
