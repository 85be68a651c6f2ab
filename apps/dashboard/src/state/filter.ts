import type { OpportunityRow } from '@org/events'
import { rowKey, type TransactionRow, type ViewState } from './view-state.ts'

/** What the reader of the page wants to see. */
export interface Filter {
  /** `null`: every category. */
  readonly category: string | null
  /** Hides lower scores and, above 0, rows without one. */
  readonly minScore: number
  /** Part of a hash or an address; `''` matches everything. */
  readonly search: string
}

export const NO_FILTER: Filter = { category: null, minScore: 0, search: '' }

/** Rows that match, newest first. */
export function selectTransactions(state: ViewState, filter: Filter): readonly TransactionRow[] {
  const needle = toNeedle(filter.search)
  const rows: TransactionRow[] = []
  for (const row of state.transactions.values()) {
    if (filter.category !== null && row.category !== filter.category) continue
    if ((row.mevScore ?? 0) < filter.minScore) continue
    if (transactionHas(row, needle)) rows.push(row)
  }
  return rows.reverse()
}

/** Opportunities that match, highest score first, of equal scores the newer first. */
export function selectOpportunities(state: ViewState, filter: Filter): readonly OpportunityRow[] {
  const needle = toNeedle(filter.search)
  const rows: OpportunityRow[] = []
  for (const row of state.opportunities.values()) {
    if (filter.category !== null && row.category !== filter.category) continue
    if (row.score < filter.minScore) continue
    if (opportunityHas(row, needle, state)) rows.push(row)
  }
  return rows.sort((a, b) => b.score - a.score || b.seq - a.seq)
}

function toNeedle(search: string): string {
  return search.trim().toLowerCase()
}

function transactionHas(row: TransactionRow, needle: string): boolean {
  if (needle === '') return true
  return (
    row.hash.includes(needle) ||
    (row.sender?.includes(needle) ?? false) ||
    (row.to?.includes(needle) ?? false) ||
    row.swaps.some((swap) => swap.path.some((token) => token.includes(needle)))
  )
}

/** By the members' hashes and, where the page holds them, by the members' addresses. */
function opportunityHas(row: OpportunityRow, needle: string, state: ViewState): boolean {
  if (needle === '' || row.tx_hash.includes(needle)) return true
  return row.member_tx_hashes.some((hash) => {
    const member = state.transactions.get(rowKey(row.chain_id, hash))
    return member === undefined ? hash.includes(needle) : transactionHas(member, needle)
  })
}
