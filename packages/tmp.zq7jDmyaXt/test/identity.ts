import type { SourceAccounting } from '@org/events'

/** What is left of `announced` once every outcome is subtracted: 0 when the accounting is exact. */
export function unaccounted(row: SourceAccounting): number {
  const { invalid_pending_hash: _frames, ...rejected } = row.rejected
  return row.announced - row.fetched - row.null - sum(rejected) - sum(row.dropped) - row.in_flight
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
