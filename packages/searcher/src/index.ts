export type {
  AccountOperationAction,
  Action,
  ApprovalAction,
  BridgeAction,
  DeployAction,
  LendingAction,
  LiquidationAction,
  LiquidityAction,
  NftTradeAction,
  NftTransferAction,
  OpaqueAction,
  PartialSwapAction,
  SettlementAction,
  SwapAction,
  TransferAction,
  WrapAction,
} from './decode/action.ts'
export { type DecodedTransaction, decodeTransaction } from './decode/decode-transaction.ts'
export { DECODE_LIMITS, type DecodeProblem } from './decode/decoding.ts'
export { SEARCHER_ERROR_CODES, SearcherError, type SearcherErrorCode } from './errors.ts'
export type { Analysis } from './features/analyze-transaction.ts'
export type { PoolTouch } from './features/pools.ts'
export type { SenderView } from './features/sender-memory.ts'
export type { SwapLimit } from './features/swap-limit.ts'
export { builtInStrategies } from './opportunities/built-in-strategies.ts'
export { confirmOpportunity } from './opportunities/confirm-opportunity.ts'
export type { RecentSwap, RecentTransaction, RecentView } from './opportunities/recent.ts'
export type { Finding, Strategy, StrategyContext } from './opportunities/strategy.ts'
export type { StrategyBudget } from './opportunities/time-budget.ts'
export { type LoadRegistryOptions, loadRegistry } from './registry/load-registry.ts'
export { parseRegistry, type RegistryProblem, type RegistryResult } from './registry/parse-registry.ts'
export {
  type ChainRegistry,
  createProtocolRegistry,
  type KnownContract,
  type KnownToken,
  type PoolFactory,
  type ProtocolRegistry,
} from './registry/protocol-registry.ts'
export {
  CONTRACT_ABIS,
  CONTRACT_ROLES,
  type ContractAbi,
  type ContractRole,
  type RegistryFile,
} from './registry/schema.ts'
export { createSearcher, type SearcherOptions } from './searcher.ts'
export { createHeadLine, type HeadKind, type HeadLine } from './state/head-line.ts'
export { NO_STATES, type Outlook } from './state/outlook.ts'
export { createPoolCache, type PoolCache, type PoolCacheOptions } from './state/pool-cache.ts'
export type { PoolMove } from './state/pool-move.ts'
export { type PoolName, parsePoolName } from './state/pool-name.ts'
export type { NoQuote, Quote } from './state/quote.ts'
export { poolPrice, quoteSwap } from './state/quote-swap.ts'
export { FEATURE_ENGINE_VERSION, SCORER_VERSION } from './versions.ts'
