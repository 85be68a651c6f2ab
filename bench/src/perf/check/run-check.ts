import type { Live } from '../live.ts'
import { type BudgetVerdict, judgeBudgets } from './budgets.ts'
import { type FigureVerdict, judgeRounds, requireRounds, wantsMoreRounds } from './judge-rounds.ts'
import { measureRound, type RoundLoads } from './measure-round.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { type Round, type RoundFigures, unmeasured } from './round.ts'

export interface CheckOptions {
  /** The servers' programs. */
  readonly base: string
  readonly head: string
  readonly loads: RoundLoads
  /** Rounds at least, an even number from 6; when something looks worse, further ones up to `most`, even as well. */
  readonly least: number
  readonly most: number
  readonly live: Live
  /** Ends it after the side that is being measured, with an error. */
  readonly signal?: AbortSignal
}

export interface CheckResult {
  readonly rounds: readonly Round[]
  readonly figures: readonly FigureVerdict[]
  readonly budgets: readonly BudgetVerdict[]
  readonly outcome: Outcome
}

/**
 * Runs both sides in turn, the one that goes first changing, until their rounds say enough.
 * @throws Error when nothing was measured of a figure: it would pass for good
 * @throws RangeError for numbers of rounds that tell nothing
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { least, most } = options
  requireRounds(least, most)
  const rounds: Round[] = []
  while (wantsMoreRounds(rounds, least, most)) {
    const isBaseFirst = rounds.length % 2 === 0
    const first = await measure(options, isBaseFirst ? 'base' : 'head', rounds.length)
    const second = await measure(options, isBaseFirst ? 'head' : 'base', rounds.length)
    rounds.push(isBaseFirst ? { base: first, head: second } : { base: second, head: first })
  }
  const figures = judgeRounds(rounds)
  const budgets = judgeBudgets(rounds)
  return { rounds, figures, budgets, outcome: outcomeOf(figures, budgets) }
}

async function measure(options: CheckOptions, side: 'base' | 'head', index: number): Promise<RoundFigures> {
  options.signal?.throwIfAborted()
  const live = {
    ...options.live,
    show: (text: string) => options.live.show(`round ${index + 1}, ${side}: ${text}`),
  }
  const figures = await measureRound(options[side], options.loads, live)
  const missing = unmeasured(figures)
  if (missing.length > 0) {
    throw new Error(`round ${index + 1}, ${side}: nothing was measured of ${missing.join(', ')}`)
  }
  const { txPerSecond, p99Ms, cpuUsPerTx, snapshotMs } = figures
  const cells = [`${txPerSecond} tx/s`, `p99 ${p99Ms} ms`, `${cpuUsPerTx} µs/tx`, `snapshot ${snapshotMs} ms`]
  options.live.print(`round ${index + 1}, ${side}: ${cells.join(' · ')}`)
  return figures
}
