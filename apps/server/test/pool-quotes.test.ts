import { createPrng, type Prng } from '@org/devnet'
import type { PoolState } from '@org/events'
import { quoteSwap } from '@org/searcher'
import { type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executedAmount, type SwapOrder, sendOrder, sides } from './support/execute-swap.ts'
import { readerOf, readPools } from './support/pools.ts'
import { startUniswapChain, type UniswapChain } from './support/uniswap-chain.ts'

// Predicted amounts against the real contracts, to the smallest unit.

let folder: TempDir
let chain: UniswapChain

beforeAll(async () => {
  folder = await tempDir('mevscope-quotes')
  chain = await startUniswapChain(folder.path)
}, 120_000)

afterAll(async () => {
  await chain?.stop()
  await folder?.remove()
})

interface Sample {
  readonly pool: number
  readonly sellsFirst: boolean
  readonly exact: 'in' | 'out'
  /** Amounts of every order of magnitude, up to twice what the pool holds. */
  readonly share: readonly [number, number]
}

function samples(seed: string, count: number): readonly Sample[] {
  const random: Prng = createPrng(seed)
  return Array.from({ length: count }, () => ({
    pool: random.int(0, 1_000),
    sellsFirst: random.chance(0.5),
    exact: random.chance(0.5) ? 'in' : 'out',
    share: [random.int(1, 60), random.int(1, 999)],
  }))
}

function amountOf(
  state: PoolState,
  exact: 'in' | 'out',
  sellsFirst: boolean,
  share: readonly [number, number],
): bigint {
  const [shift, factor] = share
  const ofFirst = (exact === 'in') === sellsFirst
  const whole = heldBy(state, ofFirst)
  return ((whole >> BigInt(shift)) * BigInt(factor)) / 400n + BigInt(factor)
}

function heldBy(state: PoolState, first: boolean): bigint {
  if (state.kind === 'constant-product') return first ? state.reserve0 : state.reserve1
  const { liquidity, sqrtPriceX96: price } = state
  return first ? (liquidity << 96n) / price : (liquidity * price) >> 96n
}

describe('swaps on the pools as they stand', () => {
  test('a thousand random amounts in both directions, exact in and exact out', async () => {
    const reader = readerOf(chain)
    await readPools(chain, reader)
    // The second look also reads the ticks around the price.
    const pools = await readPools(chain, reader)
    let quoted = 0
    await Promise.all(
      samples('random amounts', 1_000).map(async ({ pool: number, sellsFirst, exact, share }) => {
        const target = pools[number % pools.length]
        if (target === undefined) return
        const amount = amountOf(target.state, exact, sellsFirst, share)
        const order: SwapOrder = { pool: target.pool, sellsFirst, exact, amount }
        const quote = quoteSwap(target.state, exact, amount, sellsFirst)
        if (quote === null) return
        const executed = await executedAmount(chain, order)
        // What the trader cannot pay reverts in the token.
        if (executed === null) return
        quoted++
        expect(exact === 'in' ? quote.amountOut : quote.amountIn, JSON.stringify(describeOrder(order))).toBe(
          executed,
        )
      }),
    )
    expect(quoted).toBeGreaterThan(900)
  }, 120_000)
})

describe('swaps that are mined', () => {
  test('every pool is afterwards what was predicted, over forty swaps', async () => {
    const reader = readerOf(chain)
    let pools = await readPools(chain, reader)
    let compared = 0
    for (const { pool: number, sellsFirst, exact, share } of samples('mined', 40)) {
      const target = pools[number % pools.length]
      if (target === undefined) continue
      const amount = amountOf(target.state, exact, sellsFirst, [Math.max(6, share[0] % 12), share[1]])
      const quote = quoteSwap(target.state, exact, amount, sellsFirst)
      const before = await balances(target.pool, sellsFirst)
      await sendOrder(chain, { pool: target.pool, sellsFirst, exact, amount })
      await chain.client.mine({ blocks: 1 })
      const after = await balances(target.pool, sellsFirst)
      pools = await readPools(chain, reader)
      const now = pools[number % pools.length]
      if (quote === null || now === undefined) continue
      compared++
      expect(before[0] - after[0]).toBe(quote.amountIn)
      expect(after[1] - before[1]).toBe(quote.amountOut)
      expect(priceOf(now.state)).toEqual(priceOf(quote.after))
    }
    expect(compared).toBeGreaterThan(25)
  }, 180_000)

  async function balances(pool: SwapOrder['pool'], sellsFirst: boolean): Promise<readonly [bigint, bigint]> {
    const [sold, bought] = sides(chain, { pool, sellsFirst, exact: 'in', amount: 0n })
    const abi = [
      {
        type: 'function',
        name: 'balanceOf',
        stateMutability: 'view',
        inputs: [{ type: 'address' }],
        outputs: [{ type: 'uint256' }],
      },
    ] as const
    const read = (address: typeof sold): Promise<bigint> =>
      chain.client.readContract({ address, abi, functionName: 'balanceOf', args: [chain.trader.address] })
    return [await read(sold), await read(bought)]
  }
})

function priceOf(state: PoolState): unknown {
  return state.kind === 'constant-product'
    ? [state.reserve0, state.reserve1]
    : [state.sqrtPriceX96, state.liquidity]
}

function describeOrder({ pool, sellsFirst, exact, amount }: SwapOrder): unknown {
  return { pool: pool.address, version: pool.version, sellsFirst, exact, amount: amount.toString() }
}
