import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { DAI, decode, UNKNOWN, USDC, V2_ROUTER, WETH } from '../../test/support/transactions.ts'

const abi = parseAbi([
  'function privateSwap(bytes order, address tokenIn, uint256 fee)',
  'function privateSwaps((address target, bytes data)[] orders)',
  'function swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
  'function swapExactETHForTokens(uint256,address[],address,uint256)',
  'function transfer(address,uint256)',
  'function exchange(int128,int128,uint256,uint256)',
])
const swap = encodeFunctionData({
  abi,
  functionName: 'swapExactTokensForTokens',
  args: [5n, 4n, [USDC, DAI], UNKNOWN, 99n],
})
const wrapped = (order: Hex): Hex =>
  encodeFunctionData({ abi, functionName: 'privateSwap', args: [order, USDC, 7n] })

describe('swaps inside functions that nobody knows', () => {
  test('a whole call of a function that swaps is read; the function around it stays unknown', () => {
    expect(decode(UNKNOWN, wrapped(swap))).toMatchObject({
      actions: [
        {
          type: 'swap',
          swap: { protocol: 'uniswap-v2-like', amount_in: '5', amount_out: '4', path: [USDC, DAI] },
        },
      ],
      problem: 'unknown_call',
    })
  })

  test('so are several, in order', () => {
    const other = encodeFunctionData({ abi, functionName: 'exchange', args: [0n, 1n, 5n, 4n] })
    const orders = [swap, other].map((data) => ({ target: UNKNOWN, data }))
    const input = encodeFunctionData({ abi, functionName: 'privateSwaps', args: [orders] })
    expect(decode(UNKNOWN, input).actions.map(({ type }) => type)).toEqual(['swap', 'partial-swap'])
  })

  test('how many coins are sent along is not known', () => {
    const order = encodeFunctionData({
      abi,
      functionName: 'swapExactETHForTokens',
      args: [4n, [WETH, DAI], UNKNOWN, 99n],
    })
    expect(decode(UNKNOWN, wrapped(order), 10n ** 18n).actions).toMatchObject([
      { type: 'swap', native: 'in', swap: { amount_in: null, amount_out: '4' } },
    ])
  })

  test.each<[string, Hex]>([
    ['another function', encodeFunctionData({ abi, functionName: 'transfer', args: [DAI, 5n] })],
    ['a swap that was cut off', `0x${swap.slice(2, -128)}`],
    ['a swap with something behind it', `${swap}00`],
    ['words that are tokens and amounts', `0x${swap.slice(10)}`],
    ['a selector alone', '0x38ed1739'],
  ])('%s is taken for nothing', (_, order) => {
    expect(decode(UNKNOWN, wrapped(order))).toMatchObject({ actions: [], problem: 'unknown_call' })
  })

  test('a contract whose interface is known is not looked into', () => {
    expect(decode(V2_ROUTER, wrapped(swap)).actions).toEqual([])
  })

  test('it is looked for within the first words only, and a bounded number of times', () => {
    const far = `0xc0ffee01${'0'.repeat(64 * 200)}${wrapped(swap).slice(10)}` as const
    expect(decode(UNKNOWN, far).actions).toEqual([])
    // Each word says that a long string follows.
    const liar = `0xc0ffee01${(100).toString(16).padStart(64, '0').repeat(4_000)}` as const
    expect(decode(UNKNOWN, liar)).toMatchObject({ actions: [], problem: 'unknown_call' })
  })
})
