import type { SourceAccounting } from '@org/events'

/**
 * Whether announced = fetched + null + rejected + dropped + in flight, source by source, none of them less than nothing;
 * what is wrong with it.
 */
export function identityFaults(rows: readonly SourceAccounting[]): readonly string[] {
  if (rows.length === 0) return ['no source is in the accounting']
  return rows.flatMap((row) => {
    const { invalid_pending_hash: _, ...rejected } = row.rejected // frames, not hashes
    const parts = [row.fetched, row.null, row.in_flight]
    const counts = [...parts, ...Object.values(rejected), ...Object.values(row.dropped)]
    const accounted = counts.reduce((total, count) => total + count, 0)
    return accounted === row.announced && counts.every((count) => count >= 0)
      ? []
      : [`${row.source_id}: ${row.announced} announced, ${accounted} accounted for: ${JSON.stringify(row)}`]
  })
}

export async function readAccounting(url: string): Promise<readonly SourceAccounting[]> {
  const response = await fetch(`${url}/accounting`, { signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`/accounting answered ${response.status}`)
  return (await response.json()) as readonly SourceAccounting[] // the contract of that path
}
