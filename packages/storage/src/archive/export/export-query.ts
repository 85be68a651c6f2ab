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
  // The parts of a transaction are put together as they are read, which needs little memory; only then is it judged.
  optimize_move_to_prewhere_if_final: 0,
  max_block_size: 8_192,
  max_threads: 2,
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
  return `SELECT ${list} FROM ${database}.transactions AS t FINAL
    WHERE ${inRange('t.first_seen', range)} AND t.is_decoded = 1 ORDER BY ${MS}, t.tx_hash, t.chain_id`
}

function sightingsQuery(database: string, range: ExportRange): string {
  const [time, hash, source] = SIGHTING_COLUMNS
  // Grouped, not DISTINCT, which cannot leave memory.
  return `SELECT ${time}, ${hash}, ${csvText('name')} AS ${source} FROM (
    SELECT toUnixTimestamp64Milli(event_time) AS ${time}, tx_hash AS ${hash}, ${sourceNameSql('source_id')} AS name
    FROM ${database}.sightings_hex WHERE ${inRange('event_time', range)} AND name != ''
    GROUP BY ${time}, ${hash}, name) ORDER BY ${time}, ${hash}, name`
}

/** How many rows there are on each UTC day; of transactions also how many lack a body. */
export function daysQuery(database: string, what: ExportKind, range: ExportRange): string {
  const rows =
    what === 'transactions'
      ? `SELECT min(first_seen) AS at, max(is_decoded) AS has_body FROM ${database}.transactions WHERE ${ofChain(range)} GROUP BY chain_id, tx_hash HAVING ${inTime('at', range)}`
      : `SELECT fromUnixTimestamp64Milli(timestamp_ms, 'UTC') AS at, 1 AS has_body FROM (${sightingsQuery(database, range)})`
  return `SELECT toString(toDate(at, 'UTC')) AS day, countIf(has_body = 1), countIf(has_body = 0) FROM (${rows}) GROUP BY day ORDER BY day
    SETTINGS optimize_aggregation_in_order = 1`
}

/** The chains that have sightings in the range. */
export function chainsQuery(database: string, range: ExportRange): string {
  return `SELECT DISTINCT chain_id FROM ${database}.sightings WHERE ${inRange('event_time', range)} ORDER BY chain_id LIMIT 10`
}

function inRange(time: string, range: ExportRange): string {
  return `${inTime(time, range)} AND ${ofChain(range)}`
}

function inTime(time: string, { fromMs, toMs }: ExportRange): string {
  const at = (ms: number): string => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`
  return `${time} >= ${at(fromMs)} AND ${time} < ${at(toMs)}`
}

function ofChain({ chainId }: ExportRange): string {
  return chainId === null ? 'true' : `chain_id = ${chainId}`
}

const MS = 'toUnixTimestamp64Milli(t.first_seen)'
const HASH = hexText('t.tx_hash')
const SENDER = hexText('t.sender')
const TO = `ifNull(${hexText('t.`to`')}, '')`
/** go-ethereum's accessors: every type has a price, a cap and a tip. */
const PRICE = 'toString(coalesce(t.gas_price_wei, t.max_fee_per_gas_wei, toUInt256(0)))'
const TIP = 'toString(coalesce(t.max_priority_fee_per_gas_wei, t.gas_price_wei, toUInt256(0)))'
const CAP = 'toString(coalesce(t.max_fee_per_gas_wei, t.gas_price_wei, toUInt256(0)))'
const SIZE = 'toInt64(t.calldata_len)'
const FIRST_FOUR = `if(length(t.input) >= 4, ${hexText('substring(t.input, 1, 4)')}, '')`
const SOURCES = `arraySort(arrayDistinct(arrayFilter(name -> name != '', arrayMap(id -> ${sourceNameSql('id')}, t.sources))))`
const BLOCK = ofBlock('block_number')
const BLOCK_MS = `${ofBlock('block_timestamp')} * 1000`
const DELAY = ofBlock('inclusion_delay_ms')

const PARQUET_VALUES: Readonly<Record<ParquetName, string>> = {
  timestamp: `fromUnixTimestamp64Milli(${MS}, 'UTC')`,
  hash: HASH,
  chainId: 'toString(t.chain_id)',
  txType: 'toInt64(t.tx_type)',
  from: SENDER,
  to: TO,
  value: 'toString(t.value_wei)',
  nonce: 'toString(t.nonce)',
  gas: 'toString(t.gas_limit)',
  gasPrice: PRICE,
  gasTipCap: TIP,
  gasFeeCap: CAP,
  dataSize: SIZE,
  data4Bytes: FIRST_FOUR,
  sources: SOURCES,
  includedAtBlockHeight: BLOCK,
  includedBlockTimestamp: `fromUnixTimestamp64Milli(${BLOCK_MS}, 'UTC')`,
  inclusionDelayMs: DELAY,
  // Signatures are not stored, so there is none.
  rawTx: "''",
  // Of a body that an import cut there are the first four bytes above.
  input: `if(length(t.input) = t.calldata_len, ${hexText('t.input')}, '')`,
}

const CSV_VALUES: Readonly<Record<(typeof TRANSACTION_COLUMNS)[number], string>> = {
  timestamp_ms: MS,
  hash: HASH,
  chain_id: 't.chain_id',
  from: SENDER,
  to: TO,
  value: 'toString(t.value_wei)',
  nonce: 'toString(t.nonce)',
  gas: 'toString(t.gas_limit)',
  gas_price: PRICE,
  gas_tip_cap: TIP,
  gas_fee_cap: CAP,
  data_size: SIZE,
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

function hexText(bytes: string): string {
  return `concat('0x', lower(hex(${bytes})))`
}

/** A field of the confirmation, when that is where the transaction stands; else 0. */
function ofBlock(field: string): string {
  return `if(t.latest.kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), toInt64(t.latest.${field}), 0)`
}
