import type { Category, TxDecodedData } from '@org/events'
import { type Action, actionCategory } from '../decode/action.ts'
import type { DecodedTransaction } from '../decode/decode-transaction.ts'
import { ROLE_CATEGORY } from '../registry/role-category.ts'

/**
 * When a transaction does several things, the one that moves prices names it. Operations of accounts name it before
 * their swaps do: it is a bundler's, and what is inside stays visible as swaps.
 */
const PRECEDENCE: Readonly<Record<Category, number>> = {
  liquidation: 11,
  account_abstraction: 10,
  swap: 9,
  liquidity: 8,
  lending: 7,
  bridge: 6,
  nft: 5,
  deploy: 4,
  transfer: 3,
  approval: 2,
  system: 1,
  unknown: 0,
}

/** EIP-4844: carries blobs, which only rollups post. */
const BLOB_TYPE = 3
/** EIP-7702: gives keys' addresses code. */
const SET_CODE_TYPE = 4

/** The category of a transaction: its weightiest action, else what the called contract or its type is for. */
export function transactionCategory(decoded: DecodedTransaction, transaction: TxDecodedData): Category {
  let category: Category = 'unknown'
  for (const action of decoded.actions) {
    const candidate = actionCategory(action)
    if (PRECEDENCE[candidate] > PRECEDENCE[category]) category = candidate
  }
  if (category !== 'unknown' && !movesNothing(category, transaction)) return category
  const byRole = decoded.contract === null ? 'unknown' : ROLE_CATEGORY[decoded.contract.role]
  if (byRole !== 'unknown') return byRole
  if (transaction.tx_type === SET_CODE_TYPE) return 'account_abstraction'
  if (transaction.tx_type === BLOB_TYPE) return 'system'
  return category
}

/** A plain transfer of nothing that sets code or carries blobs: these are what it is for. */
function movesNothing(category: Category, transaction: TxDecodedData): boolean {
  const { tx_type: type, input, value_wei: value } = transaction
  if (category !== 'transfer' || (type !== SET_CODE_TYPE && type !== BLOB_TYPE)) return false
  return input.length <= 2 && value === '0'
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
