/** A row of a transactions file in the layout of mempool-dumpster, as text; `''` where the file says nothing. */
export interface ArchiveRow {
  readonly timestampMs: string
  readonly hash: string
  readonly chainId: string
  readonly txType: string
  readonly from: string
  readonly to: string
  readonly value: string
  readonly nonce: string
  readonly gas: string
  readonly gasPrice: string
  readonly gasTipCap: string
  readonly gasFeeCap: string
  readonly dataSize: string
  readonly data4Bytes: string
  readonly sources: readonly string[]
  readonly includedAtBlockHeight: string
  readonly includedBlockTimestampMs: string
  readonly inclusionDelayMs: string
  /** Hex of the signed serialisation. */
  readonly rawTx: string
  /** Hex of the calldata: our column, not the dumpster's. */
  readonly input: string
}

/** A row of a sourcelog. */
export interface SightingRow {
  readonly timestampMs: string
  readonly hash: string
  readonly source: string
}

/** Where in which file a row stands, from 1: the line of a CSV file, the row of a Parquet file. */
export interface Placed<Row> {
  readonly place: number
  /** `null` when nothing can be made of it. */
  readonly row: Row | null
}
