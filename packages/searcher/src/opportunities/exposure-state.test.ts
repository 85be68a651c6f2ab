import { expect, test } from 'vitest'
import { found } from '../../test/support/derive.ts'
import { fixedStates } from '../../test/support/pending.ts'
import { constantProduct } from '../../test/support/pool-states.ts'
import { buy } from '../../test/support/swaps.ts'
import { USDC, WETH } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'

const registry = loadRegistry()
const states = fixedStates({
  [`uniswap-v2:${USDC}:${WETH}:`]: constantProduct(3_000_000n * 10n ** 6n, 1_000n * 10n ** 18n),
})
/** 10 coins buy this, by getAmountOut. */
const OUT = (10n * 997n * 3_000_000n * 10n ** 6n) / (1_000n * 1_000n + 10n * 997n)

const exposure = (leastOut: bigint, amount = 10) =>
  found(createSearcher({ registry, poolStates: states }), buy(1, amount, { leastOut }), 'SandwichExposure')
const part = (data: ReturnType<typeof exposure>, name: string) =>
  data?.components.find((component) => component.name === name)

test('a tight limit has no headroom, a wide one is exposed', () => {
  const scores = [10_000n, 9_950n, 9_500n, 9_000n, 5_000n].map((share) => {
    const headroom = part(exposure((OUT * share) / 10_000n), 'slippage_headroom')
    return [headroom?.value, headroom?.points]
  })
  expect(scores).toEqual([
    [0, 0],
    [50, 1],
    [500, 13],
    [1_000, 25],
    [5_000, 25],
  ])
})

test('a limit that is missed already is no exposure, and says so', () => {
  expect(part(exposure(OUT + 10n ** 6n), 'slippage_headroom')).toMatchObject({
    points: 0,
    reason: expect.stringMatching(/would revert/),
  })
})

test('the price it moves and the block of the state are components', () => {
  const data = exposure(1_000n)
  expect(part(data, 'price_move')).toMatchObject({ value: 201, points: 10 })
  expect(part(data, 'state_block')).toMatchObject({ value: 100, weight: 0, points: 0 })
  expect(data?.score).toBe(data?.components.reduce((sum, component) => sum + component.points, 0))
})

test('without state the components say why', () => {
  const unread = found(createSearcher({ registry }), buy(1, 10), 'SandwichExposure')
  expect(part(unread, 'slippage_headroom')?.reason).toMatch(/no pool state is read/)
  expect(part(unread, 'price_move')?.reason).toMatch(/no pool state is read/)
  expect(part(unread, 'state_block')).toBeUndefined()
  const unknown = found(
    createSearcher({ registry, poolStates: fixedStates({}) }),
    buy(1, 10),
    'SandwichExposure',
  )
  expect(part(unknown, 'slippage_headroom')?.reason).toMatch(/state of a pool on its path is not known/)
})
