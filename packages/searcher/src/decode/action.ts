import type { Address, Category, Swap, Wei } from '@org/events'

/** A swap, and whether the router takes or gives the native coin itself. */
export interface SwapAction {
  readonly type: 'swap'
  readonly swap: Swap
  /** Which side the function's own definition makes the native coin; other swaps may still touch its wrapped form. */
  readonly native: 'in' | 'out' | 'none'
}

/** A swap whose calldata does not name both tokens, or not what comes out. */
export interface PartialSwapAction {
  readonly type: 'partial-swap'
  readonly protocol: string
  /** The pool that is traded on, where a single one is called or named. */
  readonly pool: Address | null
  readonly tokenIn: Address | null
  readonly tokenOut: Address | null
  /** Exact amount (`exact: 'in'`) or the most that is paid. */
  readonly amountIn: Wei | null
  /** The least that is accepted (`exact: 'in'`) or the exact amount. */
  readonly amountOut: Wei | null
  readonly exact: 'in' | 'out'
  readonly native: 'in' | 'out' | 'none'
  readonly recipient: Address | null
  /** Unix seconds. */
  readonly deadline: number | null
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
  /** What is passed on, the native coin as its wrapped token; `null` where the calldata does not name it. */
  readonly token: Address | null
  /** Of what hands out all there is, the least that must be there (`0`: any amount); `null` for other steps. */
  readonly atLeast: Wei | null
}

/** Assets lent, borrowed or given back. */
export interface LendingAction {
  readonly type: 'lending'
  readonly protocol: string
  /** `manage`: settings and claims that move no principal. */
  readonly change: 'supply' | 'withdraw' | 'borrow' | 'repay' | 'flash-loan' | 'manage'
  /** The native coin appears as its wrapped token. `null` where the calldata names a market or a number only. */
  readonly asset: Address | null
  /** Smallest units; `null` where the calldata gives none. The largest number of the type means "all". */
  readonly amount: Wei | null
  /** Whose position changes; `null` where the calldata does not say. */
  readonly onBehalfOf: Address | null
}

/** A position that is not covered any more is closed against its collateral. */
export interface LiquidationAction {
  readonly type: 'liquidation'
  readonly protocol: string
  /** Asset seized (of Compound v2 its market); `null` where the calldata does not name it. */
  readonly collateral: Address | null
  /** Asset paid back (of Compound v2 its market). */
  readonly debt: Address | null
  /** `null` where none or several are named. */
  readonly borrower: Address | null
  /** Debt to pay back, smallest units; `null` where the calldata does not say. */
  readonly amount: Wei | null
}

/** Coins or tokens leave for another chain, or arrive from one. */
export interface BridgeAction {
  readonly type: 'bridge'
  readonly protocol: string
  readonly direction: 'send' | 'receive'
  /** The native coin appears as its wrapped token; `null` where the calldata does not name it. */
  readonly asset: Address | null
  readonly amount: Wei | null
}

/** An order of an NFT market is filled, made or taken back. */
export interface NftTradeAction {
  readonly type: 'nft-trade'
  readonly protocol: string
  readonly change: 'fill' | 'manage'
  /** `null` where the calldata names several, or is not read so far. */
  readonly collection: Address | null
  readonly tokenId: Wei | null
}

/** An operation of a smart account that others hand in; what it calls follows as actions of its own. */
export interface AccountOperationAction {
  readonly type: 'account-operation'
  readonly protocol: string
  readonly account: Address
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
  | PartialSwapAction
  | TransferAction
  | NftTransferAction
  | ApprovalAction
  | WrapAction
  | LiquidityAction
  | SettlementAction
  | LendingAction
  | LiquidationAction
  | BridgeAction
  | NftTradeAction
  | AccountOperationAction
  | DeployAction
  | OpaqueAction

/** The category that an action alone would give its transaction. */
export function actionCategory(action: Action): Category {
  switch (action.type) {
    case 'swap':
    case 'partial-swap':
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
    case 'lending':
      return 'lending'
    case 'liquidation':
      return 'liquidation'
    case 'bridge':
      return 'bridge'
    case 'nft-trade':
      return 'nft'
    case 'account-operation':
      return 'account_abstraction'
    case 'deploy':
      return 'deploy'
    case 'opaque':
      return action.category
  }
}
