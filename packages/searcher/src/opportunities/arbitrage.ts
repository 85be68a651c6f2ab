import type { PoolState, ScoreComponent } from '@org/events'
import type { PoolTouch } from '../features/pools.ts'
import { logPoints } from '../score.ts'
import { bestRoundTrip, priceGapBps, type RoundTrip } from '../state/round-trip.ts'
import { component, formatCoins, urgencyComponent, valueComponent } from './components.ts'
import type { RecentSwap } from './recent.ts'
import { formatBps } from './state-components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Without state, one of the two swaps must be of this much. */
const LEAST_COINS = 0.5
const VALUE_SCALE = { from: LEAST_COINS, start: 5, perDecade: 10, most: 30 } as const
const PENDING_POINTS = 15
const GAP = { from: 1, perDecade: 15, most: 40 } as const
const SURPLUS = { from: 0.0001, perDecade: 10, most: 30 } as const
const URGENCY_POINTS = 15
const WEI_PER_COIN = 1e18

/** Two pools of a pair whose prices pending swaps drive apart. */
export const arbitrage: Strategy = {
  name: 'Arbitrage',
  version: '1.1.0',
  detect(context: StrategyContext): Finding | null {
    if (context.analysis.swapActions.length === 0) return null
    return context.outlook.kind === 'known' ? fromState(context) : fromDirections(context)
  },
}

/** Another pool of the pair, as it is or as a pending swap on it would leave it. */
interface Counterpart {
  readonly pool: string
  readonly state: PoolState
  readonly pending: RecentSwap | null
}

interface Gap {
  readonly touch: PoolTouch
  readonly moved: PoolState
  readonly other: Counterpart
  readonly bps: number
}

function fromState(context: StrategyContext): Finding | null {
  const gap = widestGap(context)
  if (gap === null) return null
  const { bps, other, moved, touch } = gap
  const native = context.chain.wrappedNative
  const paysFirst = native === null || !touch.pair.endsWith(native)
  const trip = bestRoundTrip(moved, other.state, paysFirst)
  if (trip === null) return null
  const isNative = native !== null && (paysFirst ? touch.pair.startsWith(native) : true)
  const block = Math.min(moved.blockNumber, other.state.blockNumber)
  return {
    memberTxHashes:
      other.pending === null ? [context.txHash] : [other.pending.transaction.txHash, context.txHash],
    components: [
      component(
        'prices_apart',
        bps,
        GAP.most,
        logPoints(bps, GAP.from, GAP.perDecade, GAP.most),
        `after it two pools of one pair are ${formatBps(bps)} apart beyond their fees: ${touch.pool} and ${other.pool}`,
      ),
      surplusComponent(trip, isNative),
      pendingComponent(other.pending),
      urgencyComponent(context.analysis.features.urgency_score, URGENCY_POINTS),
      component('state_block', block, 0, 0, `computed on pools as they were at block ${block}`),
    ],
    reasons: [
      other.pending === null
        ? `a pending swap drives a pool away from another of its pair, ${formatBps(bps)} beyond the fees`
        : `two pending swaps drive pools of one pair apart, ${formatBps(bps)} beyond the fees`,
    ],
  }
}

/** The widest gap between a pool that the transaction moves and another of the same pair. */
function widestGap(context: StrategyContext): Gap | null {
  const { outlook, analysis } = context
  if (outlook.kind !== 'known') return null
  let widest: Gap | null = null
  for (const move of outlook.moves) {
    const touch = analysis.pools.find(({ pool }) => pool === move.pool)
    if (touch === undefined) continue
    for (const other of counterparts(context, touch)) {
      // A pool that this transaction moves itself is compared as it leaves it, whatever others do there.
      const own = outlook.moves.find(({ pool }) => pool === other.pool)
      const state = own?.after ?? other.state
      const pending = own === undefined ? other.pending : null
      const bps = priceGapBps(move.after, state)
      if (bps <= 0 || (widest !== null && bps <= widest.bps)) continue
      // Apart before already, and not further now: somebody else's finding.
      if (bps <= priceGapBps(move.before, own?.before ?? state)) continue
      widest = { touch, moved: move.after, other: { pool: other.pool, state, pending }, bps }
    }
  }
  return widest
}

function counterparts(context: StrategyContext, touch: PoolTouch): Counterpart[] {
  const found: Counterpart[] = []
  const { states, transaction } = context
  for (const pool of states?.ofPair(transaction.chain_id, touch.pair) ?? []) {
    if (pool === touch.pool) continue
    const state = states?.latest(transaction.chain_id, pool) ?? null
    if (state === null) continue
    const pending = otherSwap(context, touch.pair, pool)
    const after = pending?.after ?? null
    // What a swap left of an older state says less than the newer state.
    const isFresh = after !== null && after.blockNumber >= state.blockNumber
    found.push({ pool, state: isFresh ? after : state, pending: isFresh ? pending : null })
  }
  return found
}

function otherSwap(context: StrategyContext, pair: string, pool: string): RecentSwap | null {
  const { sender, nonce } = context.transaction.data
  for (const swap of context.recent.onPair(pair)) {
    const { transaction } = swap
    if (swap.pool === pool && !(transaction.sender === sender && transaction.nonce === nonce)) return swap
  }
  return null
}

/** Without state: two pending swaps in opposite directions on different pools of a pair drive their prices apart. */
function fromDirections(context: StrategyContext): Finding | null {
  const { analysis, txHash, transaction } = context
  for (const touch of analysis.pools) {
    const swaps = context.recent.onPair(touch.pair)
    for (let index = swaps.length - 1; index >= 0; index--) {
      const other = swaps[index]
      if (other === undefined || other.pool === touch.pool || other.sellsFirst === touch.sellsFirst) continue
      const { sender, nonce, nativeValue } = other.transaction
      if (sender === transaction.data.sender && nonce === transaction.data.nonce) continue
      const value = Math.max(nativeValue ?? 0, analysis.nativeValue ?? 0)
      if (value < LEAST_COINS) continue
      return {
        memberTxHashes: [other.transaction.txHash, txHash],
        components: [
          component(
            'prices_apart',
            0,
            GAP.most,
            0,
            'how far the prices of the pools are apart is unknown without their state: nothing is claimed',
          ),
          valueComponent(value, VALUE_SCALE),
          pendingComponent(other),
          urgencyComponent(analysis.features.urgency_score, URGENCY_POINTS),
        ],
        reasons: ['two pending swaps trade one pair on different pools in opposite directions'],
      }
    }
  }
  return null
}

function pendingComponent(pending: RecentSwap | null): ScoreComponent {
  return component(
    'pending_swaps',
    pending === null ? 1 : 2,
    PENDING_POINTS,
    pending === null ? 0 : PENDING_POINTS,
    pending === null
      ? 'one pending swap against a pool as it is'
      : `two pending swaps, on ${pending.pool} the other`,
  )
}

function surplusComponent(trip: RoundTrip, isNative: boolean): ScoreComponent {
  if (!isNative) {
    return component(
      'surplus',
      0,
      SURPLUS.most,
      0,
      `a round trip with ${trip.amountIn} smallest units leaves ${trip.surplus} before gas; its worth in the native coin is unknown`,
    )
  }
  const coins = Number(trip.surplus) / WEI_PER_COIN
  return component(
    'surplus',
    coins,
    SURPLUS.most,
    logPoints(coins, SURPLUS.from, SURPLUS.perDecade, SURPLUS.most),
    `a round trip with ${formatCoins(Number(trip.amountIn) / WEI_PER_COIN)} native coins leaves ${formatCoins(coins)} before gas`,
  )
}
