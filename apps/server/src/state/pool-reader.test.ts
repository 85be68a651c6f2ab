import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { createCallBudget } from './call-budget.ts'
import { SELECTORS } from './call-data.ts'
import type { JsonRpc, RpcCall } from './json-rpc.ts'
import { createPoolReader } from './pool-reader.ts'
import { failedAnswer, type RpcAnswer } from './rpc-answer.ts'

const A = `0x${'11'.repeat(20)}`
const B = `0x${'22'.repeat(20)}`
const V2 = `uniswap-v2:${A}:${B}:`
const V3 = `uniswap-v3:${A}:${B}:3000`
const ADDRESS = `0x${'ab'.repeat(20)}`
const registry = loadRegistry({
  userEntries: {
    chains: [
      {
        chain_id: 31_337,
        contracts: [
          factory('0x1', 'uniswap-v2', 'uniswap-v2-factory', { fee_ppm: 3_000 }),
          factory('0x2', 'uniswap-v3', 'uniswap-v3-factory'),
        ],
      },
    ],
  },
})

const word = (value: bigint | number | string): string =>
  BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, '0')
const words = (...values: (bigint | number | string)[]): string => `0x${values.map(word).join('')}`

/** What a node answers by selector; `null`: an error. */
function node(answers: Readonly<Record<string, string | null>>) {
  const asked: string[] = []
  const rpc: JsonRpc = { ask: async (calls) => calls.map(answerTo) }
  const answerTo = (call: RpcCall): RpcAnswer => {
    const [{ data }] = call.params as readonly [{ readonly data: string }] // what the reader asks
    const selector = data.slice(0, 10)
    asked.push(selector)
    const result = answers[selector] ?? null
    return result === null ? failedAnswer('failed', 'no') : { ok: true, result }
  }
  return { rpc, asked }
}

const reader = (rpc: JsonRpc, { perSecond = 1_000, poolsPerRead = 10 } = {}) =>
  createPoolReader({
    rpc,
    chain: registry.chain(31_337),
    budget: createCallBudget(perSecond, { nowUs: () => 0, monotonicMs: () => 0 }),
    poolsPerRead,
  })

const GOOD = {
  [SELECTORS.getPair]: words(ADDRESS),
  [SELECTORS.getPool]: words(ADDRESS),
  [SELECTORS.getReserves]: words(5, 7, 1),
  [SELECTORS.slot0]: words(2n ** 96n, -61, 0, 0, 0, 0, 1),
  [SELECTORS.liquidity]: words(9),
  [SELECTORS.tickSpacing]: words(60),
  [SELECTORS.tickBitmap]: words(1n << 254n),
}

describe('a pool', () => {
  test('is found once and read at every block', async () => {
    const { rpc, asked } = node(GOOD)
    const pools = reader(rpc)
    expect((await pools.read([V2], 10)).get(V2)).toEqual({
      kind: 'constant-product',
      address: ADDRESS,
      blockNumber: 10,
      reserve0: 5n,
      reserve1: 7n,
      feePpm: 3_000,
    })
    await pools.read([V2], 11)
    expect(asked).toEqual([SELECTORS.getPair, SELECTORS.getReserves, SELECTORS.getReserves])
  })

  test('of concentrated liquidity is known within one spacing first, then within the word', async () => {
    const { rpc } = node(GOOD)
    const pools = reader(rpc)
    expect((await pools.read([V3], 10)).get(V3)).toMatchObject({
      kind: 'concentrated',
      liquidity: 9n,
      lowerTick: -120,
      upperTick: -60,
      feePpm: 3_000,
    })
    // Tick −61 is in the square 254 of word −1, whose lower end is marked.
    expect((await pools.read([V3], 11)).get(V3)).toMatchObject({ lowerTick: -120, upperTick: -60 })
  })

  test('that does not exist is not asked for again for a while', async () => {
    const { rpc, asked } = node({ ...GOOD, [SELECTORS.getPair]: words(0) })
    const pools = reader(rpc)
    expect((await pools.read([V2], 10)).size).toBe(0)
    await pools.read([V2], 11)
    expect(asked).toHaveLength(1)
    await pools.read([V2], 400)
    expect(asked).toHaveLength(2)
  })

  test.each(['', '0x', '0xzz', words(1)])('whose answer is odd (%s) is left out', async (odd) => {
    for (const selector of [SELECTORS.getReserves, SELECTORS.slot0]) {
      const { rpc } = node({ ...GOOD, [selector]: odd })
      const states = await reader(rpc).read([selector === SELECTORS.slot0 ? V3 : V2], 10)
      expect(states.size).toBe(0)
    }
  })
})

describe('the reader', () => {
  test('passes over names that no factory knows', async () => {
    const { rpc, asked } = node(GOOD)
    const names = ['nonsense', `other:${A}:${B}:`, `uniswap-v3:${A}:${B}:`, `uniswap-v2:${A}:${B}:500`]
    expect((await reader(rpc).read(names, 10)).size).toBe(0)
    expect(asked).toEqual([])
  })

  test('keeps to its budgets, in the order of the names', async () => {
    const few = node(GOOD)
    expect([...(await reader(few.rpc, { perSecond: 3 }).read([V2, V3], 10)).keys()]).toEqual([V2])
    expect(few.asked.length).toBeLessThanOrEqual(3)
    const one = node(GOOD)
    expect([...(await reader(one.rpc, { poolsPerRead: 1 }).read([V3, V2], 10)).keys()]).toEqual([V3])
  })

  test('looks for pools that may not be there in half of its places only', async () => {
    const { rpc, asked } = node(GOOD)
    const pools = reader(rpc, { poolsPerRead: 2 })
    const other = (index: number): string => `uniswap-v2:${A}:0x${String(index).repeat(40)}:`
    await pools.read([V2], 10)
    asked.length = 0
    expect([...(await pools.read([other(3), other(4), other(5), V2], 11)).keys()]).toEqual([other(3), V2])
    expect(asked.filter((selector) => selector === SELECTORS.getPair)).toHaveLength(1)
  })

  test('a node that refuses everything gives no states', async () => {
    const { rpc } = node({})
    expect((await reader(rpc).read([V2, V3], 10)).size).toBe(0)
  })
})

function factory(tail: string, protocol: string, abi: string, more: object = {}) {
  const address = `0x${tail.slice(2).padStart(40, 'f')}`
  return { address, protocol, role: 'factory', abi, source: 'test', ...more }
}
