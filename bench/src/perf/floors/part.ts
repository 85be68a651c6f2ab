/** Where the time of a part belongs, as the profile of `perf` names it; `files and ClickHouse` are other threads. */
type Stage = 'ingest' | 'events' | 'storage' | 'viz-api' | 'metrics' | 'files and ClickHouse'

/** Something that a transaction's way through the server cannot do without, to be measured by itself. */
export interface Part {
  readonly name: string
  readonly stage: Stage
  /** What is counted, in the singular. */
  readonly unit: string
  /** Units of one run: so many that the resolution of clocks does not matter. */
  readonly count: number
  /** Units that one transaction takes at least; 0 when the time is within that of another part. */
  readonly perTransaction: number
  /** Not measured. */
  prepare?(): Promise<void>
  /** Does all units; the answer is made of what came of each, so that nothing is left out, and above 0. */
  run(): number | Promise<number>
}

/** Parts that share something which must be closed. */
export interface PartGroup extends AsyncDisposable {
  readonly parts: readonly Part[]
}
