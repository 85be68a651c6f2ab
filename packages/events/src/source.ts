import type { Component } from './component.ts'
import type { EventDraft } from './event.ts'
import type { Enqueue, EventSink } from './sink.ts'
import type { ChainStatus } from './status.ts'

/**
 * Takes one event from a source, at once and without waiting. What is not `accepted` is lost to the store and must
 * be counted by the source.
 */
export type ReceiveEvent = (event: EventDraft) => Enqueue

/** Where transactions come from. */
export interface TransactionSource extends Omit<Component, 'start'> {
  /**
   * Begins to watch and hands every event to `receive`. Resolves when watching has begun, also while a node cannot
   * be reached yet: that is reported by `chains()` and tried again.
   * @param hasRoom as {@link EventSink.hasRoom} of where the events go
   */
  start(receive: ReceiveEvent, hasRoom: () => boolean): Promise<void>
  /** The present state of every chain and source. */
  chains(): readonly ChainStatus[]
}
