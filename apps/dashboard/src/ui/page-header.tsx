import { groupDigits, rateText } from '../format/number.ts'
import { perSecond } from '../state/rates.ts'
import type { ViewState } from '../state/view-state.ts'
import { ConnectionBadge } from './connection-badge.tsx'
import { useNow } from './use-now.ts'

const RATE_WINDOW_S = 10
const OPPORTUNITY_WINDOW_S = 60

/** Name, connection and the figures of the node. */
export function PageHeader({ state }: { readonly state: ViewState }) {
  const now = useNow(1_000)
  const live = state.connection.state === 'live'
  const rate = (what: 'transactions' | 'events'): number | null =>
    live ? perSecond(state.rates, what, now, RATE_WINDOW_S) : null
  const found = live ? perSecond(state.rates, 'opportunities', now, OPPORTUNITY_WINDOW_S) : null
  return (
    <header class="page-header">
      <h1>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="13" />
          <path d="M5 16h6l3-7 4 14 3-7h6" />
        </svg>
        mevscope
      </h1>
      <ConnectionBadge connection={state.connection} nowMs={now} />
      <dl class="figures">
        <Figure
          name="tx/s"
          value={rateText(rate('transactions'))}
          title="New transactions per second over the last 10 s, as they reach this page"
        />
        <Figure
          name="events/s"
          value={rateText(rate('events'))}
          title="Events per second over the last 10 s, as they reach this page"
        />
        <Figure
          name="opp/min"
          value={rateText(found === null ? null : found * 60)}
          title="Opportunities per minute over the last minute, as they reach this page"
        />
        <Figure
          name="durable seq"
          value={state.durableSeq === null ? '–' : groupDigits(state.durableSeq)}
          title="Number of the last event known to be on disk"
        />
        <Figure
          name="node"
          value={state.nodeId ?? '–'}
          title={state.nodeId ?? 'The stream has not said its name yet'}
        />
      </dl>
    </header>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly title: string
}

function Figure({ name, value, title }: FigureProps) {
  return (
    <div class="figure" title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
