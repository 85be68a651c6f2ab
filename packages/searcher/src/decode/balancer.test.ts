import type { Address } from '@org/events'
import { encodeFunctionData, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { DAI, decode, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const abi = parseAbi([
  'function swap((bytes32,uint8,address,address,uint256,bytes),(address,bool,address,bool),uint256,uint256)',
  'function batchSwap(uint8,(bytes32,uint256,uint256,uint256,bytes)[],address[],(address,bool,address,bool),int256[],uint256)',
])
const VAULT = '0xba12222222228d8ba445958a75a0704d566bf2c8' as Address // lower case
const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'
const SENDER = '0x5e5de50000000000000000000000000000000001'
const ZERO = '0x0000000000000000000000000000000000000000'
const POOL = `0x${'ab'.repeat(32)}` as const
const FUNDS = [SENDER, false, RECIPIENT, false] as const

type Step = readonly [bigint, bigint, bigint]

function batch(
  kind: number,
  steps: readonly Step[],
  assets: readonly `0x${string}`[],
  limits: readonly bigint[],
) {
  const args = [
    kind,
    steps.map(([sold, bought, amount]) => [POOL, sold, bought, amount, '0x'] as const),
    assets,
    FUNDS,
    limits,
    99n,
  ] as const
  return encodeFunctionData({ abi, functionName: 'batchSwap', args })
}

test.each([
  [0, 'in', '700', '690'],
  [1, 'out', '690', '700'],
] as const)('a single swap of kind %i gives the exact side', (kind, exact, amountIn, amountOut) => {
  const args = [[POOL, kind, DAI, USDC, 700n, '0x'], FUNDS, 690n, 99n] as const
  const input = encodeFunctionData({ abi, functionName: 'swap', args })
  expect(decode(VAULT, input)).toMatchObject({
    problem: null,
    actions: [
      {
        type: 'swap',
        native: 'none',
        swap: {
          protocol: 'balancer-v2',
          token_in: DAI,
          token_out: USDC,
          amount_in: amountIn,
          amount_out: amountOut,
          exact,
          recipient: RECIPIENT,
          deadline: 99,
        },
      },
    ],
  })
  expect(decode(UNKNOWN, input).actions).toMatchObject([{ swap: { protocol: 'balancer-v2-like' } }])
})

test('a batch that hands on is one path, with the limit of its end', () => {
  const steps: readonly Step[] = [
    [0n, 1n, 700n],
    [1n, 2n, 0n],
  ]
  expect(decode(VAULT, batch(0, steps, [ZERO, DAI, USDC], [700n, 0n, -690n]), 700n)).toMatchObject({
    problem: null,
    actions: [
      {
        type: 'swap',
        native: 'in',
        swap: { path: [WETH, DAI, USDC], amount_in: '700', amount_out: '690', exact: 'in' },
      },
    ],
  })
})

test('a batch of exact output is written from its end', () => {
  const steps: readonly Step[] = [
    [1n, 2n, 700n],
    [0n, 1n, 0n],
  ]
  expect(decode(VAULT, batch(1, steps, [WETH, DAI, USDC], [710n, 0n, -700n])).actions).toMatchObject([
    { swap: { path: [WETH, DAI, USDC], amount_in: '710', amount_out: '700', exact: 'out' } },
  ])
})

test('parallel routes add up between the same ends', () => {
  const steps: readonly Step[] = [
    [0n, 1n, 400n],
    [1n, 2n, 0n],
    [0n, 2n, 300n],
  ]
  expect(decode(VAULT, batch(0, steps, [WETH, DAI, USDC], [700n, 0n, -690n])).actions).toMatchObject([
    { swap: { path: [WETH, USDC], amount_in: '700', amount_out: '690' } },
  ])
})

test('a circle, or several trades in one, is a swap without figures', () => {
  const circle: readonly Step[] = [
    [0n, 1n, 700n],
    [1n, 0n, 0n],
  ]
  expect(decode(VAULT, batch(0, circle, [WETH, DAI], [0n, 0n]))).toMatchObject({
    problem: 'not_decoded',
    actions: [{ type: 'partial-swap', protocol: 'balancer-v2', tokenIn: null, amountIn: null }],
  })
})

test('indices beyond the assets do not fit', () => {
  expect(decode(VAULT, batch(0, [[0n, 7n, 5n]], [WETH, DAI], [5n, -4n]))).toMatchObject({
    actions: [],
    problem: 'malformed',
  })
})
