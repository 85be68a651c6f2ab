import type { Hash, ScoreComponent } from '@org/events'
import { type Tie, tieBetween } from './belong-together.ts'
import { component, formatCoins, partialComponent, urgencyComponent, valueComponent } from './components.ts'
import type { RecentTransaction } from './recent.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** At least one member must be a swap of this much, where that is known. */
const LEAST_COINS = 0.1
const VALUE_SCALE = { from: LEAST_COINS, start: 10, perDecade: 12, most: 35 } as const
const SAME_POOL_POINTS = 30
const TWO_ON_POOL_POINTS = 20
const POINTS_PER_FURTHER = 2
const ADJACENT_NONCE_POINTS = 20
const URGENCY_POINTS = 15

/**
 * Pending transactions that belong together: swaps on the same pool, or adjacent nonces of one sender of which one
 * swaps, or approves what the other calls.
 */
export const bundle: Strategy = {
  name: 'Bundle',
  version: '1.2.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis, txHash } = context
    const poolMates = findPoolMates(context)
    const nonceMate = findNonceMate(context)
    if (poolMates === null && nonceMate === null) return null
    let value = larger(analysis.nativeValue, nonceMate?.transaction.nativeValue ?? null)
    for (const mate of poolMates?.transactions ?? []) value = larger(value, mate.nativeValue)
    // An approval and the call that it is for belong together whatever they are worth, unless that is known to be little.
    if (value === null ? nonceMate?.tie !== 'approval' : value < LEAST_COINS) return null

    const components: ScoreComponent[] = []
    const reasons: string[] = []
    const members: Hash[] = []
    if (poolMates !== null) addPoolMates(context, poolMates, components, reasons, members)
    if (nonceMate !== null) addNonceMate(context, nonceMate, components, reasons, members)
    components.push(
      valueComponent(value, VALUE_SCALE),
      urgencyComponent(analysis.features.urgency_score, URGENCY_POINTS),
    )
    const partial = partialComponent(analysis)
    if (partial !== null) components.push(partial)
    reasons.push(
      value === null
        ? 'what they put at stake in the native coin is unknown'
        : `the largest of them puts ${formatCoins(value)} native coins at stake`,
    )
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

/** A transaction of the same sender right before or after, and what ties the two. */
interface NonceMate {
  readonly transaction: RecentTransaction
  readonly tie: Tie
}

function findNonceMate(context: StrategyContext): NonceMate | null {
  const { sender, nonce, to } = context.transaction.data
  let found: NonceMate | null = null
  for (const other of [nonce - 1, nonce + 1]) {
    const transaction = context.recent.ofSender(sender, other)
    const tie = transaction === null ? null : tieBetween(to, context.analysis, transaction)
    if (transaction === null || tie === null) continue
    if (tie === 'approval') return { transaction, tie }
    found ??= { transaction, tie }
  }
  return found
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
  { transaction: mate, tie }: NonceMate,
  components: ScoreComponent[],
  reasons: string[],
  members: Hash[],
): void {
  const { nonce } = context.transaction.data
  const first = Math.min(nonce, mate.nonce)
  const what =
    tie === 'approval'
      ? 'one approves the contract that the other calls'
      : `the other is of category ${mate.category}`
  components.push(
    component(
      'adjacent_nonce',
      first,
      ADJACENT_NONCE_POINTS,
      ADJACENT_NONCE_POINTS,
      `nonces ${first} and ${Math.max(nonce, mate.nonce)} of one sender are pending; ${what}`,
    ),
  )
  reasons.push(`adjacent nonces of one sender (${what})`)
  if (!members.includes(mate.txHash)) members.push(mate.txHash)
}

function larger(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other)
}
