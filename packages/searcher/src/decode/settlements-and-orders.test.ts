import type { Address } from '@org/events'
import { concatHex, encodeFunctionData, type Hex, parseAbi, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'
const MAKER = '0x3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a'
const ZERO = '0x0000000000000000000000000000000000000000'
const NATIVE = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'
const WORD: Hex = `0x${'22'.repeat(32)}`
const INCH = address('0x111111125421ca6dc452d289314280a0f8842a65')
const INCH_V5 = address('0x1111111254eeb25477b68fb85ed929f73a960582')
const ZERO_EX = address('0xdef1c0ded9bec7f1a1670819833240f027b25eff')
const COW = address('0x9008d19f58aabd9ed0d60971565aa8510560ab41')
const HOLDER = address('0x0000000000001ff3684f28c67538d4d072c22734')
const ODOS = address('0xcf5540fffcdc3d510b18bfca6d2b9987b0772559')

function address(text: string): Address {
  return text as Address // lower-case test data
}

describe('CoW', () => {
  const abi = parseAbi([
    'function settle(address[] tokens, uint256[] prices, (uint256,uint256,address,uint256,uint256,uint32,bytes32,uint256,uint256,uint256,bytes)[] trades, (address,uint256,bytes)[][3] interactions)',
  ])
  const trade = (sold: bigint, bought: bigint, receiver: Address, flags: bigint) =>
    [sold, bought, receiver, 700n, 690n, 99, WORD, 1n, flags, 5n, '0x1234'] as const
  const settle = (trades: readonly ReturnType<typeof trade>[]) =>
    encodeFunctionData({
      abi,
      functionName: 'settle',
      args: [[DAI, USDC, WETH], [1n, 2n, 3n], trades, [[], [], []]],
    })

  test('every trade is a swap of its own', () => {
    const input = settle([trade(0n, 1n, address(RECIPIENT), 0n), trade(2n, 0n, address(ZERO), 1n)])
    const figures = { protocol: 'cow', amount_in: '700', amount_out: '690', deadline: 99 }
    expect(decode(COW, input)).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'swap',
          swap: { ...figures, token_in: DAI, token_out: USDC, exact: 'in', recipient: RECIPIENT },
        },
        { type: 'swap', swap: { ...figures, token_in: WETH, token_out: DAI, exact: 'out', recipient: null } },
      ],
    })
  })

  test('a trade of a token that is not listed is left out and told', () => {
    const input = settle([trade(0n, 9n, address(ZERO), 0n), trade(0n, 1n, address(ZERO), 0n)])
    expect(decode(COW, input)).toMatchObject({
      problem: 'malformed',
      actions: [{ type: 'swap', swap: { token_in: DAI, token_out: USDC } }],
    })
  })
})

test('orders that pay CoW with the native coin, and a wallet in front of aggregators', () => {
  const abi = parseAbi([
    'function createOrder((address,address,uint256,uint256,bytes32,uint256,uint32,bool,int64))',
    'function fillQuoteTokenToEth(address,address,bytes,uint256,uint256)',
  ])
  const order = [USDC, RECIPIENT, 700n, 690n, WORD, 0n, 99, false, 1n] as const
  const flow = address('0xba3cb449bd2b4adddbc894d8697f5170800eadec')
  expect(
    decode(flow, encodeFunctionData({ abi, functionName: 'createOrder', args: [order] }), 700n).actions,
  ).toMatchObject([
    { native: 'in', swap: { protocol: 'cow', token_out: USDC, amount_out: '690', deadline: 99 } },
  ])
  const quote = encodeFunctionData({
    abi,
    functionName: 'fillQuoteTokenToEth',
    args: [DAI, MAKER, '0x1234', 700n, 1n],
  })
  expect(decode(UNKNOWN, quote).actions).toMatchObject([
    { type: 'partial-swap', protocol: 'rainbow-like', tokenIn: DAI, tokenOut: WETH, amountIn: '700' },
  ])
})

