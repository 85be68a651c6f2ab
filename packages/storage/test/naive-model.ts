import type { StoredEvent, StoredOf } from '@org/events'
import {
  createReadModels,
  type LiveReadModels,
  type ReadModelsOptions,
} from '../src/read-models/read-models.ts'
import { applyAll } from './event-lines.ts'

// What the tests of the read models compare them with: plain looks at all events.

/** Read models that have taken the events. */
export function modelsOf(events: readonly StoredEvent[], options?: ReadModelsOptions): LiveReadModels {
  const models = createReadModels(options)
  applyAll(models, events)
  return models
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
