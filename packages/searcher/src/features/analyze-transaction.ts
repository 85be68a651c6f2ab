import type { Swap, TxDecodedData, TxFeaturesData } from '@org/events'
import type { SwapAction } from '../decode/action.ts'
import { type DecodedTransaction, decodeTransaction } from '../decode/decode-transaction.ts'
import type { ChainRegistry } from '../registry/protocol-registry.ts'
import { FEATURE_ENGINE_VERSION } from '../versions.ts'
import { transactionCategory, transactionProtocol } from './category.ts'
import { mevScore } from './mev-score.ts'
import { nativeValueAtStake } from './native-value.ts'
import { type PoolTouch, poolsOf } from './pools.ts'
import { type SwapLimit, swapLimit } from './swap-limit.ts'
import { urgencyScore } from './urgency-score.ts'

/** All that is derived from one transaction alone. */
export interface Analysis {
  readonly decoded: DecodedTransaction
  readonly swapActions: readonly SwapAction[]
  /** Whole native coins at stake in its swaps; `null` when unknown. */
  readonly nativeValue: number | null
  readonly limit: SwapLimit
  /** The pools its swaps trade on. */
  readonly pools: readonly PoolTouch[]
  readonly features: TxFeaturesData
}

/**
 * Decodes a transaction and derives its features. Pure: the same arguments give the same result.
 * @param baseFeeWei the chain's latest base fee; `null` when unknown.
 */
export function analyzeTransaction(
  transaction: TxDecodedData,
  chain: ChainRegistry,
  baseFeeWei: number | null,
): Analysis {
  const decoded = decodeTransaction(transaction, chain)
  const swapActions: SwapAction[] = []
  const swaps: Swap[] = []
  for (const action of decoded.actions) {
    if (action.type !== 'swap') continue
    swapActions.push(action)
    swaps.push(action.swap)
  }
  const limit = swapLimit(decoded.actions, swaps)
  const category = transactionCategory(decoded)
  const nativeValue = nativeValueAtStake(decoded.actions, chain.wrappedNative)
  return {
    decoded,
    swapActions,
    nativeValue,
    limit,
    pools: poolsOf(swaps),
    features: {
      protocol: transactionProtocol(decoded),
      category,
      mev_score: mevScore({ category, nativeValue, limit }),
      urgency_score: urgencyScore(transaction, baseFeeWei),
      method_selector: transaction.method_selector,
      swaps,
      feature_engine_version: FEATURE_ENGINE_VERSION,
    },
  }
}
