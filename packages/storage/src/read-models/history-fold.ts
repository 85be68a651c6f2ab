import { encodeEvent, type Hash, type Json, type StoredEvent } from '@org/events'
import type { HistoryReader } from './history.ts'
import type { LineSource } from './line-source.ts'
import {
  foldEvent,
  isFirstSighting,
  newTransactionEntry,
  type TransactionEntry,
} from './transaction-entry.ts'

/** Hashes of one question to the history: it finds each by index, so more would read as much and hold more. */
const HASHES_PER_QUESTION = 100

/** Transactions made of their events in the history, by chain and hash. */
export interface FoldedTransactions {
  get(hash: Hash, chainId: number): TransactionEntry | undefined
  /** Of any chain, the one listed last. */
  newest(hash: Hash): TransactionEntry | undefined
  /** Where their lines are. */
  readonly lines: LineSource
}

export async function foldHistory(
  history: HistoryReader,
  hashes: readonly Hash[],
  signal?: AbortSignal,
): Promise<FoldedTransactions> {
  const byHash = new Map<Hash, TransactionEntry[]>()
  const texts = new Map<number, Json<StoredEvent>>()
  const lines = linesOf(texts)
  const distinct = [...new Set(hashes)]
  for (let from = 0; from < distinct.length; from += HASHES_PER_QUESTION) {
    const asked = new Set(distinct.slice(from, from + HASHES_PER_QUESTION))
    for (const event of await history.eventsOf([...asked], signal)) {
      texts.set(event.seq, encodeEvent(event.seq, event.node_id, event))
      foldInto(byHash, asked, event, lines)
    }
  }
  return {
    lines,
    get: (hash, chainId) => byHash.get(hash)?.find((entry) => entry.chainId === chainId),
    newest: (hash) => byHash.get(hash)?.reduce((newest, entry) => (entry.seq > newest.seq ? entry : newest)),
  }
}

function linesOf(texts: ReadonlyMap<number, Json<StoredEvent>>): LineSource {
  return {
    line(seq) {
      const line = texts.get(seq)
      if (line === undefined) throw new RangeError(`event ${seq} was not read from the history`)
      return line
    },
    // Nobody compares what is folded for one answer.
    checksum: () => 0,
  }
}

/** The same steps as for a live event, into the transactions that were asked for. */
function foldInto(
  byHash: Map<Hash, TransactionEntry[]>,
  asked: ReadonlySet<Hash>,
  event: StoredEvent,
  lines: LineSource,
): void {
  if (event.tx_hash !== '' && asked.has(event.tx_hash)) {
    const entries = byHash.get(event.tx_hash) ?? []
    byHash.set(event.tx_hash, entries)
    let entry = entries.find((other) => other.chainId === event.chain_id)
    if (entry === undefined) {
      entry = newTransactionEntry(event.seq, event, event.tx_hash)
      entries.push(entry)
    }
    foldEvent(entry, event.seq, event, lines)
    if (isFirstSighting(event)) entry.place = event.seq
  }
  if (event.kind !== 'OppDetected') return
  for (const member of event.data.member_tx_hashes) {
    if (member === event.tx_hash || !asked.has(member)) continue
    const entry = byHash.get(member)?.find((other) => other.chainId === event.chain_id)
    if (entry !== undefined) foldEvent(entry, event.seq, event, lines)
  }
}
