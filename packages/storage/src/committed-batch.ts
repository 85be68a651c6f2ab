import type { EncodedEvent, EventDraft } from '@org/events'

/**
 * One durable commit, as it is handed to the consumers. Nobody changes it. The events and their drafts may be kept; the
 * arrays are emptied and the bytes written over when all have been told.
 */
export interface CommittedBatch {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly events: readonly EncodedEvent[]
  /** What was encoded, index by index. */
  readonly drafts: readonly EventDraft[]
  /** The lines of all events, each ended by a line feed. */
  readonly bytes: Buffer
  /** Where the line of each event ends within `bytes`, the line feed not included. */
  readonly ends: readonly number[]
}
