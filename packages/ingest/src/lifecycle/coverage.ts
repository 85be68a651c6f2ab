import type { Clock } from '@org/events'

/** What of the mined transactions was known before its block. Live: each is read when asked for. */
export interface CoverageReadings {
  /** Transactions of the blocks that were read. */
  readonly mined: number
  /** Those of them whose body was handed on before. */
  readonly foreseen: number
  /** Share of `foreseen` lately; `null` while too few were mined. */
  readonly recent: number | null
  /** What is usual on this chain; `null` until it was learned. */
  readonly baseline: number | null
}

/** How much of a chain is seen before it is mined, held against what is usual there. */
export interface Coverage {
  /** A block was read. */
  note(foreseen: number, mined: number): void
  readonly readings: CoverageReadings
}

export interface CoverageOptions {
  readonly clock: Clock
  /** Half-life of the recent share, milliseconds. */
  readonly recentMs: number
  /** Half-life of the baseline, milliseconds. */
  readonly baselineMs: number
}

/** Transactions, by their weight, that a share is of at least. */
const LEAST_RECENT = 50
const LEAST_BASELINE = 500

/** Counts that fade: after each half-life what was noted before counts half. */
class FadingShare {
  foreseen = 0
  mined = 0
  readonly #halfLifeMs: number

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs
  }

  note(foreseen: number, mined: number, elapsedMs: number): void {
    const left = 2 ** (-elapsedMs / this.#halfLifeMs)
    this.foreseen = this.foreseen * left + foreseen
    this.mined = this.mined * left + mined
  }
}

/**
 * Begins when the chain is watched. The baseline learns from every block, also from bad ones, but slowly: a lasting
 * change is usual after some of its half-lives. Nothing is learned in the first two half-lives of the recent share, in
 * which blocks hold what was announced before anybody watched.
 */
export function createCoverage(options: CoverageOptions): Coverage {
  const { clock, recentMs, baselineMs } = options
  const recent = new FadingShare(recentMs)
  const baseline = new FadingShare(baselineMs)
  let mined = 0
  let foreseen = 0
  let firstMs: number | null = null
  let lastMs = 0

  return {
    note(foreseenNow, minedNow) {
      mined += minedNow
      foreseen += foreseenNow
      const nowMs = clock.monotonicMs()
      firstMs ??= nowMs
      const elapsedMs = Math.max(0, nowMs - Math.max(lastMs, firstMs))
      lastMs = nowMs
      recent.note(foreseenNow, minedNow, elapsedMs)
      if (nowMs - firstMs >= 2 * recentMs) baseline.note(foreseenNow, minedNow, elapsedMs)
    },
    readings: {
      get mined(): number {
        return mined
      },
      get foreseen(): number {
        return foreseen
      },
      get recent(): number | null {
        return recent.mined < LEAST_RECENT ? null : recent.foreseen / recent.mined
      },
      get baseline(): number | null {
        return baseline.mined < LEAST_BASELINE ? null : baseline.foreseen / baseline.mined
      },
    },
  }
}
