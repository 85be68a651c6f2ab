import type { Engine, StatementSettings } from '../../clickhouse/engine.ts'
import { archiveFile } from '../archive-errors.ts'
import type { ArchiveRow, Placed } from '../layout/archive-row.ts'
import { PARQUET_NAMES, PARQUET_STRUCTURE, PARQUET_TEXTS } from '../layout/parquet-columns.ts'

const PAGE_ROWS = 2_000
/** A raw transaction as hex text instead of bytes begins with `0x`; no serialisation does. */
const HEX_TEXT = '3078'

const LOAD_SETTINGS: StatementSettings = {
  // Older files have fewer columns, and other writers make columns optional.
  input_format_parquet_allow_missing_columns: 1,
  input_format_parquet_case_insensitive_column_matching: 1,
  input_format_null_as_default: 1,
  // Rows are numbered as they stand in the file.
  max_threads: 1,
  max_insert_threads: 1,
  input_format_parquet_preserve_order: 1,
  // Memory holds some megabytes of rows at a time, not a million of them.
  max_block_size: 8_192,
  min_insert_block_size_rows: 100_000,
  min_insert_block_size_bytes: 64 * 1024 * 1024,
}

/** A Parquet file, read by ClickHouse itself into a table of its own. */
export interface ParquetStaging {
  readonly rowCount: number
  /** The rows in the order of the file. */
  rows(): AsyncGenerator<Placed<ArchiveRow>, void, undefined>
}

/**
 * Loads a transactions Parquet into a table, hands it over, and drops the table, whatever happened; what a killed run
 * left of it goes first.
 * @param name tells the tables of two nodes on one server apart
 * @throws StorageError `ARCHIVE_FILE` when it is not a transactions Parquet
 */
export async function withParquet<T>(
  engine: Engine,
  name: string,
  path: string,
  use: (staging: ParquetStaging) => Promise<T>,
): Promise<T> {
  const table = `${engine.database}.\`import_staging_${name}\``
  await engine.command(`DROP TABLE IF EXISTS ${table} SYNC`)
  try {
    await engine.command(
      `CREATE TABLE ${table} (row UInt64, ${PARQUET_STRUCTURE}) ENGINE = MergeTree ORDER BY row
       COMMENT 'A Parquet file while it is imported; dropped at the end'`,
    )
    await engine.loadFile(
      {
        into: table,
        select: `rowNumberInAllBlocks() + 1, ${PARQUET_NAMES}`,
        structure: PARQUET_STRUCTURE,
      },
      { path, format: 'Parquet' },
      LOAD_SETTINGS,
    )
    const [counts] = await engine.rows(`SELECT count(), countIf(hash != '' AND timestamp != 0) FROM ${table}`)
    const rowCount = Number(counts?.[0] ?? 0)
    if (rowCount > 0 && Number(counts?.[1]) === 0) {
      throw archiveFile(`${path} is a Parquet file, but not one of transactions: it lacks timestamp or hash`)
    }
    return await use({ rowCount, rows: () => stagedRows(engine, table, rowCount) })
  } finally {
    await engine.command(`DROP TABLE IF EXISTS ${table} SYNC`)
  }
}

async function* stagedRows(
  engine: Engine,
  table: string,
  rowCount: number,
): AsyncGenerator<Placed<ArchiveRow>, void, undefined> {
  for (let from = 1; from <= rowCount; from += PAGE_ROWS) {
    const page = await engine.rows(
      `SELECT row, ${PARQUET_TEXTS} FROM ${table}
       WHERE row >= {from:UInt64} AND row < {to:UInt64} ORDER BY row`,
      { from, to: from + PAGE_ROWS },
    )
    for (const columns of page) yield { place: Number(columns[0]), row: archiveRow(columns) }
  }
}

function archiveRow(columns: readonly unknown[]): ArchiveRow {
  const [timestamp, hash, chainId, txType, from, to, value, nonce, gas, ...more] = columns.slice(1)
  const [gasPrice, gasTipCap, gasFeeCap, dataSize, data4Bytes, sources, height, blockTime, ...rest] = more
  const [inclusionDelayMs, rawTx, input] = rest
  const raw = String(rawTx)
  return {
    timestampMs: String(timestamp),
    hash: String(hash),
    chainId: String(chainId),
    txType: String(txType),
    from: String(from),
    to: String(to),
    value: String(value),
    nonce: String(nonce),
    gas: String(gas),
    gasPrice: String(gasPrice),
    gasTipCap: String(gasTipCap),
    gasFeeCap: String(gasFeeCap),
    dataSize: String(dataSize),
    data4Bytes: String(data4Bytes),
    sources: Array.isArray(sources) ? sources.map(String) : [],
    includedAtBlockHeight: String(height),
    includedBlockTimestampMs: String(blockTime),
    inclusionDelayMs: String(inclusionDelayMs),
    rawTx: raw.startsWith(HEX_TEXT) ? Buffer.from(raw, 'hex').toString('latin1') : raw,
    input: String(input),
  }
}
