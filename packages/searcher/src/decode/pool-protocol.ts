import type { KnownContract } from '../registry/protocol-registry.ts'
import type { ContractAbi } from '../registry/schema.ts'

/** Routers that trade on the pools of their own protocol only. */
const OWN_POOLS: ReadonlySet<ContractAbi | null> = new Set<ContractAbi>([
  'uniswap-v2-router',
  'uniswap-v3-swap-router',
])

/**
 * Whose pools a swap uses. A single-protocol router (also a fork's) names it; the routers that serve several
 * protocols use Uniswap's own pools. Of an unknown contract only the resemblance can be stated.
 */
export function poolProtocol(contract: KnownContract | null, family: 'uniswap-v2' | 'uniswap-v3'): string {
  if (contract === null) return `${family}-like`
  return OWN_POOLS.has(contract.abi) ? contract.protocol : family
}
