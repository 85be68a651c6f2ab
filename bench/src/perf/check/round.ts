/** What one round of one side gave. */
export interface RoundFigures {
  /** Under more load than the server can carry. */
  readonly txPerSecond: number
  /** From the node's socket to a client, under steady load. */
  readonly p99Ms: number
  /** Processor time of the server's process, under steady load. */
  readonly cpuUsPerTx: number
  /** Median. */
  readonly snapshotMs: number
  /** The server's own figure under the load of the budgets. */
  readonly visibleP99Ms: number
  /** Share of the announced that was lost, under steady load. */
  readonly dropRatio: number
  /** The same under the load of the budgets. */
  readonly budgetDropRatio: number
}

/** The same round of both sides, one right after the other. */
export interface Round {
  readonly base: RoundFigures
  readonly head: RoundFigures
}

/** What the sides are compared by; for all but the first, more is worse. */
export const COMPARED = ['txPerSecond', 'p99Ms', 'cpuUsPerTx', 'snapshotMs'] as const
export type Compared = (typeof COMPARED)[number]

/** How many times as bad the head was as the base: 1 is the same, 1.05 is five per cent worse. */
export function worseBy({ base, head }: Round, figure: Compared): number {
  const ratio = head[figure] / base[figure]
  return figure === 'txPerSecond' ? 1 / ratio : ratio
}

/** Figures of which nothing was measured: a comparison with one of them would pass or fail for nothing. */
export function unmeasured(figures: RoundFigures): readonly (keyof RoundFigures)[] {
  const positive = [...COMPARED, 'visibleP99Ms'] as const
  const ratios = ['dropRatio', 'budgetDropRatio'] as const
  return [
    ...positive.filter((name) => !(Number.isFinite(figures[name]) && figures[name] > 0)),
    ...ratios.filter((name) => !(Number.isFinite(figures[name]) && figures[name] >= 0)),
  ]
}
