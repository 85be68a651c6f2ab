import type { Hash, ScoreComponent } from '@org/events'
import { component, formatCoins, urgencyComponent, valueComponent } from './components.ts'
import type { RecentTransaction } from './recent.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** At least one member must be a swap of this much. */
const LEAST_COINS = 0.1
const VALUE_SCALE = { from: LEAST_COINS, start: 10, perDecade: 12, most: 40 } as const
const SAME_POOL_POINTS = 25
const ADJACENT_NONCE_POINTS = 20
const URGENCY_POINTS = 15

/** Pending transactions that belong together: swaps on the same pool, or adjacent nonces of one sender. */
export const bundle: Strategy = {
  name: 'Bundle',
  version: '1.0.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis, txHash } = context
    if (analysis.swapActions.length === 0) return null
    const poolMate = findPoolMate(context)
    const nonceMate = findNonceMate(context)
    if (poolMate === null && nonceMate === null) return null
    const value = largest(
      analysis.nativeValue,
      poolMate?.transaction.nativeValue ?? null,
      nonceMate?.nativeValue ?? null,
    )
    if (value === null || value < LEAST_COINS) return null

    const components: ScoreComponent[] = []
    const reasons: string[] = []
    const members: Hash[] = []
    if (poolMate !== null) addPoolMate(context, poolMate, components, reasons, members)
    if (nonceMate !== null) addNonceMate(context, nonceMate, components, reasons, members)
    components.push(
      valueComponent(value, VALUE_SCALE),
      urgencyComponent(analysis.features.urgency_score, URGENCY_POINTS),
    )
    reasons.push(`the largest of them puts ${formatCoins(value)} native coins at stake`)
    members.push(txHash)
    return { memberTxHashes: members, components, reasons }
  },
}

interface PoolMate {
  readonly transaction: RecentTransaction
  readonly opposite: boolean
}

/** The latest swap on one of this transaction's pools that can be mined beside it. */
function findPoolMate(context: StrategyContext): PoolMate | null {
  const { data } = context.transaction
  for (const { pool, sellsFirst } of context.analysis.pools) {
    const mate = context.recent.onPool(pool)
    if (mate === null) continue
    const other = mate.transaction
    // The same nonce of the same sender replaces: only one of the two is ever mined.
    if (other.sender === data.sender && other.nonce === data.nonce) continue
    return { transaction: other, opposite: mate.sellsFirst !== sellsFirst }
  }
  return null
}

function findNonceMate(context: StrategyContext): RecentTransaction | null {
  const { sender, nonce } = context.transaction.data
  return context.recent.ofSender(sender, nonce - 1) ?? context.recent.ofSender(sender, nonce + 1)
}

function addPoolMate(
  context: StrategyContext,
  mate: PoolMate,
  components: ScoreComponent[],
  reasons: string[],
  members: Hash[],
): void {
  const apart = (context.transaction.ingest_ts_unix_us - mate.transaction.seenUs) / 1e6
  const direction = mate.opposite ? 'in opposite directions' : 'in the same direction'
  components.push(
    component(
      'same_pool',
      apart,
      SAME_POOL_POINTS,
      SAME_POOL_POINTS,
      `two pending swaps trade on one pool ${direction}, seen ${apart.toFixed(3)} s apart`,
    ),
  )
  reasons.push(`two pending swaps on one pool, ${direction}`)
  members.push(mate.transaction.txHash)
}

function addNonceMate(
  context: StrategyContext,
  mate: RecentTransaction,
  components: ScoreComponent[],
  reasons: string[],
  members: Hash[],
): void {
  const { nonce } = context.transaction.data
  components.push(
    component(
      'adjacent_nonce',
      Math.min(nonce, mate.nonce),
      ADJACENT_NONCE_POINTS,
      ADJACENT_NONCE_POINTS,
      `nonces ${Math.min(nonce, mate.nonce)} and ${Math.max(nonce, mate.nonce)} of one sender are pending; the other is of category ${mate.category}`,
    ),
  )
  reasons.push(`adjacent nonces of one sender (the other is of category ${mate.category})`)
  if (!members.includes(mate.txHash)) members.push(mate.txHash)
}

function largest(...values: readonly (number | null)[]): number | null {
  let most: number | null = null
  for (const value of values) if (value !== null && (most === null || value > most)) most = value
  return most
}
