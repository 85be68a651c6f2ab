import type { ChainStatus } from '@org/events'
import { useState } from 'preact/hooks'
import type { Filter } from '../state/filter.ts'
import type { TransactionRow, ViewState } from '../state/view-state.ts'
import { countText, transactionsEmptyText } from './list-text.ts'
import { TransactionLine } from './transaction-line.tsx'

/** Rows that are drawn at first, and more with each press of the button: drawing all of them costs the most. */
const ROWS_STEP = 100

interface TransactionTableProps {
  readonly state: ViewState
  readonly rows: readonly TransactionRow[]
  readonly filter: Filter
}

/** The newest transactions, each kept up to date by the later events of its hash. */
export function TransactionTable({ state, rows, filter }: TransactionTableProps) {
  const [limit, setLimit] = useState(ROWS_STEP)
  return (
    <section class="panel transactions" aria-labelledby="transactions-title">
      <div class="panel-title">
        <h2 id="transactions-title">Pending transactions</h2>
        <span class="muted number">{countText(rows.length, state.transactions.size)}</span>
      </div>
      {rows.length === 0 ? (
        <p class="empty">{transactionsEmptyText(state, filter)}</p>
      ) : (
        // Focusable, so that the keyboard can scroll it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable without a mouse
        <section class="scroll" tabIndex={0} aria-labelledby="transactions-title">
          <table>
            <thead>
              <tr>
                <th class="cell-tx">Transaction</th>
                <th class="cell-type">Type</th>
                <th class="cell-parties">From → to</th>
                <th class="cell-value">Value</th>
                <th class="cell-scores">MEV, urgency</th>
                <th class="cell-status">Status</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, limit).map((row) => (
                <TransactionLine key={row.key} row={row} chain={chainLabel(state.chains, row.chainId)} />
              ))}
            </tbody>
          </table>
          {rows.length > limit && (
            <button type="button" class="more" onClick={() => setLimit(limit + ROWS_STEP)}>
              Show {Math.min(ROWS_STEP, rows.length - limit)} more of {rows.length - limit}
            </button>
          )}
        </section>
      )}
    </section>
  )
}

/** With one chain its name on every line says nothing. */
function chainLabel(chains: readonly ChainStatus[] | null, chainId: number): string | null {
  if (chains === null || chains.length < 2) return null
  return chains.find((chain) => chain.chain_id === chainId)?.chain_key ?? `chain ${chainId}`
}
