import type { Category } from '@org/events'
import type { ContractRole } from './schema.ts'

/** Category of a call that cannot be read, by what the called contract is for. */
export const ROLE_CATEGORY: Readonly<Record<ContractRole, Category>> = {
  aggregator: 'swap',
  liquidity: 'liquidity',
  lending: 'lending',
  bridge: 'bridge',
  nft: 'nft',
  'account-abstraction': 'account_abstraction',
  system: 'system',
  router: 'unknown',
  factory: 'unknown',
  token: 'unknown',
  permit: 'unknown',
  multicall: 'unknown',
}
