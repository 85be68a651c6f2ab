import { describe, expect, it } from 'vitest'
import { createPrng } from '../prng.ts'
import { convert } from '../tokens.ts'
import { createSwapPlanner } from './swap-planner.ts'

describe('createSwapPlanner', () => {
  it('keeps the net flow through each pool small, however long it runs', () => {
    const planner = createSwapPlanner(createPrng('flow'))
    const flow = new Map<string, number>()
    let furthest = 0
    for (let count = 0; count < 20_000; count += 1) {
      const { path, fees, amountIn } = planner.plan(count % 2 === 0 ? 'v2_swap' : 'v3_swap')
      const size = Number(convert(amountIn, path[0] ?? 'WETH', 'WETH')) / 1e18
      for (const [hop, token] of path.slice(0, -1).entries()) {
        const next = path[hop + 1] ?? token
        const [first, second] = [token, next].sort()
        const pool = `${first}/${second}/${fees[hop]}`
        const net = (flow.get(pool) ?? 0) + (token === first ? size : -size)
        flow.set(pool, net)
        furthest = Math.max(furthest, Math.abs(net))
      }
    }
    // With a coin toss for the direction the same swaps go beyond 1,900 ether; 1 % of a pool is 1,000.
    expect(furthest).toBeLessThan(500)
  })

  it('asks for less than the price gives, and offers more than it costs', () => {
    const planner = createSwapPlanner(createPrng('limits'))
    for (let count = 0; count < 1_000; count += 1) {
      const { path, amountIn, amountOut } = planner.plan('v2_swap')
      const [from, to] = [path[0], path.at(-1)]
      if (from === undefined || to === undefined) throw new Error('empty path')
      expect(amountOut).toBeLessThan(convert(amountIn, from, to))
    }
  })
})
