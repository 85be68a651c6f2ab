import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { address, DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const NATIVE = address(`0x${'e'.repeat(40)}`)
const POOL = address('0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0')
const RECIPIENT = address('0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e')
const AUGUSTUS_4 = address('0x1bd435f3c054b6e901b7b108a0ab7617c808677b')
const AUGUSTUS_5 = address('0xdef171fe48cf0115b1d80b88dc8eab59176fee57')
const BALANCER_PROXY = address('0x3e66b66fd1d0b02fda6c811da9e0547970db2f21')
const ZERO = address(`0x${'0'.repeat(40)}`)
const WORD: Hex = `0x${'22'.repeat(32)}`

describe('Paraswap along paths of pools', () => {
  const abi = parseAbi([
    'function swapOnUniswap(uint256,uint256,address[])',
    'function swapOnUniswapFork(address,bytes32,uint256,uint256,address[])',
    'function buyOnUniswap(uint256,uint256,address[])',
    'function swapOnUniswapV2Fork(address,uint256,uint256,address,uint256[])',
  ])

  test('the coin may be written at either end of the path', () => {
    const sold = encodeFunctionData({
      abi,
      functionName: 'swapOnUniswap',
      args: [700n, 690n, [NATIVE, USDC, DAI]],
    })
    expect(decode(AUGUSTUS_5, sold, 700n)).toMatchObject({
      problem: null,
      actions: [
        {
          native: 'in',
          swap: {
            protocol: 'paraswap',
            path: [WETH, USDC, DAI],
            amount_in: '700',
            amount_out: '690',
            exact: 'in',
            recipient: SENDER,
          },
        },
      ],
    })
    const bought = encodeFunctionData({
      abi,
      functionName: 'buyOnUniswap',
      args: [700n, 690n, [USDC, NATIVE]],
    })
    expect(decode(AUGUSTUS_5, bought).actions).toMatchObject([
      { native: 'out', swap: { path: [USDC, WETH], amount_in: '700', amount_out: '690', exact: 'out' } },
    ])
  })

  test('of a fork the amounts stand behind factory and code, also where nobody listed the contract', () => {
    const input = encodeFunctionData({
      abi,
      functionName: 'swapOnUniswapFork',
      args: [POOL, WORD, 700n, 690n, [DAI, USDC]],
    })
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { swap: { protocol: 'paraswap-like', path: [DAI, USDC], amount_in: '700', amount_out: '690' } },
    ])
  })

  test('pools alone do not name what comes out', () => {
    const input = encodeFunctionData({
      abi,
      functionName: 'swapOnUniswapV2Fork',
      args: [DAI, 700n, 690n, ZERO, [5n]],
    })
    expect(decode(AUGUSTUS_5, input).actions).toMatchObject([
      { type: 'partial-swap', tokenIn: DAI, tokenOut: null, amountIn: '700', amountOut: '690' },
    ])
  })

  test('a path that is none does not fit', () => {
    for (const path of [[DAI], [DAI, DAI], [NATIVE, WETH]]) {
      const input = encodeFunctionData({ abi, functionName: 'swapOnUniswap', args: [7n, 6n, path] })
      expect(decode(AUGUSTUS_5, input)).toMatchObject({ actions: [], problem: 'malformed' })
    }
  })
})

test('Paraswap 4 names tokens, amounts and receiver among its arguments', () => {
  const abi = parseAbi([
    'function simpleSwap(address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,string,bool)',
    'function multiSwap((address,uint256,uint256,uint256,address,string,bool,(address,uint256,(address,address,uint256,bytes,uint256)[])[]))',
  ])
  const simple = (to: Hex) =>
    encodeFunctionData({
      abi,
      functionName: 'simpleSwap',
      args: [DAI, NATIVE, 700n, 690n, 695n, [POOL], '0x12', [0n], [0n], to, 'me', false],
    })
  const swap = { token_in: DAI, token_out: WETH, amount_in: '700', amount_out: '690' }
  expect(decode(AUGUSTUS_4, simple(RECIPIENT)).actions).toMatchObject([
    { native: 'out', swap: { ...swap, protocol: 'paraswap', recipient: RECIPIENT } },
  ])
  expect(decode(AUGUSTUS_4, simple(ZERO)).actions).toMatchObject([{ swap: { ...swap, recipient: SENDER } }])
  const multi = encodeFunctionData({
    abi,
    functionName: 'multiSwap',
    args: [[DAI, 700n, 690n, 695n, RECIPIENT, 'me', false, [[USDC, 0n, []]]]],
  })
  expect(decode(AUGUSTUS_4, multi).actions).toMatchObject([
    { type: 'partial-swap', tokenIn: DAI, amountIn: '700', amountOut: '690', recipient: RECIPIENT },
  ])
})

describe('Balancer 1', () => {
  const abi = parseAbi([
    'function multihopBatchSwapExactIn((address,address,address,uint256,uint256,uint256)[][],address,address,uint256,uint256)',
    'function batchSwapExactOut((address,address,address,uint256,uint256,uint256)[],address,address,uint256)',
    'function smartSwapExactOut(address,address,uint256,uint256,uint256)',
    'function swapExactAmountIn(address,uint256,address,uint256,uint256)',
    'function joinPool(uint256,uint256[])',
  ])
  const hop = [POOL, DAI, WETH, 700n, 0n, 9n] as const

  test('the proxy names the whole trade', () => {
    const whole = { token_in: DAI, token_out: WETH, amount_in: '700', amount_out: '690', recipient: SENDER }
    const multihop = encodeFunctionData({
      abi,
      functionName: 'multihopBatchSwapExactIn',
      args: [[[hop]], DAI, NATIVE, 700n, 690n],
    })
    expect(decode(BALANCER_PROXY, multihop).actions).toMatchObject([
      { native: 'out', swap: { ...whole, protocol: 'balancer-v1', exact: 'in' } },
    ])
    const smart = encodeFunctionData({
      abi,
      functionName: 'smartSwapExactOut',
      args: [DAI, WETH, 690n, 700n, 4n],
    })
    expect(decode(BALANCER_PROXY, smart).actions).toMatchObject([{ swap: { ...whole, exact: 'out' } }])
  })

  test('how much is bought exactly stands in the hops only', () => {
    const input = encodeFunctionData({
      abi,
      functionName: 'batchSwapExactOut',
      args: [[hop], DAI, WETH, 700n],
    })
    expect(decode(BALANCER_PROXY, input).actions).toMatchObject([
      { type: 'partial-swap', tokenIn: DAI, tokenOut: WETH, amountIn: '700', amountOut: null, exact: 'out' },
    ])
  })

  test('pools are called by anybody', () => {
    const input = encodeFunctionData({
      abi,
      functionName: 'swapExactAmountIn',
      args: [DAI, 700n, WETH, 690n, 9n],
    })
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { swap: { protocol: 'balancer-v1-like', token_in: DAI, token_out: WETH, amount_out: '690' } },
    ])
    const join = encodeFunctionData({ abi, functionName: 'joinPool', args: [5n, [1n, 2n]] })
    expect(decode(UNKNOWN, join).actions).toMatchObject([{ type: 'liquidity', change: 'add' }])
  })
})