describe('signed orders', () => {
  const abi = parseAbi([
    'function fillOrder((uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256),bytes32,bytes32,uint256,uint256)',
    'function fillOrderRFQ((uint256,address,address,address,address,uint256,uint256),bytes,uint256)',
    'function fillOrderArgs((uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256),bytes32,bytes32,uint256,uint256,bytes)',
    'function fillContractOrderArgs((uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256),bytes,uint256,uint256,bytes)',
    'function fillOrderTo((uint256,address,address,address,address,address,uint256,uint256,uint256,bytes),bytes,bytes,uint256,uint256,uint256,address)',
    'function fillOrderToWithPermit((uint256,address,address,address,address,address,uint256,uint256,uint256,bytes),bytes,bytes,uint256,uint256,uint256,address,bytes)',
    'function fillOrderRFQTo((uint256,address,address,address,address,uint256,uint256),bytes,uint256,address)',
    'function fillOrderRFQToWithPermit((uint256,address,address,address,address,uint256,uint256),bytes,uint256,address,bytes)',
    'function fillOtcOrder((address,address,uint128,uint128,address,address,address,uint256),(uint8,uint8,bytes32,bytes32),uint128)',
    'function fillOtcOrderWithEth((address,address,uint128,uint128,address,address,address,uint256),(uint8,uint8,bytes32,bytes32))',
  ])
  const order = [1n, BigInt(MAKER), 0n, BigInt(DAI), BigInt(USDC), 1000n, 500n, 0n] as const
  const rfq = [1n, DAI, USDC, MAKER, ZERO, 1000n, 500n] as const
  const otc = [DAI, USDC, 1000n, 500n, MAKER, ZERO, ZERO, 9n] as const
  const signature = [2, 27, WORD, WORD] as const

  test.each([
    [0n, 'in'],
    [1n << 255n, 'out'],
  ] as const)('1inch 6: the traits %s say which side the fill is of', (traits, exact) => {
    const amount = exact === 'in' ? 50n : 100n
    const input = encodeFunctionData({
      abi,
      functionName: 'fillOrder',
      args: [order, WORD, WORD, amount, traits],
    })
    expect(decode(INCH, input)).toMatchObject({
      problem: null,
      actions: [
        {
          swap: {
            protocol: '1inch',
            token_in: USDC,
            token_out: DAI,
            amount_in: '50',
            amount_out: '100',
            exact,
            recipient: SENDER,
          },
        },
      ],
    })
  })

  test('1inch RFQ: no amount fills the whole order, an amount part of it', () => {
    const fill = (flags: bigint) =>
      decode(INCH_V5, encodeFunctionData({ abi, functionName: 'fillOrderRFQ', args: [rfq, '0x12', flags] }))
        .actions
    expect(fill(0n)).toMatchObject([{ swap: { amount_in: '500', amount_out: '1000', exact: 'in' } }])
    expect(fill((1n << 255n) + 100n)).toMatchObject([
      { swap: { amount_in: '50', amount_out: '100', exact: 'out' } },
    ])
  })

  describe('of 1inch, filled for somebody else', () => {
    const long = [1n, DAI, USDC, MAKER, MAKER, ZERO, 1000n, 500n, 0n, '0x'] as const
    const fills = (to: Address) => [
      encodeFunctionData({ abi, functionName: 'fillOrderRFQTo', args: [rfq, '0x12', 0n, to] }),
      encodeFunctionData({
        abi,
        functionName: 'fillOrderRFQToWithPermit',
        args: [rfq, '0x12', 0n, to, '0x34'],
      }),
      encodeFunctionData({ abi, functionName: 'fillOrderTo', args: [long, '0x12', '0x', 0n, 500n, 0n, to] }),
      encodeFunctionData({
        abi,
        functionName: 'fillOrderToWithPermit',
        args: [long, '0x12', '0x', 0n, 500n, 0n, to, '0x34'],
      }),
    ]

    test('are received there; by the sender where nobody is named', () => {
      const swap = { token_in: USDC, token_out: DAI, amount_in: '500', amount_out: '1000' }
      for (const input of fills(address(RECIPIENT)))
        expect(decode(INCH_V5, input).actions).toMatchObject([{ swap: { ...swap, recipient: RECIPIENT } }])
      for (const input of fills(address(ZERO)))
        expect(decode(INCH_V5, input).actions).toMatchObject([{ swap: { ...swap, recipient: SENDER } }])
    })

    test('version 6 names who receives before its other arguments, where the traits say so', () => {
      const HAS_TARGET = 1n << 251n
      const filled = (traits: bigint, extra: Hex) => [
        encodeFunctionData({
          abi,
          functionName: 'fillOrderArgs',
          args: [order, WORD, WORD, 50n, traits, extra],
        }),
        encodeFunctionData({
          abi,
          functionName: 'fillContractOrderArgs',
          args: [order, '0x12', 50n, traits, extra],
        }),
      ]
      const recipients = (traits: bigint, extra: Hex) =>
        filled(traits, extra).flatMap((input) =>
          decode(INCH, input).actions.map((action) => action.type === 'swap' && action.swap.recipient),
        )
      expect(recipients(HAS_TARGET, concatHex([RECIPIENT, '0x3456']))).toEqual([RECIPIENT, RECIPIENT])
      expect(recipients(0n, concatHex([RECIPIENT, '0x3456']))).toEqual([SENDER, SENDER])
      expect(recipients(HAS_TARGET, '0x3456')).toEqual([null, null])
    })
  })

  test('0x: the taker pays, with the native coin where it is sent along', () => {
    const fill = encodeFunctionData({ abi, functionName: 'fillOtcOrder', args: [otc, signature, 50n] })
    expect(decode(ZERO_EX, fill).actions).toMatchObject([
      { native: 'none', swap: { token_in: USDC, token_out: DAI, amount_in: '50', amount_out: '100' } },
    ])
    const paid = encodeFunctionData({ abi, functionName: 'fillOtcOrderWithEth', args: [otc, signature] })
    expect(decode(ZERO_EX, paid, 250n).actions).toMatchObject([
      { native: 'in', swap: { token_in: WETH, token_out: DAI, amount_in: '250', amount_out: '500' } },
    ])
  })

  test('an order of nothing does not fit', () => {
    const empty = [DAI, USDC, 0n, 0n, MAKER, ZERO, ZERO, 9n] as const
    const input = encodeFunctionData({ abi, functionName: 'fillOtcOrder', args: [empty, signature, 50n] })
    expect(decode(ZERO_EX, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })
})

describe("0x's Settler", () => {
  const abi = parseAbi([
    'function execute((address,address,uint256) slippage, bytes[] actions, bytes32 tag)',
    'function exec(address operator, address token, uint256 amount, address target, bytes data)',
    'function TRANSFER_FROM(address recipient, ((address,uint256),uint256,uint256) permit, bytes sig)',
    'function transfer(address to, uint256 amount)',
  ])
  const pull = encodeFunctionData({
    abi,
    functionName: 'TRANSFER_FROM',
    args: [MAKER, [[DAI, 700n], 1n, 2n], '0x12'],
  })
  const execute = (buy: Address, least: bigint, actions: readonly Hex[] = ['0x12345678']) =>
    encodeFunctionData({ abi, functionName: 'execute', args: [[RECIPIENT, buy, least], actions, WORD] })
  const exec = (data: Hex, token: Address = DAI) =>
    encodeFunctionData({ abi, functionName: 'exec', args: [MAKER, token, 700n, MAKER, data] })

  test('the allowance says what is sold, the slippage what is bought', () => {
    expect(decode(HOLDER, exec(execute(USDC, 690n)))).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'swap',
          swap: {
            protocol: '0x-settler',
            token_in: DAI,
            token_out: USDC,
            amount_in: '700',
            amount_out: '690',
            recipient: RECIPIENT,
          },
        },
      ],
    })
  })

  test('without an allowance the first action says it, or the value', () => {
    expect(decode(UNKNOWN, execute(USDC, 690n, [pull])).actions).toMatchObject([
      { swap: { protocol: '0x-settler-like', token_in: DAI, amount_in: '700' } },
    ])
    expect(decode(UNKNOWN, execute(address(USDC), 690n), 55n).actions).toMatchObject([
      { native: 'in', swap: { token_in: WETH, amount_in: '55' } },
    ])
    expect(decode(UNKNOWN, execute(address(NATIVE), 690n)).actions).toMatchObject([
      { type: 'partial-swap', native: 'out', tokenIn: null, tokenOut: WETH, amountOut: '690' },
    ])
  })

  test('no slippage check is no limit that is known', () => {
    expect(decode(HOLDER, exec(execute(address(ZERO), 0n))).actions).toMatchObject([
      { type: 'partial-swap', tokenIn: DAI, tokenOut: null, amountOut: null },
    ])
  })

  test('another call behind an allowance is read as itself', () => {
    const transfer = encodeFunctionData({ abi, functionName: 'transfer', args: [RECIPIENT, 5n] })
    expect(decode(HOLDER, exec(transfer)).actions).toMatchObject([
      { type: 'transfer', token: MAKER, amount: '5' },
    ])
  })
})

