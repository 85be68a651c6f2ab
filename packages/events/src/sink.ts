import type { EventDraft } from './event.ts'

/** What became of an attempt to hand something to a bounded queue. */
export type Enqueue = 'accepted' | 'queue_full' | 'closed'

/** Where events go to become durable. */
export interface EventSink {
  /**
   * Takes a group of events as a whole or not at all; never waits. The sink keeps the events and not the array,
   * so the caller may use the array again.
   */
  tryEnqueue(group: readonly EventDraft[]): Enqueue
  /**
   * False while so much waits here that whoever can hold back new work does better to: what is held back costs a hash,
   * what is refused has cost all its work. Groups are taken nonetheless, until the sink is full.
   */
  hasRoom(): boolean
}
