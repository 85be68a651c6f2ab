/** Columns of the transactions CSV. The order is frozen; `tx_type`, the youngest, is last. */
export const TRANSACTION_COLUMNS = [
  'timestamp_ms',
  'hash',
  'chain_id',
  'from',
  'to',
  'value',
  'nonce',
  'gas',
  'gas_price',
  'gas_tip_cap',
  'gas_fee_cap',
  'data_size',
  'data_4bytes',
  'sources',
  'included_at_block_height',
  'included_block_timestamp_ms',
  'inclusion_delay_ms',
  'tx_type',
] as const

/** Columns of the sourcelog. */
export const SIGHTING_COLUMNS = ['timestamp_ms', 'hash', 'source'] as const

/** Columns of a collector's transactions file, which has no header. */
const COLLECTOR_COLUMNS = ['timestamp_ms', 'hash', 'raw_tx'] as const

/** Files of 2023 end before the sources, or before the inclusion. */
const SHORTEST_TRANSACTION = 13

/** A column by any of the spellings in use: `chain_id`, `chainId`. */
export function columnKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/^timestamp$/, 'timestampms')
}

/** True for a first record that names columns: every other one begins with a time. */
export function isHeader(fields: readonly string[]): boolean {
  return !/^\s*\d/.test(fields[0] ?? '')
}

/** The columns of a transactions file without a header, by the number of its fields; `null` for any other number. */
export function columnsByCount(count: number): readonly string[] | null {
  if (count === COLLECTOR_COLUMNS.length) return COLLECTOR_COLUMNS
  if (count < SHORTEST_TRANSACTION || count > TRANSACTION_COLUMNS.length) return null
  return TRANSACTION_COLUMNS.slice(0, count)
}
