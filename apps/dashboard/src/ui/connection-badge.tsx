import type { Connection } from '../state/view-state.ts'

interface ConnectionBadgeProps {
  readonly connection: Connection
  readonly nowMs: number
}

/** How the page stands with the server, also announced to screen readers when it changes. */
export function ConnectionBadge({ connection, nowMs }: ConnectionBadgeProps) {
  return (
    <div class={`connection connection-${connection.state}`}>
      <span class="dot" aria-hidden="true" />
      <span role="status">{stateText(connection)}</span>
      {connection.state === 'waiting' && (
        <span class="reason">
          retrying in {Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1000))} s — {connection.reason}
        </span>
      )}
    </div>
  )
}

function stateText(connection: Connection): string {
  switch (connection.state) {
    case 'loading':
      return 'loading'
    case 'connecting':
      return 'connecting'
    case 'live':
      return 'live'
    case 'locked':
      return 'locked'
    case 'waiting':
      return 'not connected'
  }
}
