/** Events of one insert: lines `firstSeq` to `lastSeq`, all of this node, in order. */
export interface InsertBatch {
  readonly firstSeq: number
  readonly lastSeq: number
  /** Newline-terminated event lines, the same bytes as in the log. Not to be changed until the insert resolved. */
  readonly bytes: Uint8Array
  /** The least and the greatest time of the events, Unix microseconds: where they are given, lines need not be read. */
  readonly times?: readonly [number, number]
  /**
   * Part of the deduplication token where the range does not say which lines these are: some of a range, or lines that
   * were stored before and are gone.
   */
  readonly label?: string
}
