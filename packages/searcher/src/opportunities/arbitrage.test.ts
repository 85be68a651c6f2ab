import { describe, expect, test } from 'vitest'
import { block, derive, found } from '../../test/support/derive.ts'
import { fixedStates, v3Swap } from '../../test/support/pending.ts'
import { concentrated, constantProduct } from '../../test/support/pool-states.ts'
import { buy, sell, together, tokenSwap } from '../../test/support/swaps.ts'
import { DAI, hashOf, SUSHI_ROUTER, USDC, WETH } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'

const registry = loadRegistry()
const V2 = `uniswap-v2:${USDC}:${WETH}:`
const SUSHI = `sushiswap-v2:${USDC}:${WETH}:`
const V3 = `uniswap-v3:${USDC}:${WETH}:3000`
/** 3,000 USDC a coin: six decimals against eighteen. */
const usdc = (coins: bigint): bigint => coins * 3_000n * 10n ** 6n
const weth = (coins: bigint): bigint => coins * 10n ** 18n

describe('without state', () => {
  test('two pending swaps in opposite directions on different pools of a pair; nothing is claimed', () => {
    const searcher = createSearcher({ registry })
    derive(searcher, v3Swap(1, 'USDC', usdc(2n), 1n))
    const data = found(searcher, buy(2, 2), 'Arbitrage')
    expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
    expect(data?.components[0]).toMatchObject({
      name: 'prices_apart',
      points: 0,
      reason: expect.stringMatching(/unknown without their state: nothing is claimed/),
    })
    expect(JSON.stringify(data)).not.toMatch(/surplus|profit/)
  })

  test('not in the same direction, on the same pool, or of small swaps', () => {
    const same = createSearcher({ registry })
    derive(same, v3Swap(1, 'WETH', weth(2n), 1n))
    expect(found(same, buy(2, 2), 'Arbitrage')).toBeUndefined()
    expect(found(same, sell(3, 0.4, { token: DAI }), 'Arbitrage')).toBeUndefined()

    const pool = createSearcher({ registry })
    derive(pool, buy(1, 2))
    expect(found(pool, sell(2, 2), 'Arbitrage')).toBeUndefined()

    const small = createSearcher({ registry })
    derive(small, v3Swap(1, 'USDC', usdc(1n) / 10n, 1n))
    expect(found(small, buy(2, 0.1), 'Arbitrage')).toBeUndefined()
    expect(found(small, tokenSwap(3), 'Arbitrage')).toBeUndefined()
  })
})

describe('with state', () => {
  const even = {
    [V2]: constantProduct(usdc(1_000n), weth(1_000n)),
    [SUSHI]: constantProduct(usdc(500n), weth(500n), { blockNumber: 98 }),
  }

  test('a swap that drives a pool away from another, with what a round trip leaves', () => {
    const searcher = createSearcher({ registry, poolStates: fixedStates(even) })
    const data = found(searcher, buy(1, 50), 'Arbitrage')
    expect(data?.member_tx_hashes).toEqual([hashOf(1)])
    const part = (name: string) => data?.components.find((component) => component.name === name)
    // 1050²/1000² less 0.3 % twice.
    expect(part('prices_apart')?.value).toBeGreaterThan(950)
    expect(part('prices_apart')?.value).toBeLessThan(970)
    // Half the gap squared over a joint depth of 1050 · 500 / 1550 coins, roughly.
    expect(part('surplus')?.value).toBeGreaterThan(0.7)
    expect(part('surplus')?.value).toBeLessThan(0.78)
    expect(part('state_block')).toMatchObject({ value: 98, points: 0 })
    expect(data?.score).toBe(data?.components.reduce((sum, component) => sum + component.points, 0))
  })

  test('a swap too small to overcome the fees is none', () => {
    const searcher = createSearcher({ registry, poolStates: fixedStates(even) })
    expect(found(searcher, buy(1, 1), 'Arbitrage')).toBeUndefined()
  })

  test('a swap that brings pools together is none', () => {
    const apart = { ...even, [SUSHI]: constantProduct(usdc(550n), weth(450n)) }
    const searcher = createSearcher({ registry, poolStates: fixedStates(apart) })
    expect(found(searcher, sell(1, 20), 'Arbitrage')).toBeUndefined()
  })

  const price = BigInt(Math.floor(Math.sqrt(1e18 / 3_000e6) * 2 ** 96))
  const twoKinds = fixedStates({
    [V2]: constantProduct(usdc(1_000n), weth(1_000n)),
    [V3]: concentrated({
      sqrtPriceX96: price,
      liquidity: 10n ** 17n,
      lowerTick: 190_000,
      upperTick: 203_000,
    }),
  })

  test('another pending swap is compared as it leaves its pool', () => {
    const searcher = createSearcher({ registry, poolStates: twoKinds })
    derive(searcher, v3Swap(1, 'USDC', usdc(20n), 1n))
    const data = found(searcher, buy(2, 5), 'Arbitrage')
    expect(data?.member_tx_hashes).toEqual([hashOf(1), hashOf(2)])
    expect(data?.components.find(({ name }) => name === 'pending_swaps')?.points).toBe(15)
  })

  test('what a pending swap would leave of a block that was replaced is not compared with', () => {
    const searcher = createSearcher({ registry, poolStates: twoKinds })
    searcher.onBlock(block(1, null, 100))
    derive(searcher, v3Swap(1, 'USDC', usdc(20n), 1n))
    searcher.onBlock(block(1, null, 100, { hash: hashOf(1_000) }))
    const data = found(searcher, buy(2, 5), 'Arbitrage')
    expect(data?.member_tx_hashes ?? []).not.toContain(hashOf(1))
  })

  test('a pool that the transaction moves itself is compared as it leaves it, and nobody else is a member', () => {
    const searcher = createSearcher({ registry, poolStates: fixedStates(even) })
    derive(searcher, sell(1, 1, { router: SUSHI_ROUTER }))
    const both = together(2, buy(2, 60), sell(2, 1, { router: SUSHI_ROUTER }))
    const data = found(searcher, both, 'Arbitrage')
    expect(data?.member_tx_hashes).toEqual([hashOf(2)])
    expect(data?.components.find(({ name }) => name === 'pending_swaps')?.value).toBe(1)
  })

  test('the same input and states give the same finding', () => {
    const run = (): string =>
      JSON.stringify(
        found(createSearcher({ registry, poolStates: fixedStates(even) }), buy(1, 50), 'Arbitrage'),
      )
    expect(run()).toBe(run())
  })
})
