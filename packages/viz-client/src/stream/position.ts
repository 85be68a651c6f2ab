/** A place in the log of one node. */
export interface StreamPosition {
  /** Whose numbers these are; `null`: not known yet. */
  readonly nodeId: string | null
  /** Everything up to here is done with. */
  readonly seq: number
}
