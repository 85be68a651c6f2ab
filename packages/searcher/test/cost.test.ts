import type { DraftOf, EventDraft, Searcher } from '@org/events'
import { expect, test } from 'vitest'
import { loadRegistry } from '../src/registry/load-registry.ts'
import { createSearcher } from '../src/searcher.ts'
import { fixedStates } from './support/pending.ts'
import { constantProduct } from './support/pool-states.ts'
import { buy, sell } from './support/swaps.ts'
import { USDC, WETH } from './support/transactions.ts'

// Costs in proportion to each other, with much room: machines and their neighbours differ. bench/analyze.ts measures them.

const TRANSACTIONS = 2_000
const ROUNDS = 7
const registry = loadRegistry()
const states = fixedStates({
  [`uniswap-v2:${USDC}:${WETH}:`]: constantProduct(3_000n * 10n ** 12n, 10n ** 24n),
  [`sushiswap-v2:${USDC}:${WETH}:`]: constantProduct(3_000n * 10n ** 11n, 10n ** 23n),
})
const swaps = Array.from({ length: TRANSACTIONS }, (_, index) =>
  index % 2 === 0 ? buy(index, 1 + (index % 50)) : sell(index, 1 + (index % 50)),
)
const padding = '00'.repeat(20_000)
const long = swaps.map((swap): DraftOf<'TxDecoded'> => {
  const input = `${swap.data.input}${padding}` as typeof swap.data.input // hex still
  return { ...swap, data: { ...swap.data, input } }
})

function timeOf(searcher: Searcher, transactions: readonly DraftOf<'TxDecoded'>[]): number {
  const out: EventDraft[] = []
  const started = performance.now()
  for (const transaction of transactions) {
    searcher.onTransaction(transaction, out)
    out.length = 0
  }
  return performance.now() - started
}

/** How many times as long one takes as the other: the fastest round of each, taken in turns. */
function ratio(one: () => number, other: () => number): number {
  let ones = Number.POSITIVE_INFINITY
  let others = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    ones = Math.min(ones, one())
    others = Math.min(others, other())
  }
  return ones / others
}

// 1.4 and 1.1 when this was written.
test('with states of pools an analysis of swaps costs a small multiple', () => {
  const plain = () => timeOf(createSearcher({ registry }), swaps)
  const informed = () => timeOf(createSearcher({ registry, poolStates: states }), swaps)
  expect(ratio(informed, plain)).toBeLessThan(8)
})

test('calldata of any length behind the arguments costs nothing to speak of', () => {
  // Twenty kilobytes more: reading them all would be a hundred times the work.
  for (const { data } of long) expect(data.input.length).toBeGreaterThan(40_000)
  const plain = () => timeOf(createSearcher({ registry }), swaps)
  const padded = () => timeOf(createSearcher({ registry }), long)
  expect(ratio(padded, plain)).toBeLessThan(4)
})
