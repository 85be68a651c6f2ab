/** Why a row cannot become events; the labels of the summary. */
export const REJECTIONS = [
  /** The line is not a row of such a file. */
  'malformed_row',
  /** A column does not hold what belongs there. */
  'bad_field',
  /** The raw transaction cannot be decoded. */
  'bad_raw_tx',
  /** The raw transaction has another hash than the row. */
  'hash_mismatch',
  /** The row does not name the sender. */
  'no_sender',
  /** Older than what ClickHouse keeps: it would be gone at once. */
  'before_retention',
] as const
export type RejectionReason = (typeof REJECTIONS)[number]

export interface Rejection {
  readonly reason: RejectionReason
  readonly note: string
}
