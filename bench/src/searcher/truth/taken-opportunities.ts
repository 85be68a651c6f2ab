import type { Address } from '@org/events'
import { KNOWN_EVENTS } from './known-events.ts'
import type { Log } from './read-receipt.ts'

/** A mined transaction, in its place. */
export interface Mined {
  readonly hash: string
  readonly block: string
  readonly sender: Address
  readonly to: Address | null
  readonly logs: readonly Log[]
}

/** What others made of a transaction within its block: the strategies that would have pointed at it. */
export type Taken = 'SandwichExposure' | 'Backrun'

interface Touch {
  readonly by: Mined
  readonly place: number
  readonly sellsFirst: boolean
}

/** Swaps on one pool behind the first leg in which the last one is looked for. */
const SANDWICH_REACH = 8
const WORD = 64
const SIGN = 8n << 252n

/**
 * Finds, on pools like Uniswap V2's and V3's, transactions that stand between two of one contract that trade there
 * and back (a sandwich), and those right behind which another contract trades the other way over several pools (a backrun).
 */
export function takenOpportunities(transactions: readonly Mined[]): ReadonlyMap<string, readonly Taken[]> {
  const found = new Map<string, Set<Taken>>()
  const note = (hash: string, what: Taken): void => {
    const known = found.get(hash) ?? new Set()
    found.set(hash, known.add(what))
  }
  for (const touches of touchesByPool(transactions).values()) {
    touches.forEach((first, index) => {
      const behind = touches.slice(index + 1, index + 1 + SANDWICH_REACH)
      for (const victim of sandwiched(first, behind)) note(victim.by.hash, 'SandwichExposure')
      const next = behind[0]
      if (next !== undefined && isBackrun(first, next)) note(first.by.hash, 'Backrun')
    })
  }
  return new Map([...found].map(([hash, what]) => [hash, [...what].sort()]))
}

function sandwiched(front: Touch, behind: readonly Touch[]): readonly Touch[] {
  const back = behind.findIndex((touch) => isOneActor(front, touch) && touch.sellsFirst !== front.sellsFirst)
  if (back < 1 || front.by.to === null) return []
  return behind
    .slice(0, back)
    .filter((touch) => !isOneActor(front, touch) && touch.sellsFirst === front.sellsFirst)
}

function isBackrun(first: Touch, next: Touch): boolean {
  if (next.place !== first.place + 1 || next.sellsFirst === first.sellsFirst || isOneActor(first, next))
    return false
  return new Set(next.by.logs.filter(isPoolSwap).map(({ address }) => address)).size > 1
}

function isOneActor(one: Touch, other: Touch): boolean {
  return one.by.sender === other.by.sender || one.by.to === other.by.to
}

/** In the order of the block, one entry a transaction and pool; blocks do not mix. */
function touchesByPool(transactions: readonly Mined[]): ReadonlyMap<string, readonly Touch[]> {
  const pools = new Map<string, Touch[]>()
  transactions.forEach((by, place) => {
    for (const log of by.logs) {
      const sellsFirst = isPoolSwap(log) ? directionOf(log) : null
      if (sellsFirst === null) continue
      const key = `${by.block} ${log.address}`
      const touches = pools.get(key) ?? []
      pools.set(key, touches)
      if (touches.at(-1)?.by !== by) touches.push({ by, place, sellsFirst })
    }
  })
  return pools
}

function isPoolSwap(log: Log): boolean {
  const venue = KNOWN_EVENTS.get(log.topics[0] ?? '')?.venue
  return venue === 'uniswap-v2' || venue === 'uniswap-v3'
}

/** Whether the pool took its first token: V2 says what came in, V3 the change of its balance with its sign. */
function directionOf(log: Log): boolean | null {
  const words = (log.data.length - 2) / WORD
  if (words < 4) return null
  const first = BigInt(log.data.slice(0, 2 + WORD))
  return words === 4 ? first > 0n : first > 0n && first < SIGN
}
