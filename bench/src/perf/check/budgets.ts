import type { Round, RoundFigures } from './round.ts'

/** A figure that the head must keep whatever the base did. */
export interface BudgetVerdict {
  readonly name: string
  readonly limit: number
  /** Of the best round. */
  readonly head: number
  /** For comparison: a base that is over it too says something about the machine. */
  readonly base: number
  readonly kept: boolean
}

const BUDGETS: readonly { name: string; limit: number; of: (round: RoundFigures) => number }[] = [
  { name: 'ingest to visible p99 at 10,000 tx/s, ms', limit: 100, of: (round) => round.visibleP99Ms },
  { name: 'drop ratio at steady load', limit: 0.005, of: (round) => round.dropRatio },
  { name: 'snapshot, ms', limit: 5, of: (round) => round.snapshotMs },
]

/** By the best round of each side: neighbours on the machine make a figure worse and never better. */
export function judgeBudgets(rounds: readonly Round[]): readonly BudgetVerdict[] {
  return BUDGETS.map(({ name, limit, of }) => {
    const head = Math.min(...rounds.map((round) => of(round.head)))
    return { name, limit, head, base: Math.min(...rounds.map((round) => of(round.base))), kept: head < limit }
  })
}
