/** How much time a strategy may take, and what follows when it takes more. */
export interface StrategyBudget {
  /** Longest look at one transaction, in milliseconds. @default 2 */
  readonly perTransactionMs?: number
  /** Overruns within 1,000 transactions after which it is left out. @default 5 */
  readonly overruns?: number
  /** How long it is left out, in milliseconds. @default 60,000 */
  readonly pauseMs?: number
}

type Spent = 'within' | 'overrun' | 'suspended'

/** The time one strategy has taken. */
export interface TimeBudget {
  /** True while the strategy is left out. */
  isSuspended(nowMs: number): boolean
  /** Notes a look that took `tookMs`. `suspended`: with this overrun it is left out. */
  spend(tookMs: number, nowMs: number): Spent
}

/** Looks over which overruns are summed up: single pauses of the process (garbage collection) are forgiven. */
const WINDOW = 1_000

/** @throws RangeError for a budget that is not positive. */
export function createTimeBudget(options: StrategyBudget): TimeBudget {
  const perTransactionMs = positive('perTransactionMs', options.perTransactionMs ?? 2)
  const most = positive('overruns', options.overruns ?? 5)
  const pauseMs = positive('pauseMs', options.pauseMs ?? 60_000)
  let looks = 0
  let overruns = 0
  let suspendedUntilMs = -Infinity
  return {
    isSuspended: (nowMs) => nowMs < suspendedUntilMs,
    spend(tookMs, nowMs) {
      if (++looks >= WINDOW) {
        looks = 0
        overruns = 0
      }
      if (tookMs <= perTransactionMs) return 'within'
      if (++overruns < most) return 'overrun'
      looks = 0
      overruns = 0
      suspendedUntilMs = nowMs + pauseMs
      return 'suspended'
    },
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value
  throw new RangeError(`strategy budget: ${name} ${value} is not positive`)
}
