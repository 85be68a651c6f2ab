import type { Hash, StoredEvent } from '@org/events'
import { createTimeline, type Timeline } from './timeline.ts'
import {
  foldEvent,
  isFirstSighting,
  isPending,
  newTransactionEntry,
  type TransactionEntry,
} from './transaction-entry.ts'

/** The newest transactions, by their latest first sighting. */
export interface TransactionTable {
  apply(event: StoredEvent): void
  /** Of one chain, or the newest of any chain that has the hash. */
  get(hash: Hash, chainId?: number): TransactionEntry | undefined
  /** Newest first, below a place. */
  below(place: number, chainId?: number): Generator<TransactionEntry, void, undefined>
  /** Every first sighting from this number on is held; what is older may have left. */
  floor(): number
  /** Held transactions that wait to be mined. */
  pending(chainId?: number): number
  readonly size: number
}

interface ChainTable {
  readonly entries: Map<Hash, TransactionEntry>
  readonly timeline: Timeline<TransactionEntry>
  pending: number
}

/** @param capacity first sightings that are held, at least 1; the oldest leave. */
export function createTransactionTable(capacity: number): TransactionTable {
  const chains = new Map<number, ChainTable>()
  const timeline = createTimeline<TransactionEntry>()
  let floor = Number.MAX_SAFE_INTEGER
  let size = 0

  function chainOf(chainId: number): ChainTable {
    let chain = chains.get(chainId)
    if (chain === undefined) {
      chain = { entries: new Map(), timeline: createTimeline(), pending: 0 }
      chains.set(chainId, chain)
    }
    return chain
  }

  function list(chain: ChainTable, entry: TransactionEntry, place: number): void {
    entry.place = place
    timeline.push(entry)
    chain.timeline.push(entry)
    if (timeline.size > capacity) evictOldest()
  }

  function evictOldest(): void {
    const place = timeline.oldestPlace()
    floor = Math.max(floor, place + 1)
    const entry = timeline.shift()
    const chain = entry === undefined ? undefined : chains.get(entry.chainId)
    if (entry === undefined || chain === undefined) return
    // Each slot of the whole list has one in the list of its chain, in the same order.
    chain.timeline.shift()
    if (entry.place === place) forget(chain, entry)
    if (chain.timeline.size === 0) chains.delete(entry.chainId)
  }

  function forget(chain: ChainTable, entry: TransactionEntry): void {
    chain.entries.delete(entry.txHash)
    if (isPending(entry.status)) chain.pending--
    entry.place = 0
    size--
  }

  function fold(chain: ChainTable, entry: TransactionEntry, event: StoredEvent): void {
    const before = isPending(entry.status)
    foldEvent(entry, event)
    const after = isPending(entry.status)
    if (before !== after) chain.pending += after ? 1 : -1
  }

  return {
    get size(): number {
      return size
    },
    apply(event: StoredEvent): void {
      if (floor === Number.MAX_SAFE_INTEGER) floor = event.seq
      if (event.tx_hash === '') return
      const first = isFirstSighting(event)
      const chain = first ? chainOf(event.chain_id) : chains.get(event.chain_id)
      if (chain === undefined) return
      let entry = chain.entries.get(event.tx_hash)
      if (entry === undefined && first) {
        entry = newTransactionEntry(event, event.tx_hash)
        chain.entries.set(event.tx_hash, entry)
        chain.pending++
        size++
      }
      // The transaction left memory, or its first sighting was never accepted: history knows it.
      if (entry !== undefined) {
        fold(chain, entry, event)
        if (first) list(chain, entry, event.seq)
      }
      if (event.kind !== 'OppDetected') return
      for (const member of event.data.member_tx_hashes) {
        const other = member === event.tx_hash ? undefined : chain.entries.get(member)
        if (other !== undefined) fold(chain, other, event)
      }
    },
    get(hash: Hash, chainId?: number): TransactionEntry | undefined {
      if (chainId !== undefined) return chains.get(chainId)?.entries.get(hash)
      let newest: TransactionEntry | undefined
      for (const chain of chains.values()) {
        const entry = chain.entries.get(hash)
        if (entry !== undefined && (newest === undefined || entry.place > newest.place)) newest = entry
      }
      return newest
    },
    *below(place: number, chainId?: number): Generator<TransactionEntry, void, undefined> {
      const lists = chainId === undefined ? timeline : chains.get(chainId)?.timeline
      if (lists !== undefined) yield* lists.below(place)
    },
    floor: () => floor,
    pending(chainId?: number): number {
      if (chainId !== undefined) return chains.get(chainId)?.pending ?? 0
      let sum = 0
      for (const chain of chains.values()) sum += chain.pending
      return sum
    },
  }
}
