import { type Clock, type Counter, type EventDraft, errorMessage, type Logger } from '@org/events'
import { SearcherError, type SearcherErrorCode } from '../errors.ts'
import type { SearcherMetrics } from '../metrics.ts'
import { opportunityEvent } from './opportunity-event.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'
import { createTimeBudget, type StrategyBudget, type TimeBudget } from './time-budget.ts'

/** Runs every strategy over a transaction; one that fails or dawdles is counted and does not disturb the others. */
export interface StrategyRunner {
  run(context: StrategyContext, out: EventDraft[]): void
}

export interface StrategyRunnerOptions {
  readonly strategies: readonly Strategy[]
  readonly budget: StrategyBudget
  readonly metrics: SearcherMetrics
  readonly logger: Logger
  readonly clock: Clock
}

interface Entry {
  readonly strategy: Strategy
  readonly found: Counter
  readonly overruns: Counter
  readonly suspensions: Counter
  readonly budget: TimeBudget
  /** Codes that were logged: each once per strategy, however often it fails. */
  readonly logged: Set<SearcherErrorCode>
}

/** @throws SearcherError `STRATEGY_DUPLICATE` when two strategies have the same name. */
export function createStrategyRunner(options: StrategyRunnerOptions): StrategyRunner {
  const { metrics, logger, clock } = options
  const entries: Entry[] = []
  for (const strategy of options.strategies) {
    if (entries.some((entry) => entry.strategy.name === strategy.name)) {
      throw new SearcherError('STRATEGY_DUPLICATE', `two strategies are named ${strategy.name}`, {
        retryable: false,
      })
    }
    entries.push({
      strategy,
      found: metrics.opportunities(strategy.name),
      overruns: metrics.overruns(strategy.name),
      suspensions: metrics.suspensions(strategy.name),
      budget: createTimeBudget(options.budget),
      logged: new Set(),
    })
  }

  const fail = (entry: Entry, error: SearcherError): void => {
    metrics.errors(error.code).inc()
    if (entry.logged.has(error.code)) return
    entry.logged.add(error.code)
    logger.error('strategy failed; further failures of this kind are only counted', {
      strategy: entry.strategy.name,
      code: error.code,
      error: errorMessage(error),
    })
  }

  /** Adds one event or none. */
  const look = (entry: Entry, context: StrategyContext, out: EventDraft[]): void => {
    let finding: Finding | null = null
    try {
      finding = entry.strategy.detect(context)
      if (finding === null) return
      const event = opportunityEvent(entry.strategy, finding, context)
      if (event === null) {
        fail(entry, badScoreError(entry.strategy, finding))
        return
      }
      entry.found.inc()
      out.push(event)
    } catch (cause) {
      fail(entry, failedError(entry.strategy, context, cause))
    }
  }

  return {
    run(context, out) {
      let before = clock.monotonicMs()
      for (const entry of entries) {
        if (entry.budget.isSuspended(before)) continue
        look(entry, context, out)
        const after = clock.monotonicMs()
        const spent = entry.budget.spend(after - before, after)
        if (spent !== 'within') {
          entry.overruns.inc()
          if (spent === 'suspended') {
            entry.suspensions.inc()
            fail(entry, suspendedError(entry.strategy, after - before))
          }
        }
        before = after
      }
    },
  }
}

function failedError(strategy: Strategy, context: StrategyContext, cause: unknown): SearcherError {
  return new SearcherError(
    'STRATEGY_FAILED',
    `strategy ${strategy.name} threw at transaction ${context.txHash} of chain ${context.transaction.chain_id}`,
    { retryable: false, cause },
  )
}

function badScoreError(strategy: Strategy, finding: Finding): SearcherError {
  const points = finding.components.map((part) => part.points).join(', ')
  return new SearcherError(
    'STRATEGY_BAD_SCORE',
    `strategy ${strategy.name} gave points [${points}]: they must be integers that sum to 0–100`,
    { retryable: false },
  )
}

function suspendedError(strategy: Strategy, tookMs: number): SearcherError {
  return new SearcherError(
    'STRATEGY_SUSPENDED',
    `strategy ${strategy.name} ran over its time budget again and again, at last ${tookMs.toFixed(1)} ms for one transaction; it is left out for a while`,
    { retryable: false },
  )
}
