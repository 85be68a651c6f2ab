import type { DependencyStatus } from '@org/events'
import type { DeadLetters } from './dead-letters.ts'
import type { Refusals } from './refusals.ts'
import type { Trouble } from './retry.ts'

/** What the shipper knows of itself. */
export interface ShippingState {
  readonly connected: boolean
  readonly lag: number
  readonly trouble: Trouble | null
  readonly refusals: Refusals
  readonly letters: DeadLetters
}

/** ClickHouse as a dependency: never `down`, since events are durable without it. */
export function shippingStatus({
  connected,
  lag,
  trouble,
  refusals,
  letters,
}: ShippingState): DependencyStatus {
  const dead = letters.count()
  const notes = [
    lag === 0 ? null : `${lag} ${events(lag)} behind`,
    dead === 0 ? null : `${dead} ${events(dead)} refused by ClickHouse ${are(dead)} in ${letters.directory}`,
  ]
  const status = (state: 'up' | 'degraded', ...texts: (string | null)[]): DependencyStatus => {
    const detail = texts.filter((text) => text !== null).join('; ')
    return { name: 'clickhouse', state, detail: detail === '' ? null : detail }
  }
  if (trouble !== null) {
    return status('degraded', `${trouble.final ? 'shipping stopped: ' : ''}${trouble.text}`, ...notes)
  }
  if (!connected) return status('degraded', 'not connected yet')
  const undecided = refusals.undecided()
  const last = undecided.at(-1)
  if (last === undefined) return status('up', ...notes)
  const which = undecided.length === 1 ? `event ${last.seq}` : `${undecided.length} events up to ${last.seq}`
  return status('degraded', `ClickHouse refused ${which}: ${last.reason}`, ...notes)
}

function events(count: number): string {
  return count === 1 ? 'event' : 'events'
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}
