import type { DraftOf } from '@org/events'
import { FEATURE_ENGINE_VERSION, SCORER_VERSION } from '../versions.ts'
import { opportunityId } from './opportunity-id.ts'
import type { Finding, Strategy, StrategyContext } from './strategy.ts'

const MOST_MEMBERS = 64
const MOST_PARTS = 32

/** The event of a finding; `null` when its points are no integers or do not sum to 0–100. Throws when it is no finding. */
export function opportunityEvent(
  strategy: Strategy,
  finding: Finding,
  context: StrategyContext,
): DraftOf<'OppDetected'> | null {
  const { memberTxHashes, components, reasons } = finding
  if (memberTxHashes.length === 0 || memberTxHashes.length > MOST_MEMBERS) {
    throw new RangeError(`${memberTxHashes.length} members: expected 1–${MOST_MEMBERS}`)
  }
  if (components.length > MOST_PARTS || reasons.length > MOST_PARTS) {
    throw new RangeError(`more than ${MOST_PARTS} components or reasons`)
  }
  const score = scoreOf(finding)
  if (score === null) return null
  const { transaction, analysis } = context
  return {
    kind: 'OppDetected',
    chain_id: transaction.chain_id,
    source_id: transaction.source_id,
    ingest_ts_unix_us: transaction.ingest_ts_unix_us,
    tx_hash: context.txHash,
    data: {
      opportunity_id: opportunityId(strategy.name, transaction.chain_id, memberTxHashes),
      strategy: strategy.name,
      score,
      protocol: analysis.features.protocol,
      category: analysis.features.category,
      member_tx_hashes: memberTxHashes,
      components,
      reasons,
      feature_engine_version: FEATURE_ENGINE_VERSION,
      scorer_version: SCORER_VERSION,
      strategy_version: strategy.version,
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
