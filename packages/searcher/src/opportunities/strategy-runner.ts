import { type Counter, type DraftOf, type EventDraft, errorMessage, type Logger } from '@org/events'
import { SearcherError, type SearcherErrorCode } from '../errors.ts'
import type { SearcherMetrics } from '../metrics.ts'
import { FEATURE_ENGINE_VERSION, SCORER_VERSION } from '../versions.ts'
import { opportunityId } from './opportunity-id.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

/** Runs every strategy over a transaction; one that fails is counted and does not disturb the others. */
export interface StrategyRunner {
  run(context: StrategyContext, out: EventDraft[]): void
}

interface Entry {
  readonly strategy: Strategy
  readonly found: Counter
  /** Codes that were logged: each once per strategy, however often it fails. */
  readonly logged: Set<SearcherErrorCode>
}

/** @throws SearcherError `STRATEGY_DUPLICATE` when two strategies have the same name. */
export function createStrategyRunner(
  strategies: readonly Strategy[],
  metrics: SearcherMetrics,
  logger: Logger,
): StrategyRunner {
  const entries: Entry[] = []
  for (const strategy of strategies) {
    if (entries.some((entry) => entry.strategy.name === strategy.name)) {
      throw new SearcherError('STRATEGY_DUPLICATE', `two strategies are named ${strategy.name}`, {
        retryable: false,
      })
    }
    entries.push({ strategy, found: metrics.opportunities(strategy.name), logged: new Set() })
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

  return {
    run(context, out) {
      for (const entry of entries) {
        let finding: Finding | null
        try {
          finding = entry.strategy.detect(context)
        } catch (cause) {
          fail(entry, failedError(entry.strategy, context, cause))
          continue
        }
        if (finding === null) continue
        const score = scoreOf(finding)
        if (score === null) {
          fail(entry, badScoreError(entry.strategy, finding))
          continue
        }
        entry.found.inc()
        out.push(opportunityEvent(entry.strategy, finding, score, context))
      }
    },
  }
}

/** The sum of the points; `null` unless they are integers that sum to 0–100. */
function scoreOf(finding: Finding): number | null {
  let score = 0
  for (const { points } of finding.components) {
    if (!Number.isSafeInteger(points)) return null
    score += points
  }
  return score >= 0 && score <= 100 ? score : null
}

function opportunityEvent(
  strategy: Strategy,
  finding: Finding,
  score: number,
  context: StrategyContext,
): DraftOf<'OppDetected'> {
  const { transaction, analysis } = context
  return {
    kind: 'OppDetected',
    chain_id: transaction.chain_id,
    source_id: transaction.source_id,
    ingest_ts_unix_us: transaction.ingest_ts_unix_us,
    tx_hash: context.txHash,
    data: {
      opportunity_id: opportunityId(strategy.name, transaction.chain_id, finding.memberTxHashes),
      strategy: strategy.name,
      score,
      protocol: analysis.features.protocol,
      category: analysis.features.category,
      member_tx_hashes: finding.memberTxHashes,
      components: finding.components,
      reasons: finding.reasons,
      feature_engine_version: FEATURE_ENGINE_VERSION,
      scorer_version: SCORER_VERSION,
      strategy_version: strategy.version,
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
