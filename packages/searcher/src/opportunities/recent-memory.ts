import type { Address, DraftOf, Hash, PoolState } from '@org/events'
import { type Analysis, hasSwaps } from '../features/analyze-transaction.ts'
import type { Outlook } from '../state/outlook.ts'
import { approvedBy } from './belong-together.ts'
import { createGenerationMap, type GenerationMap } from './generation-map.ts'
import type { RecentSwap, RecentTransaction, RecentView } from './recent.ts'

/** Older sightings are not compared with: most have been mined or dropped. */
const MAX_AGE_US = 60_000_000
const MAX_AGE_HEADS = 2
/** Most pools and pairs kept per chain by name; at least the newest half. */
const CAPACITY = 8_192
/** Most senders kept per chain; at least the newest half. */
const SENDERS = 4_096
/** Borrowers whose liquidations are remembered. */
const BORROWERS = 512
/** Newest entries of one sender, pool, pair or borrower. */
const MOST_OF_ONE = 7
const NO_SWAPS: readonly RecentSwap[] = []
const NO_TRANSACTIONS: readonly RecentTransaction[] = []

/** What one chain showed shortly before; bounded, the oldest leave first. */
export interface RecentMemory {
  /** Notes a new head: what was seen three heads ago is not compared with any more. */
  onHead(): void
  /** What swaps would leave of pools was computed on blocks that were replaced: forgets it. The swaps are pending still. */
  onReorg(): void
  /** The view at the time of a transaction. */
  at(nowUs: number): RecentView
  remember(transaction: DraftOf<'TxDecoded'>, txHash: Hash, analysis: Analysis, outlook: Outlook): void
}

/** The same entry stands in the lists of its pool and its pair. */
interface SwapEntry extends RecentSwap {
  after: PoolState | null
  /** Reorganisations before `after` was computed. */
  epoch: number
}

export function createRecentMemory(): RecentMemory {
  const bySender = createGenerationMap<RecentTransaction[]>(SENDERS)
  const byPool = createGenerationMap<SwapEntry[]>(CAPACITY)
  const byPair = createGenerationMap<SwapEntry[]>(CAPACITY)
  const byBorrower = createGenerationMap<RecentTransaction[]>(BORROWERS)
  let head = 0
  let epoch = 0
  let nowUs = 0

  const isRecent = (entry: RecentTransaction): boolean =>
    head - entry.head <= MAX_AGE_HEADS && nowUs - entry.seenUs <= MAX_AGE_US
  const recentSwaps = (list: SwapEntry[] | undefined): readonly RecentSwap[] => {
    if (list === undefined) return NO_SWAPS
    while (list[0] !== undefined && !isRecent(list[0].transaction)) list.shift()
    for (const swap of list) {
      if (swap.epoch === epoch) continue
      swap.epoch = epoch
      swap.after = null
    }
    return list
  }
  const view: RecentView = {
    onPool: (pool) => recentSwaps(byPool.get(pool)),
    onPair: (pair) => recentSwaps(byPair.get(pair)),
    ofSender(sender, nonce) {
      const list = bySender.get(sender)
      if (list === undefined) return null
      for (const entry of list) if (entry.nonce === nonce) return isRecent(entry) ? entry : null
      return null
    },
    liquidating(borrower) {
      const list = byBorrower.get(borrower)
      if (list === undefined) return NO_TRANSACTIONS
      while (list[0] !== undefined && !isRecent(list[0])) list.shift()
      return list
    },
  }

  const rememberSwaps = (entry: RecentTransaction, analysis: Analysis, outlook: Outlook): void => {
    for (const { pool, pair, sellsFirst } of analysis.pools) {
      const name = byPool.get(pool)?.[0]?.pool ?? detached(pool)
      const after = stateAfter(outlook, pool)
      const swap: SwapEntry = { transaction: entry, pool: name, sellsFirst, after, epoch }
      add(byPool, name, swap, isSamePlace)
      add(byPair, detached(pair), swap, isSamePool)
    }
  }

  return {
    onHead() {
      head++
    },
    onReorg() {
      epoch++
    },
    at(time) {
      nowUs = time
      return view
    },
    remember(transaction, txHash, analysis, outlook) {
      const { data } = transaction
      const entry: RecentTransaction = {
        txHash,
        sender: data.sender,
        nonce: data.nonce,
        seenUs: transaction.ingest_ts_unix_us,
        head,
        category: analysis.features.category,
        to: data.to,
        swaps: hasSwaps(analysis),
        approves: detachedAddress(approvedBy(analysis)),
        nativeValue: analysis.nativeValue,
      }
      add(bySender, entry.sender, entry, isSameTransaction)
      rememberSwaps(entry, analysis, outlook)
      if (entry.category !== 'liquidation') return
      for (const action of analysis.decoded.actions) {
        if (action.type !== 'liquidation' || action.borrower === null) continue
        add(byBorrower, detached(action.borrower), entry, isSameTransaction)
      }
    },
  }
}

/** Adds to the list of a key; what is the same as the new one leaves, and else the oldest when there are too many. */
function add<Item>(
  lists: GenerationMap<Item[]>,
  key: string,
  item: Item,
  same: (one: Item, other: Item) => boolean,
): void {
  const list = lists.get(key)
  if (list === undefined) {
    lists.set(key, [item])
    return
  }
  for (let index = 0; index < list.length; index++) {
    const known = list[index]
    if (known !== undefined && same(known, item)) {
      list.splice(index, 1)
      break
    }
  }
  if (list.length >= MOST_OF_ONE) list.shift()
  list.push(item)
  // A key that is still in use stays among the younger ones.
  lists.set(key, list)
}

function isSamePool(one: RecentSwap, other: RecentSwap): boolean {
  return one.pool === other.pool
}

function isSamePlace(one: RecentSwap, other: RecentSwap): boolean {
  return isSameTransaction(one.transaction, other.transaction)
}

/** The same nonce of the same sender: only one of the two is ever mined. */
function isSameTransaction(one: RecentTransaction, other: RecentTransaction): boolean {
  return one.nonce === other.nonce && one.sender === other.sender
}

function stateAfter(outlook: Outlook, pool: string): PoolState | null {
  if (outlook.kind !== 'known') return null
  for (const move of outlook.moves) if (move.pool === pool) return move.after
  return null
}

/**
 * A copy that shares nothing. Strings cut out of calldata keep all of it alive (up to megabytes for one address),
 * which is fine for the life of an event and not for a memory.
 */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

function detachedAddress(address: Address | null): Address | null {
  return address === null ? null : (detached(address) as Address) // the same text
}
