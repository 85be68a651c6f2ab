import type { EventDraft, Hash } from '@org/events'
import type { Engine } from '../../clickhouse/engine.ts'
import { sourceName, sourceNameSql } from '../layout/source-names.ts'
import { NOTHING_STORED, type StoredTransaction } from './imported-events.ts'

/** What is stored of the transactions of one page, kept up to date while the page is imported. */
export interface StoredTransactions {
  of(chainId: number, hash: Hash): StoredTransaction
  /** Takes note of events that were just handed to the writer. */
  note(drafts: readonly EventDraft[]): void
}

/** A server reads at most 256 KiB as a statement, and parameters travel in the address. */
const HASHES_PER_LOOKUP = 3_500

interface Entry {
  readonly isKnown: true
  readonly sightings: Map<string, number[]>
  body: StoredTransaction['body']
  isConfirmed: boolean
}

/** What is looked up of one chain. */
export interface Lookup {
  readonly chainId: number
  readonly hashes: ReadonlySet<Hash>
  /** Sightings and blocks within these times are of interest, in Unix milliseconds. */
  readonly fromMs: number
  readonly toMs: number
}

/** Looks up the transactions of a page, of every node that ClickHouse holds. */
export async function readStoredTransactions(
  engine: Engine,
  lookups: readonly Lookup[],
): Promise<StoredTransactions> {
  const entries = new Map<string, Entry>()

  function entry(chainId: number, hashText: unknown): Entry {
    const key = `${chainId}:${String(hashText)}`
    const known = entries.get(key)
    if (known !== undefined) return known
    const created: Entry = { isKnown: true, sightings: new Map(), body: 'none', isConfirmed: false }
    entries.set(key, created)
    return created
  }

  function addSighting({ sightings }: Entry, source: string, timestampMs: number): void {
    const times = sightings.get(source)
    if (times === undefined) sightings.set(source, [timestampMs])
    else times.push(timestampMs)
  }

  async function lookUp(
    chainId: number,
    hashes: readonly Hash[],
    fromMs: number,
    toMs: number,
  ): Promise<void> {
    const hash = "concat('0x', lower(hex(tx_hash))) AS hash"
    // In the text, as hex of our own making: so many would not fit into an address, where parameters stand.
    const which = `chain_id = {chain:UInt64} AND tx_hash IN (${hashes.map((each) => `x'${each.slice(2)}'`).join(',')})`
    const time = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`
    const during = `event_time >= ${time('from')} AND event_time < ${time('to')}`
    const params = { chain: chainId, from: fromMs, to: toMs }
    const known = await engine.rows(
      `SELECT ${hash}, max(is_decoded), max(length(input)) = max(calldata_len)
       FROM ${engine.database}.transactions WHERE ${which} GROUP BY tx_hash`,
      params,
    )
    for (const [hashText, isDecoded, isWhole] of known) {
      const found = entry(chainId, hashText)
      if (Number(isDecoded) === 1) found.body = Number(isWhole) === 1 ? 'whole' : 'cut'
    }
    if (known.length === 0) return
    const seen = await engine.rows(
      `SELECT ${hash}, ${sourceNameSql('source_id')}, toUnixTimestamp64Milli(event_time)
       FROM ${engine.database}.sightings WHERE ${which} AND ${during}`,
      params,
    )
    for (const [hashText, source, ms] of seen)
      addSighting(entry(chainId, hashText), String(source), Number(ms))
    const confirmed = await engine.rows(
      `SELECT DISTINCT ${hash} FROM ${engine.database}.lifecycle
       WHERE ${which} AND ${during} AND kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal')`,
      params,
    )
    for (const [hashText] of confirmed) entry(chainId, hashText).isConfirmed = true
  }

  for (const { chainId, hashes, fromMs, toMs } of lookups) {
    const all = [...hashes]
    for (let from = 0; from < all.length; from += HASHES_PER_LOOKUP) {
      await lookUp(chainId, all.slice(from, from + HASHES_PER_LOOKUP), fromMs, toMs)
    }
  }

  return {
    of: (chainId, hash) => entries.get(`${chainId}:${hash}`) ?? NOTHING_STORED,
    note(drafts) {
      for (const draft of drafts) {
        if (draft.tx_hash === '') continue
        const found = entry(draft.chain_id, draft.tx_hash)
        if (draft.kind === 'TxSeen') {
          addSighting(found, sourceName(draft.source_id), Math.floor(draft.ingest_ts_unix_us / 1000))
        } else if (draft.kind === 'TxDecoded') {
          const { input, calldata_len } = draft.data
          found.body = input.length === 2 + 2 * calldata_len ? 'whole' : 'cut'
        } else if (draft.kind === 'TxConfirmedFinal') found.isConfirmed = true
      }
    },
  }
}
