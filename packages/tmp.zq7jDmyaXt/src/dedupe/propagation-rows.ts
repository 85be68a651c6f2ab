import type { PropagationRow } from '@org/events'
import type { Propagation } from './propagation.ts'

/** A row for each order of each pair of sources. */
export function propagationRows(
  chainKey: string,
  chainId: number,
  sourceIds: readonly string[],
  propagation: Propagation,
): PropagationRow[] {
  const rows: PropagationRow[] = []
  for (const [source, sourceId] of sourceIds.entries()) {
    for (const [other, otherId] of sourceIds.entries()) {
      if (source === other) continue
      const announced = propagation.announced(source)
      const { shared, first, p50Us, p99Us } = propagation.pair(source, other)
      rows.push({
        chain_key: chainKey,
        chain_id: chainId,
        source_id: sourceId,
        other_source_id: otherId,
        announced,
        shared,
        first,
        share_first: shared === 0 ? null : first / shared,
        exclusive_share: announced === 0 ? null : Math.max(0, announced - shared) / announced,
        delay_p50_ms: p50Us === null ? null : p50Us / 1000,
        delay_p99_ms: p99Us === null ? null : p99Us / 1000,
      })
    }
  }
  return rows
}
