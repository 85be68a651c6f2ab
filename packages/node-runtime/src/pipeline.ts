import type { EventDraft, EventSink, ReceiveEvent, Searcher } from '@org/events'

/**
 * The hot path: an event from the source, what the searcher derives from it, and the sink that takes them together
 * or not at all. Synchronous; the one array is used again for every event, since sinks keep events and not the array.
 */
export function createPipeline(searcher: Searcher | null, sink: EventSink): ReceiveEvent {
  const group: EventDraft[] = []
  return (event) => {
    group[0] = event
    // Not 0, which would give its room away and have it made anew for every event.
    group.length = 1
    if (searcher !== null) {
      if (event.kind === 'TxDecoded') searcher.onTransaction(event, group)
      else if (event.kind === 'BlockSeen') searcher.onBlock(event)
    }
    return sink.tryEnqueue(group)
  }
}
