import type { Category } from '@org/events'
import { toEventSelector } from 'viem'

/** What the occurrence of an event says of its transaction. */
export interface KnownEvent {
  readonly category: Category
  /** Family of pools, for swaps. */
  readonly venue: string | null
}

/** Events by what they prove. Signatures as the contracts declare them; only types count for the topic. */
const EVENTS: Readonly<Partial<Record<Category, Readonly<Record<string, readonly string[]>>>>> = {
  liquidation: {
    aave: [
      'LiquidationCall(address,address,address,uint256,uint256,address,bool)',
      'LiquidationCall(address,address,address,uint256,uint256,uint256,address,bool,uint256)',
    ],
    'compound-v2': ['LiquidateBorrow(address,address,uint256,address,uint256)'],
    'compound-v3': [
      'AbsorbDebt(address,address,uint256,uint256)',
      'AbsorbCollateral(address,address,address,uint256,uint256)',
    ],
    morpho: ['Liquidate(bytes32,address,address,uint256,uint256,uint256,uint256,uint256)'],
    maker: ['Bark(bytes32,address,uint256,uint256,uint256,address,uint256)'],
  },
  swap: {
    'uniswap-v2': ['Swap(address,uint256,uint256,uint256,uint256,address)'],
    'uniswap-v3': [
      'Swap(address,address,int256,int256,uint160,uint128,int24)',
      'Swap(address,address,int256,int256,uint160,uint128,int24,uint128,uint128)',
    ],
    'uniswap-v4': ['Swap(bytes32,address,int128,int128,uint160,uint128,int24,uint24)'],
    curve: [
      'TokenExchange(address,int128,uint256,int128,uint256)',
      'TokenExchangeUnderlying(address,int128,uint256,int128,uint256)',
      'TokenExchange(address,uint256,uint256,uint256,uint256)',
      'TokenExchange(address,uint256,uint256,uint256,uint256,uint256,uint256)',
    ],
    'balancer-v2': ['Swap(bytes32,address,address,uint256,uint256)'],
    'balancer-v1': ['LOG_SWAP(address,address,address,uint256,uint256)'],
    bancor: ['Conversion(address,address,address,uint256,uint256,int256)'],
    dodo: ['DODOSwap(address,address,uint256,uint256,address,address)'],
    'uniswap-v1': ['TokenPurchase(address,uint256,uint256)', 'EthPurchase(address,uint256,uint256)'],
    cow: ['Trade(address,address,address,uint256,uint256,uint256,bytes)'],
    '0x': [
      'TransformedERC20(address,address,address,uint256,uint256)',
      'RfqOrderFilled(bytes32,address,address,address,address,uint128,uint128,bytes32)',
      'OtcOrderFilled(bytes32,address,address,address,address,uint128,uint128)',
      'LimitOrderFilled(bytes32,address,address,address,address,address,uint128,uint128,uint128,uint256,bytes32)',
    ],
    kyber: ['Swapped(address,address,address,address,uint256,uint256)'],
  },
  liquidity: {
    // Compound's `Mint` has the same signature and no indexed minter.
    'uniswap-v2': ['Mint(address,uint256,uint256)', 'Burn(address,uint256,uint256,address)'],
    'uniswap-v3': [
      'IncreaseLiquidity(uint256,uint128,uint256,uint256)',
      'DecreaseLiquidity(uint256,uint128,uint256,uint256)',
      'Collect(uint256,address,uint256,uint256)',
      'Mint(address,address,int24,int24,uint128,uint256,uint256)',
      'Burn(address,int24,int24,uint128,uint256,uint256)',
    ],
    'uniswap-v4': ['ModifyLiquidity(bytes32,address,int24,int24,int256,bytes32)'],
    'balancer-v2': ['PoolBalanceChanged(bytes32,address,address[],int256[],uint256[])'],
    curve: [
      'AddLiquidity(address,uint256[2],uint256[2],uint256,uint256)',
      'AddLiquidity(address,uint256[3],uint256[3],uint256,uint256)',
      'RemoveLiquidity(address,uint256[2],uint256[2],uint256)',
      'RemoveLiquidity(address,uint256[3],uint256[3],uint256)',
      'RemoveLiquidityOne(address,uint256,uint256)',
    ],
  },
  lending: {
    'aave-v2': [
      'Deposit(address,address,address,uint256,uint16)',
      'Borrow(address,address,address,uint256,uint256,uint256,uint16)',
      'Repay(address,address,address,uint256)',
      'FlashLoan(address,address,address,uint256,uint256,uint16)',
    ],
    aave: ['Withdraw(address,address,address,uint256)'],
    'aave-v3': [
      'Supply(address,address,address,uint256,uint16)',
      'Borrow(address,address,address,uint256,uint8,uint256,uint16)',
      'Repay(address,address,address,uint256,bool)',
      'FlashLoan(address,address,address,uint256,uint8,uint256,uint16)',
    ],
    'compound-v2': [
      'Redeem(address,uint256,uint256)',
      'Borrow(address,uint256,uint256,uint256)',
      'RepayBorrow(address,address,uint256,uint256,uint256)',
    ],
    'compound-v3': [
      'SupplyCollateral(address,address,address,uint256)',
      'WithdrawCollateral(address,address,address,uint256)',
    ],
    morpho: [
      'Supply(bytes32,address,address,uint256,uint256)',
      'Borrow(bytes32,address,address,address,uint256,uint256)',
      'Repay(bytes32,address,address,uint256,uint256)',
    ],
  },
  bridge: {
    arbitrum: ['MessageDelivered(uint256,bytes32,address,uint8,address,bytes32,uint256,uint64)'],
    optimism: ['TransactionDeposited(address,address,uint256,bytes)'],
    polygon: ['StateSynced(uint256,address,bytes)'],
    wormhole: ['LogMessagePublished(address,uint64,uint32,bytes,uint8)'],
    cctp: [
      'DepositForBurn(uint64,address,uint256,address,bytes32,uint32,bytes32,bytes32)',
      'MessageSent(bytes)',
    ],
    across: [
      'V3FundsDeposited(address,address,uint256,uint256,uint256,uint32,uint32,uint32,uint32,address,address,address,bytes)',
    ],
    hop: [
      'TransferSentToL2(uint256,address,uint256,uint256,uint256,address,uint256)',
      'TransferSent(bytes32,uint256,address,uint256,bytes32,uint256,uint256,uint256,uint256)',
    ],
    layerzero: ['PacketSent(bytes,bytes,address)', 'Packet(bytes)'],
  },
  account_abstraction: {
    'erc-4337': ['UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)'],
  },
  system: {
    arbitrum: [
      'SequencerBatchDelivered(uint256,bytes32,bytes32,bytes32,uint256,(uint64,uint64,uint64,uint64),uint8)',
    ],
  },
  nft: {
    seaport: [
      'OrderFulfilled(bytes32,address,address,address,(uint8,address,uint256,uint256)[],(uint8,address,uint256,uint256,address)[])',
    ],
    wyvern: ['OrdersMatched(bytes32,bytes32,address,address,uint256,bytes32)'],
  },
}

export const TOPICS = {
  transfer: toEventSelector('Transfer(address,address,uint256)'),
  approval: toEventSelector('Approval(address,address,uint256)'),
  approvalForAll: toEventSelector('ApprovalForAll(address,address,bool)'),
  transferSingle: toEventSelector('TransferSingle(address,address,address,uint256,uint256)'),
  transferBatch: toEventSelector('TransferBatch(address,address,address,uint256[],uint256[])'),
  wrap: toEventSelector('Deposit(address,uint256)'),
  unwrap: toEventSelector('Withdrawal(address,uint256)'),
  poolMint: toEventSelector('Mint(address,uint256,uint256)'),
} as const

/** Known events by the first topic. */
export const KNOWN_EVENTS: ReadonlyMap<string, KnownEvent> = new Map(
  Object.entries(EVENTS).flatMap(([category, families]) =>
    Object.entries(families).flatMap(([family, signatures]) =>
      signatures.map((signature): [string, KnownEvent] => [
        toEventSelector(signature),
        // The keys of a record by category.
        { category: category as Category, venue: category === 'swap' ? family : null },
      ]),
    ),
  ),
)
