import type { KnownContract } from '../registry/protocol-registry.ts'
import type { ContractAbi } from '../registry/schema.ts'

/** Kinds of pools that routers for several kinds trade on. */
export type PoolFamily = 'uniswap-v2' | 'uniswap-v3' | 'stable-swap'

/** Routers that trade on the pools of their own protocol only. */
const OWN_POOLS: ReadonlySet<ContractAbi | null> = new Set<ContractAbi>([
  'uniswap-v2-router',
  'uniswap-v3-swap-router',
  'slipstream-router',
  'algebra-router',
])

/** Pools of the brands whose routers serve several kinds; those of all others are Uniswap's own. */
const BRANDS: ReadonlyMap<string, Readonly<Record<PoolFamily, string>>> = new Map(
  ['pancakeswap', 'sushiswap', 'quickswap', 'camelot', 'biswap'].map((brand) => [
    brand,
    { 'uniswap-v2': `${brand}-v2`, 'uniswap-v3': `${brand}-v3`, 'stable-swap': `${brand}-stable` },
  ]),
)

/**
 * Whose pools a swap uses. A single-protocol router (also a fork's) names it; the routers that serve several
 * protocols use their brand's pools. Of an unknown contract only the resemblance can be stated.
 */
export function poolProtocol(contract: KnownContract | null, family: PoolFamily): string {
  if (contract === null) return `${family}-like`
  if (OWN_POOLS.has(contract.abi)) return contract.protocol
  const { protocol } = contract
  const dash = protocol.indexOf('-')
  return BRANDS.get(dash < 0 ? protocol : protocol.slice(0, dash))?.[family] ?? family
}
