import type { Address } from '@org/events'
import { concatHex, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { DAI, decode, SENDER, UNKNOWN, USDC, V2_ROUTER, WETH } from '../../test/support/transactions.ts'

const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'
const FACTORY = '0xfafafafafafafafafafafafafafafafafafafafa'
const ZERO = '0x0000000000000000000000000000000000000000'
const ZERO_EX = '0xdef1c0ded9bec7f1a1670819833240f027b25eff' as Address // lower case
const NATIVE = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'

const abi = parseAbi([
  'function swapExactTokensForTokens(uint256,uint256,(address,address,bool,address)[],address,uint256)',
  'function swapExactETHForTokens(uint256,(address,address,bool)[],address,uint256)',
  'function swapExactTokensForAVAX(uint256,uint256,address[],address,uint256)',
  'function swapExactETHForTokensSupportingFeeOnTransferTokens(uint256,address[],address,address,uint256)',
  'function exactInputSingle((address,address,address,uint256,uint256,uint256,uint160))',
  'function exactInputSingle((address,address,int24,address,uint256,uint256,uint256,uint160))',
  'function exactInput((bytes,address,uint256,uint256,uint256))',
  'function exactOutputStableSwap(address[],uint256[],uint256,uint256,address)',
  'function swapExactNATIVEForTokens(uint256,(uint256[],uint8[],address[]),address,uint256)',
  'function swap(uint256,uint256,address,bytes)',
  'function swap(address,bool,int256,uint160,bytes)',
  'function sellToUniswap(address[],uint256,uint256,bool)',
  'function sellEthForTokenToUniswapV3(bytes,uint256,address)',
  'function ethToTokenSwapInput(uint256,uint256)',
])

/** Calldata of the function whose signature the arguments fit. */
function call(functionName: string, args: readonly unknown[]): Hex {
  // The names are overloaded: which function is meant is told by the arguments, which no static type can say here.
  return encodeFunctionData({ abi, functionName, args } as never)
}

const figures = { amount_in: '700', amount_out: '690', exact: 'in', recipient: RECIPIENT, deadline: 99 }

describe("Solidly's descendants", () => {
  test('routes of structs are a path', () => {
    const routes = [
      [DAI, USDC, true, FACTORY],
      [USDC, WETH, false, FACTORY],
    ]
    expect(
      decode(UNKNOWN, call('swapExactTokensForTokens', [700n, 690n, routes, RECIPIENT, 99n])),
    ).toMatchObject({
      problem: null,
      actions: [
        { native: 'none', swap: { ...figures, protocol: 'solidly-like', path: [DAI, USDC, WETH], fees: [] } },
      ],
    })
  })

  test('the first version without factories, paid with the native coin', () => {
    const input = call('swapExactETHForTokens', [690n, [[WETH, USDC, false]], RECIPIENT, 99n])
    expect(decode(UNKNOWN, input, 700n).actions).toMatchObject([
      { native: 'in', swap: { ...figures, path: [WETH, USDC] } },
    ])
  })

  test('routes that do not join are no path', () => {
    const routes = [
      [DAI, USDC, true, FACTORY],
      [DAI, WETH, false, FACTORY],
    ]
    expect(
      decode(UNKNOWN, call('swapExactTokensForTokens', [700n, 690n, routes, RECIPIENT, 99n])),
    ).toMatchObject({
      actions: [],
      problem: 'malformed',
    })
  })
})

test('a book of liquidity has a bin step for every pair', () => {
  const swap = (steps: bigint[]) =>
    call('swapExactNATIVEForTokens', [690n, [steps, [2], [WETH, DAI, USDC]], RECIPIENT, 99n])
  expect(decode(UNKNOWN, swap([5n, 1n]), 700n).actions).toMatchObject([
    { native: 'in', swap: { ...figures, protocol: 'liquidity-book-like', path: [WETH, DAI, USDC] } },
  ])
  expect(decode(UNKNOWN, swap([5n]), 700n)).toMatchObject({ actions: [], problem: 'malformed' })
})

describe('forks of the V2 router', () => {
  test('another name of the coin', () => {
    const input = call('swapExactTokensForAVAX', [700n, 690n, [DAI, WETH], RECIPIENT, 99n])
    expect(decode(V2_ROUTER, input).actions).toMatchObject([
      { native: 'out', swap: { ...figures, path: [DAI, WETH] } },
    ])
  })

  test('a referrer before the deadline', () => {
    const name = 'swapExactETHForTokensSupportingFeeOnTransferTokens'
    const input = call(name, [690n, [WETH, DAI], RECIPIENT, FACTORY, 99n])
    expect(decode(V2_ROUTER, input, 700n).actions).toMatchObject([{ native: 'in', swap: figures }])
  })
})

describe('forks of the V3 router', () => {
  test('without a fee', () => {
    const input = call('exactInputSingle', [[DAI, USDC, RECIPIENT, 99n, 700n, 690n, 0n]])
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { swap: { ...figures, protocol: 'uniswap-v3-like', path: [DAI, USDC], fees: [] } },
    ])
  })

  test('with a tick spacing', () => {
    const input = call('exactInputSingle', [[DAI, USDC, 200, RECIPIENT, 99n, 700n, 690n, 0n]])
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { swap: { ...figures, path: [DAI, USDC], fees: [] } },
    ])
  })

  test.each([
    ['tokens alone', concatHex([DAI, USDC, WETH]), [DAI, USDC, WETH]],
    ['a deployer between', concatHex([DAI, ZERO, USDC, ZERO, WETH]), [DAI, USDC, WETH]],
    ['two tokens', concatHex([DAI, WETH]), [DAI, WETH]],
  ])('a packed path of %s', (_, packed, path) => {
    const input = call('exactInput', [[packed, RECIPIENT, 99n, 700n, 690n]])
    expect(decode(UNKNOWN, input).actions).toMatchObject([{ swap: { ...figures, path, fees: [] } }])
  })

  test("PancakeSwap's stable pools", () => {
    const input = call('exactOutputStableSwap', [[DAI, USDC], [2n], 690n, 700n, RECIPIENT])
    const smartRouter = '0x13f4ea83d0bd40e75c8222255bc855a974568dd4' as Address // lower case
    expect(decode(smartRouter, input).actions).toMatchObject([
      { swap: { protocol: 'pancakeswap-stable', amount_in: '700', amount_out: '690', exact: 'out' } },
    ])
  })
})

