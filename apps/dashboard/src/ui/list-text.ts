import type { Filter } from '../state/filter.ts'
import type { ViewState } from '../state/view-state.ts'

/** How many rows match of those that the page holds. */
export function countText(matching: number, held: number): string {
  if (held === 0) return ''
  return matching === held ? `newest ${held}` : `${matching} of the newest ${held}`
}

/** Why the table has no rows. */
export function transactionsEmptyText(state: ViewState, filter: Filter): string {
  if (state.transactions.size > 0) {
    return `None of the newest ${state.transactions.size} transactions matches ${filterText(filter)}.`
  }
  return notYet(state, 'transaction')
}

/** Why the list has no opportunities. */
export function opportunitiesEmptyText(state: ViewState, filter: Filter): string {
  if (state.opportunities.size > 0) {
    return `None of the newest ${state.opportunities.size} opportunities matches ${filterText(filter)}.`
  }
  return notYet(state, 'opportunity')
}

function notYet(state: ViewState, what: string): string {
  switch (state.connection.state) {
    case 'loading':
    case 'connecting':
      return 'Asking the node for what it holds…'
    case 'locked':
      return 'Locked: nothing to show without a key.'
    case 'waiting':
      return 'Not connected: nothing to show until the node answers.'
    case 'live':
      return waitingFor(state, what)
  }
}

function waitingFor(state: ViewState, what: string): string {
  if (state.chains === null) return `Waiting for the first ${what}.`
  if (state.chains.length === 0) return `This node watches no chain and holds no ${what}.`
  return `Waiting for the first ${what} of ${state.chains.map((chain) => chain.chain_key).join(', ')}.`
}

function filterText(filter: Filter): string {
  const parts: string[] = []
  if (filter.search.trim() !== '') parts.push(`“${filter.search.trim()}”`)
  if (filter.category !== null) parts.push(`category ${filter.category}`)
  if (filter.minScore > 0) parts.push(`a score from ${filter.minScore}`)
  return parts.join(' and ')
}
