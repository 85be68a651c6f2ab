import type { Wording } from './wording.ts'

/** A client's end of a stream, over whatever transport. */
export interface StreamConnection {
  readonly wording: Wording
  /** Bytes that were sent and that the operating system has not taken. */
  readonly bufferedBytes: number
  /** @param sent called when the operating system has taken all up to these bytes, or the connection is gone */
  send(bytes: Buffer, sent?: () => void): void
  /** Tells the client why, as far as the transport can, and ends in bounded time. @param reason ASCII, at most 123 */
  close(code: number, reason: string): void
}