describe('pools that are called themselves', () => {
  test('a pair names what comes out', () => {
    expect(decode(UNKNOWN, call('swap', [0n, 690n, RECIPIENT, '0x']))).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'partial-swap',
          protocol: 'uniswap-v2-like',
          pool: UNKNOWN,
          tokenIn: null,
          tokenOut: null,
          amountIn: null,
          amountOut: '690',
          exact: 'out',
          recipient: RECIPIENT,
        },
      ],
    })
    expect(decode(UNKNOWN, call('swap', [0n, 0n, RECIPIENT, '0x']))).toMatchObject({
      actions: [],
      problem: 'malformed',
    })
  })

  test.each([
    [700n, 'in', '700', null],
    [-690n, 'out', null, '690'],
  ])('a V3 pool: %s is exact %s', (specified, exact, amountIn, amountOut) => {
    expect(decode(UNKNOWN, call('swap', [RECIPIENT, true, specified, 5n, '0x'])).actions).toMatchObject([
      { type: 'partial-swap', protocol: 'uniswap-v3-like', exact, amountIn, amountOut },
    ])
  })

  test("Uniswap's first version", () => {
    expect(decode(UNKNOWN, call('ethToTokenSwapInput', [690n, 99n]), 700n).actions).toMatchObject([
      {
        type: 'partial-swap',
        protocol: 'uniswap-v1-like',
        native: 'in',
        tokenIn: WETH,
        amountIn: '700',
        amountOut: '690',
      },
    ])
  })
})

describe("paths of 0x's exchange proxy", () => {
  test('an end may be the native coin', () => {
    const input = call('sellToUniswap', [[DAI, USDC, NATIVE], 700n, 690n, true])
    expect(decode(ZERO_EX, input).actions).toMatchObject([
      {
        native: 'out',
        swap: { protocol: '0x', path: [DAI, USDC, WETH], amount_in: '700', recipient: SENDER },
      },
    ])
  })

  test('V3, paid with the native coin', () => {
    const input = call('sellEthForTokenToUniswapV3', [concatHex([WETH, '0x0001f4', DAI]), 690n, ZERO])
    expect(decode(ZERO_EX, input, 700n).actions).toMatchObject([
      {
        native: 'in',
        swap: { path: [WETH, DAI], fees: [500], amount_in: '700', amount_out: '690', recipient: SENDER },
      },
    ])
  })
})
