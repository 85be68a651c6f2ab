import { type EventDraft, type Hash, parseHash } from '@org/events'
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
const HASHES_PER_LOOKUP = 2_000

interface Entry {
  readonly isKnown: true
  readonly sightings: Map<string, number[]>
  body: StoredTransaction['body']
  isConfirmed: boolean
}

/** Looks up the transactions of a page, of every node that ClickHouse holds. */
export async function readStoredTransactions(
  engine: Engine,
  hashesByChain: ReadonlyMap<number, ReadonlySet<Hash>>,
): Promise<StoredTransactions> {
  const entries = new Map<string, Entry>()

  function entry(chainId: number, hash: Hash): Entry {
    const key = `${chainId}:${hash}`
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

  for (const { chainId, hashes } of lookups(hashesByChain)) {
    const rows = await engine.rows(
      `SELECT tx_hash, kind, ${sourceNameSql('source_id')}, intDiv(ingest_ts_unix_us, 1000),
         kind = 'TxDecoded' AND length(JSONExtractString(data, 'input')) = 2 + 2 * JSONExtractUInt(data, 'calldata_len')
       FROM ${engine.database}.events
       WHERE chain_id = {chain:UInt64} AND tx_hash IN (${hashes.map((hash) => `'${hash}'`).join(', ')})
         AND kind IN ('TxSeen', 'TxDecoded', 'TxConfirmedProvisional', 'TxConfirmedFinal')`,
      { chain: chainId },
    )
    for (const [hashText, kind, source, timestampMs, isWhole] of rows) {
      const hash = parseHash(hashText)
      if (hash === null) continue
      const found = entry(chainId, hash)
      if (kind === 'TxSeen') addSighting(found, String(source), Number(timestampMs))
      else if (kind !== 'TxDecoded') found.isConfirmed = true
      else if (found.body !== 'whole') found.body = Number(isWhole) === 1 ? 'whole' : 'cut'
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

function* lookups(hashesByChain: ReadonlyMap<number, ReadonlySet<Hash>>) {
  for (const [chainId, all] of hashesByChain) {
    const hashes = [...all]
    for (let from = 0; from < hashes.length; from += HASHES_PER_LOOKUP) {
      yield { chainId, hashes: hashes.slice(from, from + HASHES_PER_LOOKUP) }
    }
  }
}
