import type { EventDraft, Hash } from '@org/events'
import { addItem, addSum, createStateSum, removeItem, removeSum, type StateSum } from '../memory/state-sum.ts'
import type { LineSource } from './line-source.ts'
import { createShardedMap, type ShardedMap } from './sharded-map.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import {
  foldEvent,
  isFirstSighting,
  isPending,
  newTransactionEntry,
  relistEntry,
  renewEntry,
  type TransactionEntry,
} from './transaction-entry.ts'

/** The newest transactions, by their latest first sighting. */
export interface TransactionTable {
  /** Takes the next event. */
  apply(seq: number, draft: EventDraft): void
  /** Lets go of what needs events below `firstSeq`: their lines are gone. Before the next `apply`. */
  forgetBelow(firstSeq: number): void
  /** Of one chain, or the newest of any chain that has the hash. */
  get(hash: Hash, chainId?: number): TransactionEntry | undefined
  /** Newest first, below a place. */
  below(place: number, chainId?: number): Generator<TransactionEntry, void, undefined>
  /** Every first sighting from this number on is held; what is older may have left. */
  floor(): number
  /** Held transactions that wait to be mined. */
  pending(chainId?: number): number
  /** The same, each as `<chain id>:<hash>`, in no particular order. */
  pendingKeys(): Generator<string, void, undefined>
  readonly size: number
  /** Over everything that is held. */
  readonly sum: StateSum
}

interface ChainTable {
  readonly entries: ShardedMap<Hash, TransactionEntry>
  readonly timeline: Timeline<TransactionEntry>
  pending: number
}

const placeOf = (entry: TransactionEntry): number => entry.place

/** Tells the statuses apart: by length, first and third letter. */
const statusWord = (status: string): number =>
  (status.length << 16) | (status.charCodeAt(0) << 8) | status.charCodeAt(2)

/**
 * @param capacity first sightings that are held, at least 1; the oldest leave.
 * @param lines where the lines of the events are, from the one last told of on.
 */
export function createTransactionTable(capacity: number, lines: LineSource): TransactionTable {
  const chains = new Map<number, ChainTable>()
  const timeline = createTimeline(placeOf)
  const sum = createStateSum()
  let floor = Number.MAX_SAFE_INTEGER
  /** The transaction of the last event: most that follow are of the same one. */
  let last: TransactionEntry | undefined
  let size = 0

  function chainOf(chainId: number): ChainTable {
    let chain = chains.get(chainId)
    if (chain === undefined) {
      chain = { entries: createShardedMap(), timeline: createTimeline(placeOf), pending: 0 }
      chains.set(chainId, chain)
    }
    return chain
  }

  /** Counts an entry in, or out, before and after it changes. */
  function count(chain: ChainTable, entry: TransactionEntry, way: 1 | -1): void {
    const ofItem = way === 1 ? addItem : removeItem
    const ofSum = way === 1 ? addSum : removeSum
    if (isPending(entry.status)) chain.pending += way
    ofItem(sum, entry.place, statusWord(entry.status))
    ofSum(sum, entry)
  }

  function list(chain: ChainTable, entry: TransactionEntry, place: number): void {
    entry.place = place
    timeline.push(entry)
    chain.timeline.push(entry)
  }

  /** @param firstSeq the first number whose line is still there. */
  function evictOldest(firstSeq: number): void {
    const place = timeline.oldestPlace()
    floor = Math.max(floor, place + 1)
    const entry = timeline.shift()
    const chain = entry === undefined ? undefined : chains.get(entry.chainId)
    if (entry === undefined || chain === undefined) return
    // Each slot of the whole list has one in the list of its chain, in the same order.
    chain.timeline.shift()
    if (entry.place === place) forget(chain, entry)
    // It was listed again and outlives the sighting it began with.
    else if (entry.place !== 0 && entry.birth === place) renew(chain, entry, firstSeq)
    if (chain.timeline.size === 0) chains.delete(entry.chainId)
  }

  function forget(chain: ChainTable, entry: TransactionEntry): void {
    chain.entries.delete(entry.txHash)
    count(chain, entry, -1)
    entry.place = 0
    size--
  }

  function fold(chain: ChainTable, entry: TransactionEntry, seq: number, draft: EventDraft): void {
    const { place, status, low, high } = entry
    foldEvent(entry, seq, draft, lines)
    if (isFirstSighting(draft) && draft.tx_hash === entry.txHash) {
      if (seq !== entry.birth) relistEntry(entry, seq, lines)
      list(chain, entry, seq)
    }
    // As counting it out before and in again, without what most events leave as it is.
    if (entry.place !== place || entry.status !== status) {
      chain.pending += Number(isPending(entry.status)) - Number(isPending(status))
      removeItem(sum, place, statusWord(status))
      addItem(sum, entry.place, statusWord(entry.status))
    }
    sum.low = (sum.low - low + entry.low) | 0
    sum.high = (sum.high - high + entry.high) | 0
  }

  function renew(chain: ChainTable, entry: TransactionEntry, firstSeq: number): void {
    const begin = entry.relisted.find((seq) => seq >= firstSeq)
    // None: the place that is left is about to go, too.
    if (begin === undefined) return
    count(chain, entry, -1)
    renewEntry(entry, begin, lines)
    count(chain, entry, 1)
  }

  return {
    sum,
    get size(): number {
      return size
    },
    apply(seq: number, draft: EventDraft): void {
      if (floor === Number.MAX_SAFE_INTEGER) floor = seq
      const { tx_hash: txHash } = draft
      if (txHash === '') return
      const first = isFirstSighting(draft)
      const chain = first ? chainOf(draft.chain_id) : chains.get(draft.chain_id)
      if (chain === undefined) return
      let entry =
        last !== undefined && last.txHash === txHash && last.chainId === draft.chain_id && last.place !== 0
          ? last
          : chain.entries.get(txHash)
      if (entry === undefined && first) {
        entry = newTransactionEntry(seq, draft, txHash)
        chain.entries.set(txHash, entry)
        count(chain, entry, 1)
        size++
      }
      last = entry
      // The transaction left memory, or its first sighting was never accepted: history knows it.
      if (entry !== undefined) fold(chain, entry, seq, draft)
      if (draft.kind === 'OppDetected') {
        for (const member of draft.data.member_tx_hashes) {
          const other = member === txHash ? undefined : chain.entries.get(member)
          if (other !== undefined) fold(chain, other, seq, draft)
        }
      }
      while (timeline.size > capacity) evictOldest(0)
    },
    forgetBelow(firstSeq: number): void {
      // Not only behind the last one that left: numbers may have been passed over.
      if (floor < firstSeq) floor = firstSeq
      while (timeline.size > 0 && timeline.oldestPlace() < firstSeq) evictOldest(firstSeq)
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
    *pendingKeys(): Generator<string, void, undefined> {
      for (const [chainId, chain] of chains) {
        for (const entry of chain.entries.values()) {
          if (isPending(entry.status)) yield `${chainId}:${entry.txHash}`
        }
      }
    },
  }
}
