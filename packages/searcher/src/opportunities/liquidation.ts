import type { Hash, ScoreComponent } from '@org/events'
import type { LiquidationAction } from '../decode/action.ts'
import { component, urgencyComponent, valueComponent } from './components.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

const CALL_POINTS = 40
const VALUE_SCALE = { from: 0.1, start: 10, perDecade: 10, most: 30 } as const
const RIVAL_POINTS = 15
const URGENCY_POINTS = 15
const MOST_RIVALS = 3
const WEI_PER_COIN = 1e18
/** Amounts above this are "all of it" in disguise. */
const MEANINGLESS_WEI = 2 ** 112

/** A pending call that liquidates a position: evidence that somebody found it to be liquidatable. */
export const liquidation: Strategy = {
  name: 'Liquidation',
  version: '1.0.0',
  detect(context: StrategyContext): Finding | null {
    const { analysis, txHash } = context
    if (analysis.features.category !== 'liquidation') return null
    const calls: LiquidationAction[] = []
    for (const action of analysis.decoded.actions) if (action.type === 'liquidation') calls.push(action)
    const rivals = rivalsOf(context, calls)
    return {
      memberTxHashes: [...rivals, txHash],
      components: [
        component(
          'liquidation_call',
          calls.length,
          CALL_POINTS,
          CALL_POINTS,
          calls.length === 0
            ? 'a liquidation is pending; its position could not be decoded'
            : `${calls.length} position(s) about to be liquidated at ${calls[0]?.protocol ?? 'unknown'}`,
        ),
        valueComponent(debtInCoins(calls, context.chain.wrappedNative), VALUE_SCALE),
        rivalComponent(rivals.length),
        urgencyComponent(analysis.features.urgency_score, URGENCY_POINTS),
      ],
      reasons: [
        rivals.length === 0
          ? 'a position is about to be liquidated'
          : `a position that ${rivals.length + 1} pending transactions want to liquidate`,
      ],
    }
  },
}

/** Other pending transactions that liquidate one of the same borrowers, in order of arrival. */
function rivalsOf(context: StrategyContext, calls: readonly LiquidationAction[]): Hash[] {
  const { sender, nonce } = context.transaction.data
  const rivals: Hash[] = []
  for (const { borrower } of calls) {
    if (borrower === null) continue
    for (const other of context.recent.liquidating(borrower)) {
      const isReplaced = other.sender === sender && other.nonce === nonce
      if (isReplaced || rivals.length >= MOST_RIVALS || rivals.includes(other.txHash)) continue
      rivals.push(other.txHash)
    }
  }
  return rivals
}

/** Debt paid back in the native coin's token; `null` where none is, or in an amount that says nothing. */
function debtInCoins(calls: readonly LiquidationAction[], wrappedNative: string | null): number | null {
  let coins = 0
  for (const { debt, amount } of calls) {
    if (wrappedNative === null || debt !== wrappedNative || amount === null) continue
    const wei = Number(amount)
    if (wei < MEANINGLESS_WEI) coins += wei / WEI_PER_COIN
  }
  return coins > 0 ? coins : null
}

function rivalComponent(rivals: number): ScoreComponent {
  return component(
    'rivals',
    rivals,
    RIVAL_POINTS,
    Math.min(RIVAL_POINTS, rivals * 5),
    rivals === 0 ? 'no other pending transaction liquidates it' : `${rivals} other(s) want the same position`,
  )
}
