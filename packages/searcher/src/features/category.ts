import type { Category } from '@org/events'
import { type Action, actionCategory } from '../decode/action.ts'
import type { DecodedTransaction } from '../decode/decode-transaction.ts'
import type { ContractRole } from '../registry/schema.ts'

/** When a transaction does several things, the one that moves prices names it. */
const PRECEDENCE: Readonly<Record<Category, number>> = {
  liquidation: 11,
  swap: 10,
  liquidity: 9,
  lending: 8,
  bridge: 7,
  account_abstraction: 6,
  nft: 5,
  deploy: 4,
  transfer: 3,
  approval: 2,
  system: 1,
  unknown: 0,
}

const ROLE_CATEGORY: Readonly<Record<ContractRole, Category>> = {
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

/** The category of a transaction: its weightiest action, else what the called contract is for. */
export function transactionCategory(decoded: DecodedTransaction): Category {
  let category: Category = 'unknown'
  for (const action of decoded.actions) {
    const candidate = actionCategory(action)
    if (PRECEDENCE[candidate] > PRECEDENCE[category]) category = candidate
  }
  if (category !== 'unknown') return category
  // A contract whose interface is known was read and not understood; its role would be a guess then.
  return decoded.contract === null || decoded.contract.abi !== null
    ? 'unknown'
    : ROLE_CATEGORY[decoded.contract.role]
}

/** The protocol of a transaction: the called contract's, else the first that an action names. */
export function transactionProtocol(decoded: DecodedTransaction): string {
  if (decoded.contract !== null) return decoded.contract.protocol
  let protocol = 'unknown'
  for (const action of decoded.actions) {
    if (action.type === 'swap') return action.swap.protocol
    if (protocol === 'unknown') protocol = actionProtocol(action)
  }
  return protocol
}

function actionProtocol(action: Action): string {
  switch (action.type) {
    case 'swap':
      return action.swap.protocol
    case 'partial-swap':
    case 'liquidity':
    case 'lending':
    case 'liquidation':
    case 'bridge':
    case 'nft-trade':
    case 'account-operation':
      return action.protocol
    case 'transfer':
      return action.standard === 'native' ? 'native' : 'erc20'
    case 'nft-transfer':
      return action.standard
    case 'approval':
      return action.standard === 'permit2' ? 'permit2' : action.standard === 'operator' ? 'nft' : 'erc20'
    case 'deploy':
      return 'none'
    case 'wrap':
    case 'unwrap':
    case 'settlement':
    case 'opaque':
      return 'unknown'
  }
}
