import type { Json, StoredEvent } from '@org/events'

/** Where views find the lines of the numbers they hold. */
export interface LineSource {
  /** @throws RangeError when the number is not there. */
  line(seq: number): Json<StoredEvent>
  /** A word on the content of the line. @throws RangeError when the number is not there. */
  checksum(seq: number): number
}
