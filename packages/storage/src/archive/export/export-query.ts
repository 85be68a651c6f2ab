import type { StatementSettings } from '../../clickhouse/engine.ts'
import { SIGHTING_COLUMNS, TRANSACTION_COLUMNS } from '../layout/csv-columns.ts'
import { PARQUET_COLUMN_NAMES, type ParquetName } from '../layout/parquet-columns.ts'
import { sourceNameSql } from '../layout/source-names.ts'
import type { ExportFormat, ExportKind } from './export-options.ts'

/** What is selected: a chain, or all, and a half-open range of Unix milliseconds. */
export interface ExportRange {
  readonly chainId: number | null
  readonly fromMs: number
  readonly toMs: number
}

/** ClickHouse's format and the settings that make it the layout of the dumpster. */
export const EXPORT_FORMATS: Readonly<
  Record<ExportFormat, { readonly name: string; readonly settings: StatementSettings }>
> = {
  parquet: {
    name: 'Parquet',
    settings: {
      output_format_parquet_compression_method: 'gzip',
      output_format_parquet_string_as_string: 1,
      // A group of rows is held in memory until it is written.
      output_format_parquet_row_group_size: 100_000,
      output_format_parquet_row_group_size_bytes: 64 * 1024 * 1024,
    },
  },
  csv: {
    name: 'CustomSeparatedWithNames',
    // ClickHouse's own CSV puts quotes around every text.
    settings: { format_custom_escaping_rule: 'Raw', format_custom_field_delimiter: ',' },
  },
}

/** A day is sorted on the disk where it does not fit. */
export const EXPORT_SETTINGS: StatementSettings = {
  max_bytes_before_external_sort: 200_000_000,
  max_bytes_before_external_group_by: 200_000_000,
  max_bytes_ratio_before_external_sort: 0,
  max_bytes_ratio_before_external_group_by: 0,
}

/** The rows of a file, in its columns and order. */
export function exportQuery(
  database: string,
  what: ExportKind,
  format: ExportFormat,
  range: ExportRange,
): string {
  if (what === 'sightings') return sightingsQuery(database, range)
  const columns =
    format === 'parquet'
      ? PARQUET_COLUMN_NAMES.map((name) => [name, PARQUET_VALUES[name]] as const)
      : TRANSACTION_COLUMNS.map((name) => [name, CSV_VALUES[name]] as const)
  const list = columns.map(([name, value]) => `${value} AS \`${name}\``).join(', ')
  return `SELECT ${list} FROM (${transactionsSql(database)}) AS t WHERE ${inRange('t.first_seen', range)} AND ${HAS_BODY} ORDER BY ${MS}, t.tx_hash, t.chain_id`
}

function sightingsQuery(database: string, range: ExportRange): string {
  const [time, hash, source] = SIGHTING_COLUMNS
  // Grouped, not DISTINCT, which cannot leave memory.
  return `SELECT ${time}, ${hash}, ${csvText('name')} AS ${source} FROM (
    SELECT intDiv(ingest_ts_unix_us, 1000) AS ${time}, tx_hash AS ${hash}, ${sourceNameSql('source_id')} AS name
    FROM (${sightingsSql(database)}) WHERE ${inRange('event_time', range)} AND name != ''
    GROUP BY ${time}, ${hash}, name) ORDER BY ${time}, ${hash}, name`
}

/** How many rows there are on each UTC day; of transactions also how many lack a body. */
export function daysQuery(database: string, what: ExportKind, range: ExportRange): string {
  const rows =
    what === 'transactions'
      ? `SELECT first_seen AS at, ${HAS_BODY} AS has_body FROM (${transactionsSql(database)}) AS t WHERE ${inRange('t.first_seen', range)}`
      : `SELECT fromUnixTimestamp64Milli(timestamp_ms, 'UTC') AS at, 1 AS has_body FROM (${sightingsQuery(database, range)})`
  return `SELECT toString(toDate(at, 'UTC')) AS day, countIf(has_body), countIf(NOT has_body) FROM (${rows}) GROUP BY day ORDER BY day`
}

/** The chains that have sightings in the range. */
export function chainsQuery(database: string, range: ExportRange): string {
  return `SELECT DISTINCT chain_id FROM (${sightingsSql(database)}) WHERE ${inRange('event_time', range)} ORDER BY chain_id LIMIT 10`
}

