import type { DraftOf, Enqueue, EventDraft, EventKind, ReceiveEvent } from '@org/events'

/** Keeps every event it receives. */
export interface EventLog {
  readonly receive: ReceiveEvent
  readonly all: readonly EventDraft[]
  /** Events of one kind in order, of all sources or of one. */
  of<K extends EventKind>(kind: K, sourceId?: string): DraftOf<K>[]
  /** What further events are answered with. */
  answer(taken: Enqueue, kinds?: readonly EventKind[]): void
}

export function createEventLog(): EventLog {
  const all: EventDraft[] = []
  let refusal: { readonly taken: Enqueue; readonly kinds: readonly EventKind[] | undefined } | null = null
  return {
    all,
    receive(event) {
      if (refusal !== null && (refusal.kinds?.includes(event.kind) ?? true)) return refusal.taken
      all.push(event)
      return 'accepted'
    },
    of<K extends EventKind>(kind: K, sourceId?: string) {
      return all.filter(
        (event): event is DraftOf<K> & EventDraft =>
          event.kind === kind && (sourceId === undefined || event.source_id === sourceId),
      )
    },
    answer(taken, kinds) {
      refusal = taken === 'accepted' ? null : { taken, kinds }
    },
  }
}
