import type { Round, RoundFigures } from './round.ts'

/** A figure that the head must keep whatever the base did. */
export interface BudgetVerdict {
  readonly name: string
  readonly limit: number
  /** Middle of the rounds. */
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

export function judgeBudgets(rounds: readonly Round[]): readonly BudgetVerdict[] {
  return BUDGETS.map(({ name, limit, of }) => {
    const head = median(rounds.map((round) => of(round.head)))
    return { name, limit, head, base: median(rounds.map((round) => of(round.base))), kept: head < limit }
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}