function inRange(time: string, { chainId, fromMs, toMs }: ExportRange): string {
  const at = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`
  return `${time} >= ${at(fromMs)} AND ${time} < ${at(toMs)}${chainId === null ? '' : ` AND chain_id = ${chainId}`}`
}

const MS = 'toUnixTimestamp64Milli(t.first_seen)'
const HAS_BODY = 't.has_body'
/** go-ethereum's accessors: every type has a price, a cap and a tip. */
const PRICE = 'toString(coalesce(t.gas_price_wei, t.max_fee_per_gas_wei, toUInt256(0)))'
const TIP = 'toString(coalesce(t.max_priority_fee_per_gas_wei, t.gas_price_wei, toUInt256(0)))'
const CAP = 'toString(coalesce(t.max_fee_per_gas_wei, t.gas_price_wei, toUInt256(0)))'
const FIRST_FOUR = `if(length(t.input) >= 10, substring(t.input, 1, 10), '')`
const SOURCES = `arraySort(arrayDistinct(arrayFilter(name -> name != '', arrayMap(id -> ${sourceNameSql('id')}, t.sources))))`
const BLOCK_MS = 'toInt64(ifNull(t.block_timestamp, 0)) * 1000'
const BLOCK = 'toInt64(ifNull(t.block_number, 0))'
const DELAY = 'toInt64(ifNull(t.inclusion_delay_ms, 0))'

const PARQUET_VALUES: Readonly<Record<ParquetName, string>> = {
  timestamp: `fromUnixTimestamp64Milli(${MS}, 'UTC')`,
  hash: 't.tx_hash',
  chainId: 'toString(t.chain_id)',
  txType: 'toInt64(t.tx_type)',
  from: 't.sender',
  to: "ifNull(t.to, '')",
  value: 'toString(t.value_wei)',
  nonce: 'toString(t.nonce)',
  gas: 'toString(t.gas_limit)',
  gasPrice: PRICE,
  gasTipCap: TIP,
  gasFeeCap: CAP,
  dataSize: 'toInt64(t.calldata_len)',
  data4Bytes: FIRST_FOUR,
  sources: SOURCES,
  includedAtBlockHeight: BLOCK,
  includedBlockTimestamp: `fromUnixTimestamp64Milli(${BLOCK_MS}, 'UTC')`,
  inclusionDelayMs: DELAY,
  // Signatures are not stored, so there is none.
  rawTx: "''",
  // Of a body that an import cut there are the first four bytes above.
  input: "if(length(t.input) = 2 + 2 * t.calldata_len, t.input, '')",
}

const CSV_VALUES: Readonly<Record<(typeof TRANSACTION_COLUMNS)[number], string>> = {
  timestamp_ms: MS,
  hash: 't.tx_hash',
  chain_id: 't.chain_id',
  from: 't.sender',
  to: "ifNull(t.to, '')",
  value: 't.value_wei',
  nonce: 't.nonce',
  gas: 't.gas_limit',
  gas_price: PRICE,
  gas_tip_cap: TIP,
  gas_fee_cap: CAP,
  data_size: 't.calldata_len',
  data_4bytes: FIRST_FOUR,
  sources: csvText(
    `arrayStringConcat(arrayMap(name -> replaceRegexpAll(name, '\\\\s+', '_'), ${SOURCES}), ' ')`,
  ),
  included_at_block_height: BLOCK,
  included_block_timestamp_ms: BLOCK_MS,
  inclusion_delay_ms: DELAY,
  tx_type: 't.tx_type',
}

/** A text that may hold anything, quoted where CSV asks for it. */
function csvText(value: string): string {
  return `if(match(${value}, '[",\\\\r\\\\n]'), concat('"', replaceAll(${value}, '"', '""'), '"'), ${value})`
}

/** Rows of sightings. */
function sightingsSql(database: string): string {
  return `SELECT chain_id, event_time, ingest_ts_unix_us, tx_hash, source_id FROM ${database}.events WHERE kind = 'TxSeen'`
}

/** One row per transaction. */
function transactionsSql(database: string): string {
  const last = (field: string, type: string, kinds: string): string =>
    `argMaxIf(JSONExtract(data, '${field}', '${type}'), (ingest_ts_unix_us, seq), kind IN (${kinds}))`
  const body = (field: string, type: string): string => last(field, type, "'TxDecoded'")
  const block = (field: string, type: string): string =>
    last(field, type, "'TxConfirmedProvisional', 'TxConfirmedFinal'")
  const fee = (field: string): string => `toUInt256OrNull(${body(field, 'Nullable(String)')}) AS ${field}`
  return `SELECT chain_id, tx_hash, min(event_time) AS first_seen, countIf(kind = 'TxDecoded') > 0 AS has_body,
    groupUniqArrayIf(source_id, kind = 'TxSeen') AS sources, ${body('tx_type', 'UInt32')} AS tx_type, ${body('sender', 'String')} AS sender,
    ${body('nonce', 'UInt64')} AS nonce, ${body('to', 'Nullable(String)')} AS to, toUInt256OrZero(${body('value_wei', 'String')}) AS value_wei,
    ${body('gas_limit', 'UInt64')} AS gas_limit, ${fee('gas_price_wei')}, ${fee('max_fee_per_gas_wei')}, ${fee('max_priority_fee_per_gas_wei')},
    ${body('input', 'String')} AS input, ${body('calldata_len', 'UInt32')} AS calldata_len,
    ${block('block_number', 'UInt64')} AS block_number, ${block('block_timestamp', 'UInt64')} AS block_timestamp, ${block('inclusion_delay_ms', 'Int64')} AS inclusion_delay_ms
    FROM ${database}.events WHERE kind IN ('TxSeen', 'TxDecoded', 'TxConfirmedProvisional', 'TxConfirmedFinal') GROUP BY chain_id, tx_hash`
}
