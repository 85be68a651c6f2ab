/** How far shipping is, shared by those who ship. */
export interface Progress {
  /** The last durable number. */
  latest: number
  /** Everything up to here is in ClickHouse or a dead letter, as far as this process knows. */
  shipped: number
  /** Behind the refused events that are undecided yet, if any: what goes next begins after it. */
  cursor: number
  /** What the last insert took, in milliseconds; 0 before the first. */
  insertMs: number
}
