import { useMemo, useState } from 'preact/hooks'
import { type Filter, NO_FILTER, selectOpportunities, selectTransactions } from './state/filter.ts'
import type { Store } from './state/store.ts'
import type { ViewState } from './state/view-state.ts'
import { ChainStatusPanel } from './ui/chain-status.tsx'
import { KeyForm } from './ui/key-form.tsx'
import { OpportunityList } from './ui/opportunity-list.tsx'
import { PageHeader } from './ui/page-header.tsx'
import { Toolbar } from './ui/toolbar.tsx'
import { TransactionTable } from './ui/transaction-table.tsx'
import { useStore } from './ui/use-store.ts'

interface AppProps {
  readonly store: Store
  readonly onKey: (key: string) => void
}

/** The whole page. */
export function App({ store, onKey }: AppProps) {
  const state = useStore(store)
  const [filter, setFilter] = useState<Filter>(NO_FILTER)
  /** While paused: the state whose rows stay on the page. */
  const [held, setHeld] = useState<ViewState | null>(null)
  const shown = held ?? state
  const transactions = useMemo(() => selectTransactions(shown, filter), [shown, filter])
  const opportunities = useMemo(() => selectOpportunities(shown, filter), [shown, filter])
  return (
    <>
      <PageHeader state={state} />
      <main>
        {state.connection.state === 'locked' && <KeyForm refused={state.connection.refused} onKey={onKey} />}
        <ChainStatusPanel state={state} />
        <Toolbar
          filter={filter}
          onFilter={setFilter}
          paused={held !== null}
          missed={held === null ? 0 : state.appliedSeq - held.appliedSeq}
          onPause={(paused) => setHeld(paused ? state : null)}
        />
        <div class="columns">
          <TransactionTable state={shown} rows={transactions} filter={filter} />
          <OpportunityList state={shown} rows={opportunities} filter={filter} />
        </div>
      </main>
    </>
  )
}
