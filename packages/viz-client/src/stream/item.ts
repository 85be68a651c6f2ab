import type { StoredEvent } from '@org/events'
import type { ResetReason } from './message.ts'

/** The stream could not go on from where it was: what a reader built from earlier events may not hold. */
export interface StreamGap {
  /**
   * `too_old`: events in between can no longer be read. `ahead`: the server's log ends before what was asked for, so
   * that was of another log. `another_node`: another log is served at this address, whose numbers mean other events.
   */
  readonly reason: ResetReason | 'another_node'
  /** The last number that was had. */
  readonly requestedSeq: number
  /** The stream goes on after this number, of `nodeId`. */
  readonly resumedAfter: number
  readonly nodeId: string
}

/** What a stream hands over, in order. */
export type StreamItem =
  | {
      readonly kind: 'events'
      readonly events: readonly StoredEvent[]
      /** Everything up to here was looked at, also what the filter hid: resume after it. */
      readonly lastSeq: number
      readonly nodeId: string
    }
  | { readonly kind: 'gap'; readonly gap: StreamGap }

/** How a stream is doing. */
export type StreamState =
  | { readonly state: 'connecting' }
  | {
      readonly state: 'live'
      readonly nodeId: string
      /** Last durable number of the server when it greeted. */
      readonly latestSeq: number
    }
  /** The reader is behind: the connection was left, and is made again when it has caught up. */
  | { readonly state: 'paused' }
  | { readonly state: 'waiting'; readonly retryInMs: number; readonly reason: string }
  | { readonly state: 'closed' }
