import type { StorageError } from '../../errors.ts'
import { archiveFile } from '../archive-errors.ts'
import type { ArchiveRow, Placed, SightingRow } from './archive-row.ts'
import { columnKey, columnsByCount, isHeader, SIGHTING_COLUMNS } from './csv-columns.ts'
import type { CsvRecord } from './csv-reader.ts'

/**
 * Rows of a transactions CSV, with or without a header: a day file of any age, or a collector's file.
 * @param file for messages
 * @throws StorageError `ARCHIVE_FILE` when the first line is not that of such a file
 */
export async function* transactionRows(
  records: AsyncIterable<CsvRecord>,
  file: string,
): AsyncGenerator<Placed<ArchiveRow>, void, undefined> {
  let columns: Columns | null = null
  for await (const { line, fields } of records) {
    if (columns === null) {
      if (fields === null) throw notTransactions(file, line, 'a quote that is not closed')
      const names: readonly string[] | null = isHeader(fields) ? fields : columnsByCount(fields.length)
      if (names === null) throw notTransactions(file, line, `${fields.length} fields`)
      columns = columnsOf(names)
      if (columns.timestampms === undefined || columns.hash === undefined) {
        throw notTransactions(file, line, fields.slice(0, 5).join(',').slice(0, 80))
      }
      if (isHeader(fields)) continue
    }
    yield { place: line, row: fields === null ? null : transactionRow(fields, columns) }
  }
}

/** Where each column stands, by its key. */
type Columns = Readonly<Record<string, number>> & { readonly count?: number }

function columnsOf(names: readonly string[]): Columns {
  return Object.fromEntries([
    ...names.map((name, index) => [columnKey(name), index]),
    ['count', names.length],
  ])
}

function transactionRow(fields: readonly string[], columns: Columns): ArchiveRow | null {
  if (fields.length !== columns.count) return null
  const of = (key: string): string => fields[columns[key] ?? -1]?.trim() ?? ''
  return {
    timestampMs: of('timestampms'),
    hash: of('hash'),
    chainId: of('chainid'),
    txType: of('txtype'),
    from: of('from'),
    to: of('to'),
    value: of('value'),
    nonce: of('nonce'),
    gas: of('gas'),
    gasPrice: of('gasprice'),
    gasTipCap: of('gastipcap'),
    gasFeeCap: of('gasfeecap'),
    dataSize: of('datasize'),
    data4Bytes: of('data4bytes'),
    sources: of('sources')
      .split(/\s+/)
      .filter((source) => source !== ''),
    includedAtBlockHeight: of('includedatblockheight'),
    includedBlockTimestampMs: of('includedblocktimestampms') || of('includedblocktimestamp'),
    inclusionDelayMs: of('inclusiondelayms'),
    rawTx: of('rawtx'),
    input: of('input'),
  }
}

/**
 * Rows of a sourcelog, with or without a header.
 * @throws StorageError `ARCHIVE_FILE` when the first line is not that of a sourcelog
 */
export async function* sightingRows(
  records: AsyncIterable<CsvRecord>,
  file: string,
): AsyncGenerator<Placed<SightingRow>, void, undefined> {
  let isFirst = true
  for await (const { line, fields } of records) {
    if (isFirst) {
      isFirst = false
      const names = (fields ?? []).map((name) => columnKey(name)).join(',')
      const wanted = SIGHTING_COLUMNS.map((name) => columnKey(name)).join(',')
      if (fields?.length !== SIGHTING_COLUMNS.length || (isHeader(fields) && names !== wanted)) {
        throw archiveFile(
          `${file}:${line} is not a sourcelog (${SIGHTING_COLUMNS.join(',')}): it begins with ${JSON.stringify((fields ?? []).join(',').slice(0, 80))}`,
        )
      }
      if (isHeader(fields)) continue
    }
    const [timestampMs, hash, source] = fields ?? []
    const isWhole = fields?.length === SIGHTING_COLUMNS.length
    yield {
      place: line,
      row:
        isWhole && timestampMs !== undefined && hash !== undefined && source !== undefined
          ? { timestampMs: timestampMs.trim(), hash: hash.trim(), source: source.trim() }
          : null,
    }
  }
}

function notTransactions(file: string, line: number, found: string): StorageError {
  return archiveFile(
    `${file}:${line} is not a transactions CSV (timestamp_ms,hash,chain_id,…): it begins with ${found}`,
  )
}
