import type { ChainStatus } from '@org/events'
import type { VizClient } from '@org/viz-client'
import { MAX_OPPORTUNITIES, MAX_TRANSACTIONS } from '../state/view-state.ts'
import type { SnapshotAnswer } from './wire.ts'

/** As much of the snapshot as the page holds. */
export async function loadSnapshot(client: VizClient, signal: AbortSignal): Promise<SnapshotAnswer> {
  const query = {
    tx_limit: MAX_TRANSACTIONS,
    feature_limit: MAX_TRANSACTIONS,
    opp_limit: MAX_OPPORTUNITIES,
  }
  const answer = await client.get('/dashboard/snapshot', { query, signal })
  return answer as SnapshotAnswer // the same rows; the document does not know the brands of hashes and amounts
}

/** State of every chain. */
export async function loadChains(client: VizClient, signal: AbortSignal): Promise<readonly ChainStatus[]> {
  return await client.get('/chains', { signal })
}
