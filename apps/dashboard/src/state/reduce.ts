import type { Action } from './action.ts'
import { applyEvents } from './apply-events.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { startRates } from './rates.ts'
import type { ViewState } from './view-state.ts'

/** The next state of the page. Pure: time arrives within the action. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.connection }
    case 'snapshot':
      return applySnapshot(state, action.snapshot)
    case 'hello':
      return {
        ...state,
        connection: { state: 'live' },
        nodeId: action.nodeId,
        durableSeq: action.latestSeq,
        rates: startRates(action.atMs, action.latestSeq),
      }
    case 'events':
      return applyEvents(state, action.events, action.lastSeq, action.atMs)
    case 'heartbeat':
      return { ...state, durableSeq: Math.max(state.durableSeq ?? 0, action.latestSeq) }
    case 'chains':
      return { ...state, chains: action.chains, chainsProblem: null }
    case 'chains_unavailable':
      return { ...state, chainsProblem: action.reason }
  }
}
