import fc from 'fast-check'
import { keccak256 } from 'viem'
import { type RawTransactionCase, rawTransactions } from './raw-transactions.ts'

/** A row of a day file, as the dumpster writes it. */
export interface DumpsterRow {
  readonly timestampMs: number
  readonly hash: string
  readonly from: string
  readonly sources: readonly string[]
  readonly includedAt: number
  readonly blockMs: number
  readonly delayMs: number
  readonly made: RawTransactionCase
}

const SOURCES = ['apool', 'bloxroute', 'chainbound', 'infura', 'local']

/** A day of mempool-dumpster on chain 1: the same rows for the same seed, in the order of the file. */
export function dumpsterDay(seed: number, count: number, dayMs: number): readonly DumpsterRow[] {
  const mainnet = fc.constant(1)
  const legacy = rawTransactions(0, mainnet).filter(({ tx }) => tx.chainId !== undefined)
  const row = fc.record({
    offsetMs: fc.nat(86_399_999),
    made: fc.oneof(
      legacy,
      rawTransactions(1, mainnet),
      rawTransactions(2, mainnet),
      rawTransactions(3, mainnet),
      rawTransactions(4, mainnet),
    ),
    from: fc.uint8Array({ minLength: 20, maxLength: 20 }),
    sources: fc.subarray(SOURCES),
    block: fc.option(fc.integer({ min: 18_000_000, max: 18_009_999 })),
    delayS: fc.integer({ min: -20, max: 900 }),
  })
  const drawn = fc.sample(row, { seed, numRuns: count })
  return drawn
    .map(({ offsetMs, made, from, sources, block, delayS }): DumpsterRow => {
      const timestampMs = dayMs + offsetMs
      const blockMs = block === null ? 0 : (Math.floor(timestampMs / 1000) + delayS) * 1000
      return {
        timestampMs,
        hash: keccak256(made.raw),
        from: `0x${Buffer.from(from).toString('hex')}`,
        sources,
        includedAt: block ?? 0,
        blockMs,
        delayMs: block === null ? 0 : blockMs - timestampMs,
        made,
      }
    })
    .sort((a, b) => a.timestampMs - b.timestampMs || (a.hash < b.hash ? -1 : 1))
}

const HEADER =
  'timestamp_ms,hash,chain_id,from,to,value,nonce,gas,gas_price,gas_tip_cap,gas_fee_cap,data_size,data_4bytes,sources,included_at_block_height,included_block_timestamp_ms,inclusion_delay_ms,tx_type'

/** The day as CSV. */
export function dayCsv(rows: readonly DumpsterRow[]): string {
  return `${[HEADER, ...rows.map(csvLine)].join('\n')}\n`
}

function csvLine(row: DumpsterRow): string {
  const { tx, type } = row.made
  const cap = tx.gasPrice ?? tx.maxFeePerGas
  return [
    row.timestampMs,
    row.hash,
    tx.chainId,
    row.from,
    tx.to ?? '',
    tx.value,
    tx.nonce,
    tx.gas,
    cap,
    tx.gasPrice ?? tx.maxPriorityFeePerGas,
    cap,
    (tx.data.length - 2) / 2,
    tx.data.length >= 10 ? tx.data.slice(0, 10) : '',
    row.sources.join(' '),
    row.includedAt,
    row.blockMs,
    row.delayMs,
    type,
  ].join(',')
}

/** The day as a collector wrote it: no header, raw transactions. */
export function collectorCsv(rows: readonly DumpsterRow[]): string {
  return rows.map(({ timestampMs, hash, made }) => `${timestampMs},${hash},${made.raw}\n`).join('')
}
