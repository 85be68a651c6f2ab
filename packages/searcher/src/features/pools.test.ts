import type { Address, Swap, Wei } from '@org/events'
import { expect, test } from 'vitest'
import { DAI, USDC, WETH } from '../../test/support/transactions.ts'
import { poolsOf } from './pools.ts'

const swap = (protocol: string, path: readonly Address[], fees: readonly number[] = []): Swap => ({
  protocol,
  token_in: path[0] ?? DAI,
  token_out: path.at(-1) ?? DAI,
  amount_in: '1' as Wei, // a decimal digit
  amount_out: '1' as Wei, // a decimal digit
  exact: 'in',
  path,
  fees,
  recipient: null,
  deadline: null,
})

test.each(['uniswap-v2', 'sushiswap-v2', 'uniswap-v2-like', 'camelot-v2', 'my-fork-v2', 'quickswap-v3'])(
  'a pair is one pool of %s',
  (protocol) => {
    expect(poolsOf([swap(protocol, [WETH, USDC, DAI])]).map(({ pool }) => pool)).toEqual([
      `${protocol}:${USDC}:${WETH}:`,
      `${protocol}:${DAI}:${USDC}:`,
    ])
  },
)

test('where there are several of a pair, the fee tells them apart', () => {
  expect(poolsOf([swap('uniswap-v3', [USDC, WETH], [500])])).toEqual([
    { pool: `uniswap-v3:${USDC}:${WETH}:500`, pair: `${USDC}:${WETH}`, sellsFirst: true },
  ])
  expect(poolsOf([swap('uniswap-v3', [USDC, WETH])])).toEqual([])
})

test.each([
  '1inch',
  '0x',
  '0x-settler',
  'odos',
  'kyberswap',
  'cow',
  'lifi-like',
  'curve',
  'balancer-v2',
  'velodrome',
])('what %s sells and buys names no pool', (protocol) => {
  expect(poolsOf([swap(protocol, [WETH, USDC])])).toEqual([])
})
