/** One column of the transactions Parquet: its name, its ClickHouse type, and how a page reads it as text. */
interface ParquetColumn {
  readonly name: string
  readonly type: string
  readonly text: string
}

const text = (name: string): ParquetColumn => ({ name, type: 'String', text: `\`${name}\`` })
const time = (name: string): ParquetColumn => ({
  name,
  type: "DateTime64(3, 'UTC')",
  text: `toString(toUnixTimestamp64Milli(${name}))`,
})
const integer = (name: string): ParquetColumn => ({
  name,
  type: 'Nullable(Int64)',
  text: `ifNull(toString(${name}), '')`,
})

/** The layout of mempool-dumpster, and `input`, which is ours: the calldata, which its raw transaction holds. */
const PARQUET_COLUMNS = {
  timestamp: time('timestamp'),
  hash: text('hash'),
  chainId: text('chainId'),
  txType: integer('txType'),
  from: text('from'),
  to: text('to'),
  value: text('value'),
  nonce: text('nonce'),
  gas: text('gas'),
  gasPrice: text('gasPrice'),
  gasTipCap: text('gasTipCap'),
  gasFeeCap: text('gasFeeCap'),
  dataSize: integer('dataSize'),
  data4Bytes: text('data4Bytes'),
  sources: { name: 'sources', type: 'Array(String)', text: 'sources' },
  includedAtBlockHeight: integer('includedAtBlockHeight'),
  includedBlockTimestamp: time('includedBlockTimestamp'),
  inclusionDelayMs: integer('inclusionDelayMs'),
  rawTx: { name: 'rawTx', type: 'String', text: 'lower(hex(rawTx))' },
  input: text('input'),
} as const satisfies Readonly<Record<string, ParquetColumn>>

/** The name of a column. */
export type ParquetName = keyof typeof PARQUET_COLUMNS

/** Names of all columns, in order. */
export const PARQUET_COLUMN_NAMES: readonly ParquetName[] = Object.keys(PARQUET_COLUMNS) as ParquetName[] // keys of a closed record

const COLUMNS: readonly ParquetColumn[] = Object.values(PARQUET_COLUMNS)

/** Columns and types, as ClickHouse reads the file and keeps it. */
export const PARQUET_STRUCTURE: string = COLUMNS.map(({ name, type }) => `\`${name}\` ${type}`).join(', ')

/** Names of the columns, quoted. */
export const PARQUET_NAMES: string = COLUMNS.map(({ name }) => `\`${name}\``).join(', ')

/** Every column as text, in order. */
export const PARQUET_TEXTS: string = COLUMNS.map((column) => column.text).join(', ')
