import { createSystemClock, type StoredEvent, type StoredOf } from '@org/events'
import { createLiveState, type LiveState, type LiveStateOptions } from '../src/memory/live-state.ts'
import type { LiveReadModels } from '../src/read-models/read-models.ts'
import { applyAll } from './event-lines.ts'

// What the tests of the read models compare them with: plain looks at all events.

/** Bounds of a state: those of its views stand beside them. */
export type StateOptions = Partial<LiveStateOptions> & NonNullable<LiveStateOptions['views']>

/** An empty state, roomy where nothing is said. */
export function stateOf(options: StateOptions = {}): LiveState {
  return createLiveState({
    maxEvents: 4_000,
    maxBytes: 1e9,
    clock: createSystemClock(),
    views: options,
    ...options,
  })
}

/** Read models that have taken the events. */
export function modelsOf(events: readonly StoredEvent[], options?: StateOptions): LiveReadModels {
  const state = stateOf(options)
  applyAll(state, events)
  return state.models
}

/** Selects the events of one kind. */
export const is =
  <K extends StoredEvent['kind']>(kind: K) =>
  (event: StoredEvent): event is StoredEvent & StoredOf<K> =>
    event.kind === kind

/** The last event of each key, newest first. */
export function lastPerKey<E extends StoredEvent>(events: readonly E[], keyOf: (event: E) => string): E[] {
  const last = new Map<string, E>()
  for (const event of events) last.set(keyOf(event), event)
  return [...last.values()].sort((left, right) => right.seq - left.seq)
}
