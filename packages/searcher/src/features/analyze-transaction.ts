import type { Swap, TxDecodedData, TxFeaturesData } from '@org/events'
import type { PartialSwapAction, SwapAction } from '../decode/action.ts'
import { type DecodedTransaction, decodeTransaction } from '../decode/decode-transaction.ts'
import type { ChainRegistry } from '../registry/protocol-registry.ts'
import { FEATURE_ENGINE_VERSION } from '../versions.ts'
import { transactionCategory, transactionProtocol } from './category.ts'
import { mevScore } from './mev-score.ts'
import { nativeValueAtStake, nativeValueMoved } from './native-value.ts'
import { type PoolTouch, poolsOf } from './pools.ts'
import type { SenderMemory, SenderView } from './sender-memory.ts'
import { type SwapLimit, swapLimit } from './swap-limit.ts'
import { urgencyScore } from './urgency-score.ts'

/** All that is derived from one transaction alone. */
export interface Analysis {
  readonly decoded: DecodedTransaction
  readonly swapActions: readonly SwapAction[]
  /** Swaps of which a token or the amount out is not known; they are not in `features.swaps`. */
  readonly partialSwaps: readonly PartialSwapAction[]
  /** Whole native coins at stake in its swaps; `null` when unknown. */
  readonly nativeValue: number | null
  /** As `nativeValue`; of a transaction that swaps nothing what it moves. */
  readonly valueMoved: number | null
  /** `null` where nothing is remembered. */
  readonly sender: SenderView | null
  readonly limit: SwapLimit
  /** The pools its swaps trade on. */
  readonly pools: readonly PoolTouch[]
  readonly features: TxFeaturesData
}

/**
 * Decodes a transaction and derives its features. The same arguments, and the same state of the memory, give the same
 * result.
 * @param baseFeeWei the chain's latest base fee; `null` when unknown.
 * @param senders the chain's; notes the transaction. Without it nothing is said of the sender.
 * @param nowUs when the transaction was seen, Unix microseconds.
 */
export function analyzeTransaction(
  transaction: TxDecodedData,
  chain: ChainRegistry,
  baseFeeWei: number | null,
  senders: SenderMemory | null = null,
  nowUs = 0,
): Analysis {
  const decoded = decodeTransaction(transaction, chain)
  const { actions } = decoded
  const swapActions: SwapAction[] = []
  const partialSwaps: PartialSwapAction[] = []
  const swaps: Swap[] = []
  for (const action of actions) {
    if (action.type === 'partial-swap') partialSwaps.push(action)
    if (action.type !== 'swap') continue
    swapActions.push(action)
    swaps.push(action.swap)
  }
  const anySwap = hasSwaps({ swapActions, partialSwaps })
  const limit = swapLimit(actions, chain.wrappedNative, transaction.sender)
  const category = transactionCategory(decoded, transaction)
  const nativeValue = nativeValueAtStake(actions, chain.wrappedNative)
  const valueMoved = anySwap
    ? nativeValue
    : nativeValueMoved(actions, chain.wrappedNative, transaction.value_wei)
  const sender =
    senders === null ? null : senders.observe(transaction.sender, transaction.nonce, anySwap, nowUs)
  return {
    decoded,
    swapActions,
    partialSwaps,
    nativeValue,
    valueMoved,
    sender,
    limit,
    pools: poolsOf(swaps),
    features: {
      protocol: transactionProtocol(decoded),
      category,
      mev_score: mevScore({ category, swaps: anySwap, nativeValue: valueMoved, limit }),
      urgency_score: urgencyScore(transaction, baseFeeWei),
      method_selector: transaction.method_selector,
      swaps,
      feature_engine_version: FEATURE_ENGINE_VERSION,
      value_native: valueMoved === null ? null : roundCoins(valueMoved),
      slippage_limit: anySwap ? limit : null,
      nonce_position: sender === null ? null : sender.noncePosition,
      sender_transactions: sender === null ? null : sender.transactions,
      sender_swaps: sender === null ? null : sender.swaps,
    },
  }
}

/** True of a transaction that swaps, also where that is known in part only. */
export function hasSwaps({
  swapActions,
  partialSwaps,
}: Pick<Analysis, 'swapActions' | 'partialSwaps'>): boolean {
  return swapActions.length > 0 || partialSwaps.length > 0
}

/** Whole coins with six digits behind the point, which keeps events short. */
function roundCoins(coins: number): number {
  return coins < MANY_COINS ? Math.round(coins * 1e6) / 1e6 : coins
}

/** Above it, doubles have no six digits behind the point to spare. */
const MANY_COINS = 1e9
