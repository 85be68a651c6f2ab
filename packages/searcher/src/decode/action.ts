import type { Address, Category, Swap, Wei } from '@org/events'

/** A swap, and whether the router takes or gives the native coin itself. */
export interface SwapAction {
  readonly type: 'swap'
  readonly swap: Swap
  /** Which side the function's own definition makes the native coin; other swaps may still touch its wrapped form. */
  readonly native: 'in' | 'out' | 'none'
}

/** Coins or tokens move at no price. */
export interface TransferAction {
  readonly type: 'transfer'
  /** `erc20-or-erc721`: both standards share the function, and the registry does not know the contract. */
  readonly standard: 'native' | 'erc20' | 'erc20-or-erc721'
  /** `null` for the native coin. */
  readonly token: Address | null
  readonly from: Address
  readonly to: Address
  /** Amount, or the token's number where it is an ERC-721. */
  readonly amount: Wei
}

export interface NftTransferAction {
  readonly type: 'nft-transfer'
  readonly standard: 'erc721' | 'erc1155'
  readonly collection: Address
  readonly from: Address
  readonly to: Address
  /** `null` for a batch. */
  readonly tokenId: Wei | null
}

export interface ApprovalAction {
  readonly type: 'approval'
  readonly standard: 'erc20' | 'erc20-or-erc721' | 'operator' | 'permit' | 'permit2'
  /** `null` where a batch names several, or the calldata names none. */
  readonly token: Address | null
  readonly spender: Address | null
  /** `null` where the approval has no amount. */
  readonly amount: Wei | null
}

/** Native coin to its ERC-20 form or back. */
export interface WrapAction {
  readonly type: 'wrap' | 'unwrap'
  /** For `unwrap` by a router the least amount that it must hold. */
  readonly amount: Wei
}

export interface LiquidityAction {
  readonly type: 'liquidity'
  readonly protocol: string
  readonly change: 'add' | 'remove' | 'collect' | 'create-pool'
}

/** A router passes on what it holds: part of a swap's settlement. */
export interface SettlementAction {
  readonly type: 'settlement'
  readonly step: 'sweep' | 'transfer' | 'pay-portion' | 'refund' | 'pull' | 'check-balance'
  /** Least amount that a sweep must find; `null` for other steps. */
  readonly atLeast: Wei | null
}

export interface DeployAction {
  readonly type: 'deploy'
}

/** Recognised, but its contents are not decoded. */
export interface OpaqueAction {
  readonly type: 'opaque'
  readonly category: Category
  readonly label: string
}

/** One thing a transaction asks for, as its calldata says it. */
export type Action =
  | SwapAction
  | TransferAction
  | NftTransferAction
  | ApprovalAction
  | WrapAction
  | LiquidityAction
  | SettlementAction
  | DeployAction
  | OpaqueAction

/** The category that an action alone would give its transaction. */
export function actionCategory(action: Action): Category {
  switch (action.type) {
    case 'swap':
      return 'swap'
    case 'transfer':
    case 'wrap':
    case 'unwrap':
    case 'settlement':
      return 'transfer'
    case 'nft-transfer':
      return 'nft'
    case 'approval':
      return 'approval'
    case 'liquidity':
      return 'liquidity'
    case 'deploy':
      return 'deploy'
    case 'opaque':
      return action.category
  }
}
