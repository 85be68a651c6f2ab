import type { SourceAccounting } from '@org/events'

/** Whether announced = fetched + null + rejected + dropped + in flight, source by source; what is wrong with it. */
export function identityFaults(rows: readonly SourceAccounting[]): readonly string[] {
  return rows.flatMap((row) => {
    const { invalid_pending_hash: _, ...rejected } = row.rejected // frames, not hashes
    const accounted = row.fetched + row.null + sum(rejected) + sum(row.dropped) + row.in_flight
    return accounted === row.announced
      ? []
      : [`${row.source_id}: ${row.announced} announced, ${accounted} accounted for: ${JSON.stringify(row)}`]
  })
}

export async function readAccounting(url: string): Promise<readonly SourceAccounting[]> {
  const response = await fetch(`${url}/accounting`, { signal: AbortSignal.timeout(10_000) })
  return (await response.json()) as readonly SourceAccounting[] // the contract of that path
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