describe("Odos' packed calldata", () => {
  const listed = '0x0007'
  const named = (token: string): Hex => concatHex(['0x0001', token as Hex]) // test data
  const amount = (value: bigint): Hex => {
    const bytes = toHex(value)
    return concatHex([
      toHex((bytes.length - 2) / 2, { size: 1 }),
      bytes.length % 2 === 0 ? bytes : `0x0${bytes.slice(2)}`,
    ])
  }
  const compact = (...parts: readonly Hex[]) => concatHex(['0x83bd37f9', ...parts])
  const tail: readonly Hex[] = [named(MAKER), '0x0000', named(RECIPIENT), '0x00000000', '0x01', WORD]
  const sold = amount(0x1234n)
  const quote = amount(0x100000n)

  test('addresses in place, amounts of any length, the limit out of quote and slippage', () => {
    expect(decode(ODOS, compact(named(DAI), named(USDC), sold, quote, '0x800000', ...tail))).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'swap',
          swap: {
            protocol: 'odos',
            token_in: DAI,
            token_out: USDC,
            amount_in: '4660',
            amount_out: String((0x100000n * (0xffffffn - 0x800000n)) / 0xffffffn),
            recipient: RECIPIENT,
          },
        },
      ],
    })
  })

  test('zero is the native coin, no amount all of it', () => {
    expect(
      decode(ODOS, compact('0x0000', named(USDC), '0x00', quote, '0x000000', ...tail), 700n).actions,
    ).toMatchObject([{ native: 'in', swap: { token_in: WETH, amount_in: '700' } }])
  })

  test("a number in the router's list is not a known token", () => {
    expect(decode(ODOS, compact(named(DAI), listed, sold, quote, '0x000000', ...tail)).actions).toMatchObject(
      [{ type: 'partial-swap', tokenIn: DAI, tokenOut: null, amountIn: '4660' }],
    )
  })

  test('cut off, or with a length beyond a word, it does not fit', () => {
    const whole = compact(named(DAI), named(USDC), sold, quote, '0x800000', ...tail)
    for (let length = 10; length < 220; length += 2) {
      expect(decode(ODOS, whole.slice(0, length))).toMatchObject({ actions: [], problem: 'malformed' })
    }
    const long = compact(named(DAI), named(USDC), '0x21', `0x${'00'.repeat(33)}`, quote, '0x800000', ...tail)
    expect(decode(ODOS, long)).toMatchObject({ actions: [], problem: 'malformed' })
  })
})

