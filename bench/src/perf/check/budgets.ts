import type { Round, RoundFigures } from './round.ts'

/** A figure that the head must keep whatever the base did. */
export interface BudgetVerdict {
  readonly name: string
  readonly limit: number
  /** Of the round that decides; `null` when so much was lost in it that the figure says nothing. */
  readonly head: number | null
  /** For comparison: a base that is over it too says something about the machine. */
  readonly base: number | null
  readonly kept: boolean
}

interface Budget {
  readonly name: string
  readonly limit: number
  readonly of: (round: RoundFigures) => number
  /** More than this share of the rounds must keep it. */
  readonly share: number
}

/**
 * Neighbours on the machine make a time longer and never shorter, and a time is already the middle or the slowest
 * hundredth of many: when more than a quarter of the rounds keep it, the code does, and one lucky round is not enough.
 */
const OF_TIMES = 0.25
/**
 * The queues hold seconds of steady load: a neighbour must hold the server up for so long before anything is lost, which
 * happens in a round now and then and not in half of them.
 */
const OF_LOSS = 0.5

const BUDGETS: readonly Budget[] = [
  { name: 'ingest to visible p99 at 10,000 tx/s, ms', limit: 100, of: visibleP99Ms, share: OF_TIMES },
  { name: 'drop ratio at steady load', limit: 0.005, of: (round) => round.dropRatio, share: OF_LOSS },
  { name: 'snapshot, ms', limit: 5, of: (round) => round.snapshotMs, share: OF_TIMES },
]

/** What was lost is in no latency: with a hundredth of it gone, nobody knows the slowest hundredth. */
const KNOWS_P99 = 0.01

function visibleP99Ms(round: RoundFigures): number {
  return round.budgetDropRatio < KNOWS_P99 ? round.visibleP99Ms : Number.POSITIVE_INFINITY
}

export function judgeBudgets(rounds: readonly Round[]): readonly BudgetVerdict[] {
  return BUDGETS.map((budget) => {
    const head = decider(
      rounds.map((round) => round.head),
      budget,
    )
    const base = decider(
      rounds.map((round) => round.base),
      budget,
    )
    const { name, limit } = budget
    return { name, limit, head: finite(head), base: finite(base), kept: head < limit }
  })
}

/** The figure that is under the limit when more than that share of the rounds are. NaN, which keeps nothing, without rounds. */
function decider(rounds: readonly RoundFigures[], { of, share }: Budget): number {
  const sorted = Float64Array.from(rounds, of).sort() // NaN comes last
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
