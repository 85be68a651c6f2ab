import type { EventBatch, EventDraft } from '@org/events'

/**
 * One durable commit, as it is handed to the consumers. Nobody changes it. The events and their drafts may be kept; the
 * arrays are emptied and the bytes written over when all have been told.
 */
export interface CommittedBatch extends EventBatch {
  readonly firstSeq: number
  readonly lastSeq: number
  /** What was encoded, index by index. */
  readonly drafts: readonly EventDraft[]
  readonly bytes: Buffer
}
