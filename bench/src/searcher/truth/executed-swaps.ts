import type { Address } from '@org/events'
import type { ExecutedSwap } from '../labelled-set.ts'
import { KNOWN_EVENTS, TOPICS } from './known-events.ts'
import { firstWord, type Log, topicAddress } from './read-receipt.ts'

/** Pools that hold their own tokens, so that transfers from and to them are the two sides of a trade. */
const OWN_TOKENS = new Set(['uniswap-v2', 'uniswap-v3'])

interface Leg {
  readonly token: Address
  readonly amount: bigint
}

/**
 * The swaps of a transaction out of its logs: what each pool took and gave, hops joined where one pool's proceeds are
 * what the next takes. `null` where that is not plain: other kinds of pools, a pool traded twice, fees on transfer.
 */
export function executedSwaps(logs: readonly Log[]): readonly ExecutedSwap[] | null {
  const pools: Address[] = []
  for (const log of logs) {
    const event = KNOWN_EVENTS.get(log.topics[0] ?? '')
    if (event?.category !== 'swap') continue
    if (event.venue === null || !OWN_TOKENS.has(event.venue) || pools.includes(log.address)) return null
    pools.push(log.address)
  }
  const hops: ExecutedSwap[] = []
  for (const pool of pools) {
    const taken = legs(logs, pool, 2)
    const given = legs(logs, pool, 1)
    const [paid, got] = [taken[0], given[0]]
    if (paid === undefined || got === undefined || taken.length + given.length !== 2) return null
    hops.push({
      token_in: paid.token,
      token_out: got.token,
      amount_in: paid.amount,
      amount_out: got.amount,
    })
  }
  return join(hops)
}

/** Transfers whose recipient (2) or sender (1) is the pool. */
function legs(logs: readonly Log[], pool: Address, side: 1 | 2): readonly Leg[] {
  return logs.flatMap((log) => {
    if (log.topics[0] !== TOPICS.transfer || topicAddress(log.topics[side]) !== pool) return []
    const amount = firstWord(log)
    return amount === null ? [] : [{ token: log.address, amount }]
  })
}

function join(hops: readonly ExecutedSwap[]): readonly ExecutedSwap[] {
  const rest = [...hops]
  const swaps: ExecutedSwap[] = []
  for (let hop = rest.shift(); hop !== undefined; hop = rest.shift()) {
    // V3 routers with an exact amount out run the last pool first.
    for (let index = 0; index < rest.length; ) {
      const other = rest[index]
      if (other === undefined) break
      if (follows(hop, other)) hop = { ...hop, token_out: other.token_out, amount_out: other.amount_out }
      else if (follows(other, hop)) hop = { ...hop, token_in: other.token_in, amount_in: other.amount_in }
      else {
        index += 1
        continue
      }
      rest.splice(index, 1)
      index = 0
    }
    swaps.push(hop)
  }
  return swaps
}

function follows(first: ExecutedSwap, second: ExecutedSwap): boolean {
  return first.token_out === second.token_in && first.amount_out === second.amount_in
}
