import type { OpportunityRow } from '@org/events'
import type { Filter } from '../state/filter.ts'
import { rowKey, type ViewState } from '../state/view-state.ts'
import { countText, opportunitiesEmptyText } from './list-text.ts'
import { OpportunityItem } from './opportunity-item.tsx'

interface OpportunityListProps {
  readonly state: ViewState
  readonly rows: readonly OpportunityRow[]
  readonly filter: Filter
}

/** The newest opportunities, ranked by score. */
export function OpportunityList({ state, rows, filter }: OpportunityListProps) {
  return (
    <section class="panel opportunities" aria-labelledby="opportunities-title">
      <div class="panel-title">
        <h2 id="opportunities-title">Opportunities, best first</h2>
        <span class="muted number">{countText(rows.length, state.opportunities.size)}</span>
      </div>
      {rows.length === 0 ? (
        <p class="empty">{opportunitiesEmptyText(state, filter)}</p>
      ) : (
        <ol class="scroll">
          {rows.map((row) => (
            <OpportunityItem
              key={rowKey(row.chain_id, row.opportunity_id)}
              row={row}
              status={state.transactions.get(rowKey(row.chain_id, row.tx_hash))?.status ?? null}
            />
          ))}
        </ol>
      )}
    </section>
  )
}
