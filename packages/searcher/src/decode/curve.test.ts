import type { Address } from '@org/events'
import { encodeFunctionData, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const pool = parseAbi([
  'function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy)',
  'function exchange_underlying(int128 i, int128 j, uint256 dx, uint256 min_dy)',
])
const cryptoPool = parseAbi([
  'function exchange(uint256 i, uint256 j, uint256 dx, uint256 min_dy, bool use_eth, address receiver)',
])
const router = parseAbi([
  'function exchange(address[11] route, uint256[5][5] params, uint256 amount, uint256 expected, address[5] pools, address receiver)',
  'function exchange_multiple(address[9] route, uint256[3][4] params, uint256 amount, uint256 expected)',
])

const THREE_POOL = '0xbebc44782c7db0a1a60cb6fe97d0b483032ff1c7' as Address // lower case
const STETH_POOL = '0xdc24316b9ae028f1497c275eb9192a3ea0f67022' as Address // lower case
const STETH = '0xae7ab96520de3a18e5e111b5eaab095312d7fe84'
const ROUTER = '0x16c6521dff6bab339122a0fe25a9116693265353' as Address // lower case
const OLD_ROUTER = '0x99a58482bd75cbab83b27ec03ca68ff489b5788f' as Address // lower case
const NATIVE = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'
const ZERO = '0x0000000000000000000000000000000000000000'
const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'

function route<N extends number>(length: N, ...tokens: readonly string[]): never {
  // A tuple of fixed length, which a spread cannot be told to be.
  return Array.from({ length }, (_, index) => tokens[index] ?? ZERO) as never
}

const none = (rows: number, columns: number): never =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0n)) as never // tuple

test('the registry names the coins of a pool that is called', () => {
  const input = encodeFunctionData({ abi: pool, functionName: 'exchange', args: [0n, 1n, 700n, 690n] })
  expect(decode(THREE_POOL, input)).toMatchObject({
    problem: null,
    actions: [
      {
        type: 'swap',
        swap: {
          protocol: 'curve',
          token_in: DAI,
          token_out: USDC,
          amount_in: '700',
          amount_out: '690',
          exact: 'in',
          recipient: SENDER,
        },
      },
    ],
  })
})

test('the native coin of a pool is its wrapped token', () => {
  const input = encodeFunctionData({ abi: pool, functionName: 'exchange', args: [1n, 0n, 700n, 690n] })
  expect(decode(STETH_POOL, input).actions).toMatchObject([
    { type: 'swap', native: 'out', swap: { token_in: STETH, token_out: WETH } },
  ])
})

test('coins by number at an address that nobody knows are a swap of unknown tokens', () => {
  const input = encodeFunctionData({
    abi: cryptoPool,
    functionName: 'exchange',
    args: [2n, 0n, 700n, 690n, true, RECIPIENT],
  })
  expect(decode(UNKNOWN, input)).toMatchObject({
    problem: null,
    actions: [
      {
        type: 'partial-swap',
        protocol: 'curve-like',
        pool: UNKNOWN,
        tokenIn: null,
        tokenOut: null,
        amountIn: '700',
        amountOut: '690',
        recipient: RECIPIENT,
      },
    ],
  })
})

test('underlying coins are not guessed', () => {
  const input = encodeFunctionData({
    abi: pool,
    functionName: 'exchange_underlying',
    args: [0n, 1n, 700n, 690n],
  })
  expect(decode(THREE_POOL, input).actions).toMatchObject([
    { type: 'partial-swap', tokenIn: null, tokenOut: null, amountIn: '700' },
  ])
})

test.each([
  [3n, 3n],
  [8n, 0n],
  [0n, -1n],
])('coins %s and %s are no trade', (i, j) => {
  const input = encodeFunctionData({ abi: pool, functionName: 'exchange', args: [i, j, 700n, 690n] })
  expect(decode(UNKNOWN, input)).toMatchObject({ actions: [], problem: 'malformed' })
})

test('the router names tokens and pools in turn', () => {
  const args = [
    route(11, NATIVE, STETH_POOL, STETH, THREE_POOL, USDC),
    none(5, 5),
    700n,
    690n,
    route(5),
    RECIPIENT,
  ] as const
  const input = encodeFunctionData({ abi: router, functionName: 'exchange', args })
  expect(decode(ROUTER, input, 700n).actions).toMatchObject([
    {
      type: 'swap',
      native: 'in',
      swap: {
        protocol: 'curve',
        path: [WETH, STETH, USDC],
        amount_in: '700',
        amount_out: '690',
        recipient: RECIPIENT,
      },
    },
  ])
})

test('a step between the native coin and its wrapped token is no pool', () => {
  const args = [route(9, DAI, THREE_POOL, WETH, WETH, NATIVE), none(4, 3), 700n, 690n] as const
  const input = encodeFunctionData({ abi: router, functionName: 'exchange_multiple', args })
  expect(decode(OLD_ROUTER, input).actions).toMatchObject([
    { type: 'swap', native: 'out', swap: { path: [DAI, WETH], recipient: SENDER } },
  ])
})

test('a route of one token is no swap', () => {
  const args = [route(9, DAI), none(4, 3), 700n, 690n] as const
  const input = encodeFunctionData({ abi: router, functionName: 'exchange_multiple', args })
  expect(decode(OLD_ROUTER, input)).toMatchObject({ actions: [], problem: 'malformed' })
})
