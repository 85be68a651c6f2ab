import type { EncodedEvent, EventDraft, Hash } from '@org/events'
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
  apply(event: EncodedEvent, draft: EventDraft): void
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

/**
 * @param capacity first sightings that are held, at least 1; the oldest leave.
 * @param maxChars of the lines of all events; beyond it the oldest leave, too, all but one.
 */
export function createTransactionTable(capacity: number, maxChars: number): TransactionTable {
  const chains = new Map<number, ChainTable>()
  const timeline = createTimeline<TransactionEntry>()
  let floor = Number.MAX_SAFE_INTEGER
  let size = 0
  let chars = 0

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
    chars -= entry.chars
  }

  function fold(
    chain: ChainTable,
    entry: TransactionEntry,
    { seq, line }: EncodedEvent,
    draft: EventDraft,
  ): void {
    const before = isPending(entry.status)
    chars -= entry.chars
    foldEvent(entry, seq, draft, line)
    chars += entry.chars
    const after = isPending(entry.status)
    if (before !== after) chain.pending += after ? 1 : -1
  }

  return {
    get size(): number {
      return size
    },
    apply(event: EncodedEvent, draft: EventDraft): void {
      if (floor === Number.MAX_SAFE_INTEGER) floor = event.seq
      const { tx_hash: txHash } = draft
      if (txHash === '') return
      const first = isFirstSighting(draft)
      const chain = first ? chainOf(draft.chain_id) : chains.get(draft.chain_id)
      if (chain === undefined) return
      let entry = chain.entries.get(txHash)
      if (entry === undefined && first) {
        entry = newTransactionEntry(event.seq, draft, txHash)
        chain.entries.set(txHash, entry)
        chain.pending++
        size++
      }
      // The transaction left memory, or its first sighting was never accepted: history knows it.
      if (entry !== undefined) {
        fold(chain, entry, event, draft)
        if (first) list(chain, entry, event.seq)
      }
      if (draft.kind === 'OppDetected') {
        for (const member of draft.data.member_tx_hashes) {
          const other = member === txHash ? undefined : chain.entries.get(member)
          if (other !== undefined) fold(chain, other, event, draft)
        }
      }
      while (timeline.size > capacity || (chars > maxChars && timeline.size > 1)) evictOldest()
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