describe("1inch's packed pools", () => {
  const abi = parseAbi([
    'function unoswap(address,uint256,uint256,uint256[])',
    'function uniswapV3Swap(uint256,uint256,uint256[])',
    'function ethUnoswap(uint256,uint256)',
    'function unoswapTo2(uint256,uint256,uint256,uint256,uint256,uint256)',
  ])
  const pool = BigInt(MAKER)

  test('the token in is named, the token out only where it is unwrapped', () => {
    const swap = (last: bigint) =>
      decode(
        INCH_V5,
        encodeFunctionData({ abi, functionName: 'unoswap', args: [DAI, 700n, 690n, [pool, last]] }),
      ).actions
    expect(swap(pool)).toMatchObject([
      { type: 'partial-swap', pool: null, tokenIn: DAI, tokenOut: null, amountIn: '700', amountOut: '690' },
    ])
    expect(swap(pool | (1n << 254n))).toMatchObject([
      { type: 'swap', native: 'out', swap: { token_in: DAI, token_out: WETH } },
    ])
  })

  test('V3: bits of the first and last pool say wrapping and unwrapping', () => {
    const swap = (...pools: bigint[]) =>
      decode(
        INCH_V5,
        encodeFunctionData({ abi, functionName: 'uniswapV3Swap', args: [700n, 690n, pools] }),
        700n,
      ).actions
    expect(swap(pool | (1n << 254n))).toMatchObject([
      { type: 'partial-swap', pool: MAKER, native: 'in', tokenIn: WETH, tokenOut: null },
    ])
    expect(swap(pool, pool | (1n << 253n))).toMatchObject([
      { type: 'partial-swap', native: 'out', tokenIn: null, tokenOut: WETH },
    ])
  })

  test('version 6', () => {
    const eth = encodeFunctionData({ abi, functionName: 'ethUnoswap', args: [690n, pool] })
    expect(decode(INCH, eth, 700n).actions).toMatchObject([
      { type: 'partial-swap', pool: MAKER, native: 'in', tokenIn: WETH, amountIn: '700', amountOut: '690' },
    ])
    const args = [BigInt(RECIPIENT), BigInt(DAI), 700n, 690n, pool, pool | (1n << 252n)] as const
    expect(decode(INCH, encodeFunctionData({ abi, functionName: 'unoswapTo2', args })).actions).toMatchObject(
      [{ type: 'swap', native: 'out', swap: { token_in: DAI, token_out: WETH, recipient: RECIPIENT } }],
    )
  })

  test('no pools are no swap', () => {
    const none = encodeFunctionData({ abi, functionName: 'uniswapV3Swap', args: [700n, 690n, []] })
    expect(decode(INCH_V5, none)).toMatchObject({ actions: [], problem: 'malformed' })
  })
})
