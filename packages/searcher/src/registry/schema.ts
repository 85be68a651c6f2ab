import { type Address, parseAddress } from '@org/events'
import { z } from 'zod'

/** Interfaces whose calldata this package can read. A contract without one is known by name and role only. */
export const CONTRACT_ABIS = [
  'uniswap-v2-router',
  'uniswap-v3-swap-router',
  'uniswap-v3-swap-router-02',
  'uniswap-v3-position-manager',
  /** Universal Router up to 1.2: commands from 0x10 are NFT markets. */
  'uniswap-universal-router-v1',
  /** Universal Router 2.0: commands from 0x10 are V4 swaps and positions. */
  'uniswap-universal-router-v2',
  /** Universal Router from 2.1: as 2.0, and commands from 0x40. */
  'uniswap-universal-router',
  /** Universal Router of PancakeSwap: commands from 0x10 are its own pools. */
  'pancake-universal-router',
  'uniswap-v4-position-manager',
  /** V3 routers whose pools are told apart by tick spacing instead of fee. */
  'slipstream-router',
  /** V3 routers with one pool per pair: QuickSwap, Camelot, … */
  'algebra-router',
  /** Solidly's router and its descendants. */
  'solidly-router',
  'liquidity-book-router',
  'sushi-route-processor',
  'uniswap-v2-pair',
  'uniswap-v3-pool',
  'mooniswap-pool',
  'curve-pool',
  'curve-router',
  'balancer-v2-vault',
  'balancer-v3-router',
  /** Pools of Balancer's first version, and the proxies in front of them. */
  'balancer-v1',
  '1inch-router',
  '0x-exchange-proxy',
  '0x-settler',
  '0x-allowance-holder',
  'cow-settlement',
  'cow-eth-flow',
  'rainbow-router',
  'paraswap-augustus',
  'odos-router',
  'kyberswap-router',
  'lifi-diamond',
  'metamask-swap-router',
  'openocean-exchange',
  'okx-dex-router',
  'uniswapx-reactor',
  'bancor-network',
  'kyber-network',
  'dodo-proxy',
  'uniswap-v1-exchange',
  'permit2',
  'wrapped-native',
  'erc20',
  'erc721',
  'erc1155',
  'aave-pool',
  /** Aave V3 on rollups: the functions of `aave-pool` and packed ones. */
  'aave-l2-pool',
  'aave-native-gateway',
  'compound-v2-market',
  /** The market of the native coin: it takes the transaction's value. */
  'compound-v2-native-market',
  'compound-v3-comet',
  'morpho-blue',
  /** Liquidations by functions that several protocols have. */
  'lending',
  'erc4337-entry-point',
  /** Accounts that are contracts; also Safe's MultiSend. */
  'smart-account',
  'multicall3',
  /** Also NFT sweepers. */
  'nft-market',
  'bridge',
  'staking',
  /** Staked coins that are a token as well. */
  'staking-token',
  'disperse',
  /** Upkeep: rollup batches, oracle reports. */
  'system',
  /** Creates and finds the pools of a protocol; that of V2 needs `fee_ppm`. */
  'uniswap-v2-factory',
  'uniswap-v3-factory',
] as const
export type ContractAbi = (typeof CONTRACT_ABIS)[number]

/** What a contract is for. Gives the category of calls that cannot be read. */
export const CONTRACT_ROLES = [
  'router',
  'factory',
  'aggregator',
  'liquidity',
  'lending',
  'bridge',
  'nft',
  'account-abstraction',
  'token',
  'permit',
  'multicall',
  'system',
] as const
export type ContractRole = (typeof CONTRACT_ROLES)[number]

const address = z.string().transform((value, context): Address => {
  const parsed = parseAddress(value)
  if (parsed !== null) return parsed
  context.issues.push({ code: 'custom', message: 'expected an address: 0x and 40 hex digits', input: value })
  return z.NEVER
})

const source = z.string().min(1).max(500)

const contract = z.strictObject({
  address,
  protocol: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected 1–40 of a–z, 0–9 and -'),
  role: z.enum(CONTRACT_ROLES),
  abi: z.enum(CONTRACT_ABIS).optional(),
  /** Of every pool of a factory of constant-product pools: millionths of what is paid in. */
  fee_ppm: z.int().min(0).max(999_999).optional(),
  /** Of a pool: its coins in the order of their numbers; the native coin as 0xeeee…. */
  coins: z.array(address).min(2).max(8).optional(),
  source,
})

const token = z.strictObject({
  address,
  symbol: z.string().min(1).max(20),
  decimals: z.int().min(0).max(77),
  source,
})

const chain = z
  .strictObject({
    chain_id: z.int().positive(),
    wrapped_native: address.optional(),
    contracts: z.array(contract).max(10_000).default([]),
    tokens: z.array(token).max(10_000).default([]),
  })
  .superRefine((value, context) => {
    reportDuplicates(value.contracts, 'contracts', context)
    reportFees(value.contracts, context)
    reportDuplicates(value.tokens, 'tokens', context)
  })

/** Shape of a registry file: the built-in ones and a user's. */
export const registryFileSchema = z
  .strictObject({ chains: z.array(chain).max(1_000) })
  .superRefine((value, context) => {
    const seen = new Set<number>()
    value.chains.forEach((entry, index) => {
      if (seen.has(entry.chain_id)) {
        context.addIssue({
          code: 'custom',
          path: ['chains', index, 'chain_id'],
          message: `chain ${entry.chain_id} is listed twice`,
        })
      }
      seen.add(entry.chain_id)
    })
  })

/** A registry file after checking: addresses are lower case, lists are present. */
export type RegistryFile = z.output<typeof registryFileSchema>
export type RegistryChain = RegistryFile['chains'][number]

function reportFees(
  contracts: readonly { readonly abi?: ContractAbi | undefined; readonly fee_ppm?: number | undefined }[],
  context: z.RefinementCtx,
): void {
  contracts.forEach(({ abi, fee_ppm: fee }, index) => {
    if ((abi === 'uniswap-v2-factory') === (fee !== undefined)) return
    context.addIssue({
      code: 'custom',
      path: ['contracts', index, 'fee_ppm'],
      message: fee === undefined ? 'is needed of a uniswap-v2-factory' : 'belongs to a uniswap-v2-factory',
    })
  })
}

function reportDuplicates(
  entries: readonly { readonly address: Address }[],
  list: string,
  context: z.RefinementCtx,
): void {
  const seen = new Set<Address>()
  entries.forEach((entry, index) => {
    if (seen.has(entry.address)) {
      context.addIssue({
        code: 'custom',
        path: [list, index, 'address'],
        message: `${entry.address} is listed twice`,
      })
    }
    seen.add(entry.address)
  })
}
