import type { BlockSeenData, Hash } from '@org/events'
import type { FrameProblem } from './frame-reader.ts'
import type { PendingKind } from './handshake.ts'

/** What the frames of a connection tell, in their order. `arrivalUs` is when a frame arrived, Unix microseconds. */
export interface FrameListener {
  /** A transaction was announced by its hash. */
  onHash(hash: Hash, arrivalUs: number): void
  /**
   * A transaction was announced in full. The hash was cut out of the frame; `bodyOfFrame(frame)` parses the rest for
   * those who want it. A frame that is kept keeps what the socket read with it.
   */
  onTransaction(hash: Hash, frame: Buffer, arrivalUs: number): void
  onHead(head: BlockSeenData, arrivalUs: number): void
  /** A frame that is none of these, nor a reply; it is ignored. */
  onInvalidFrame(problem: FrameProblem, note: string): void
}

/** What a live connection gives. */
export interface Live {
  readonly pending: PendingKind
  /** False: the node gives no heads here, they have to be asked for. */
  readonly heads: boolean
}

export interface ConnectionListener extends FrameListener {
  /** Acknowledged; frames follow. */
  onLive(live: Live): void
}
