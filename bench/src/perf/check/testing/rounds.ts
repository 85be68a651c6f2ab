import { COMPARED, type Compared, type Round, type RoundFigures } from '../round.ts'

export const TYPICAL: RoundFigures = {
  txPerSecond: 15_000,
  p99Ms: 20,
  cpuUsPerTx: 60,
  snapshotMs: 4,
  visibleP99Ms: 30,
  dropRatio: 0,
  budgetDropRatio: 0,
}

/** How many times as bad as typical. */
export type Worse = Partial<Record<Compared, number>>

/** The typical figures, each that is compared so many times as bad. */
export function figuresWorseBy(factorOf: (figure: Compared) => number): RoundFigures {
  const changed = { ...TYPICAL }
  for (const figure of COMPARED) {
    const factor = factorOf(figure)
    changed[figure] = figure === 'txPerSecond' ? TYPICAL[figure] / factor : TYPICAL[figure] * factor
  }
  return changed
}

/** Rounds with typical bases and these heads. */
export function roundsOf(heads: readonly RoundFigures[]): readonly Round[] {
  return heads.map((head) => ({ base: TYPICAL, head }))
}
