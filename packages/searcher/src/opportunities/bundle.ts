import type { Hash, ScoreComponent } from '@org/events'
import { component, formatCoins, urgencyComponent, valueComponent } from './components.ts'
import type { RecentTransaction } from './recent.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** At least one member must be a swap of this much. */
const LEAST_COINS = 0.1
const VALUE_SCALE = { from: LEAST_COINS, start: 10, perDecade: 12, most: 35 } as const
const SAME_POOL_POINTS = 30
const TWO_ON_POOL_POINTS = 20
const POINTS_PER_FURTHER = 2
const ADJACENT_NONCE_POINTS = 20
const URGENCY_POINTS = 15

/** Pending transactions that belong together: swaps on the same pool, or adjacent nonces of one sender. */
export const bundle: Strategy = {
  name: 'Bundle',
  version: '1.1.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis, txHash } = context
    if (analysis.swapActions.length === 0) return null
    const poolMates = findPoolMates(context)
    const nonceMate = findNonceMate(context)
    if (poolMates === null && nonceMate === null) return null
    let value = larger(analysis.nativeValue, nonceMate?.nativeValue ?? null)
    for (const mate of poolMates?.transactions ?? []) value = larger(value, mate.nativeValue)
    if (value === null || value < LEAST_COINS) return null

    const components: ScoreComponent[] = []
    const reasons: string[] = []
    const members: Hash[] = []
    if (poolMates !== null) addPoolMates(context, poolMates, components, reasons, members)
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

/** Pending swaps on one of the transaction's pools that can be mined beside it. */
interface PoolMates {
  readonly transactions: readonly RecentTransaction[]
  /** How many of them trade the other way. */
  readonly opposite: number
}

/** Those on the pool where most are. */
function findPoolMates(context: StrategyContext): PoolMates | null {
  const { data } = context.transaction
  let found: PoolMates | null = null
  for (const { pool, sellsFirst } of context.analysis.pools) {
    const transactions: RecentTransaction[] = []
    let opposite = 0
    for (const swap of context.recent.onPool(pool)) {
      const other = swap.transaction
      // The same nonce of the same sender replaces: only one of the two is ever mined.
      if (other.sender === data.sender && other.nonce === data.nonce) continue
      transactions.push(other)
      if (swap.sellsFirst !== sellsFirst) opposite++
    }
    if (transactions.length > (found?.transactions.length ?? 0)) found = { transactions, opposite }
  }
  return found
}

function findNonceMate(context: StrategyContext): RecentTransaction | null {
  const { sender, nonce } = context.transaction.data
  return context.recent.ofSender(sender, nonce - 1) ?? context.recent.ofSender(sender, nonce + 1)
}

function addPoolMates(
  context: StrategyContext,
  mates: PoolMates,
  components: ScoreComponent[],
  reasons: string[],
  members: Hash[],
): void {
  const { transactions, opposite } = mates
  const count = transactions.length + 1
  const directions =
    opposite === 0
      ? 'in the same direction'
      : opposite === transactions.length
        ? 'in opposite directions'
        : 'in both directions'
  const first = transactions[0]?.seenUs ?? context.transaction.ingest_ts_unix_us
  const apart = (context.transaction.ingest_ts_unix_us - first) / 1e6
  components.push(
    component(
      'same_pool',
      count,
      SAME_POOL_POINTS,
      Math.min(SAME_POOL_POINTS, TWO_ON_POOL_POINTS + (count - 2) * POINTS_PER_FURTHER),
      `${count} pending swaps trade on one pool ${directions}, seen within ${apart.toFixed(3)} s`,
    ),
  )
  reasons.push(`${count} pending swaps on one pool, ${directions}`)
  for (const { txHash } of transactions) if (!members.includes(txHash)) members.push(txHash)
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

function larger(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other)
}
