import type { Address } from '@org/events'
import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { DAI, decode, SENDER, UNKNOWN, USDC, WETH } from '../../test/support/transactions.ts'

const EXECUTOR = '0xe1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1'
const RECIPIENT = '0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e'
const NATIVE = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'
const ZERO = '0x0000000000000000000000000000000000000000'
const WORD: Hex = `0x${'00'.repeat(32)}`
const UUID: Hex = `0x${'11'.repeat(16)}`

const abi = parseAbi([
  'function swap(address executor, (address,address,address,address,uint256,uint256,uint256,bytes) desc, bytes data)',
  'function swap(address executor, (address,address,address,address,uint256,uint256,uint256) desc, bytes permit, bytes data)',
  'function swap(address executor, (address,address,address,address,uint256,uint256,uint256) desc, bytes data)',
  'function clipperSwap(address,uint256,address,uint256,uint256,uint256,bytes32,bytes32)',
  'function swap((address,address,bytes,(address,address,address[],uint256[],address[],uint256[],address,uint256,uint256,uint256,bytes),bytes))',
  'function swapSimpleMode(address,(address,address,address[],uint256[],address[],uint256[],address,uint256,uint256,uint256,bytes),bytes,bytes)',
  'function swap((address,uint256,address,address,uint256,uint256,address),bytes,address,uint32)',
  'function simpleSwap((address,address,uint256,uint256,uint256,address[],bytes,uint256[],uint256[],address,address,uint256,bytes,uint256,bytes16))',
  'function megaSwap((address,uint256,uint256,uint256,address,(uint256,(address,uint256,(address,uint256,uint256,(uint256,address,uint256,bytes,uint256)[])[])[])[],address,uint256,bytes,uint256,bytes16))',
  'function swapExactAmountIn(address,(address,address,uint256,uint256,uint256,bytes32,address),uint256,bytes,bytes)',
  'function swapExactAmountOutOnUniswapV3((address,address,uint256,uint256,uint256,bytes32,address,bytes),uint256,bytes)',
  'function swapTokensSingleV3ERC20ToNative(bytes32,string,string,address,uint256,(address,address,address,address,uint256,bytes,bool))',
  'function swapTokensGeneric(bytes32,string,string,address,uint256,(address,address,address,address,uint256,bytes,bool)[])',
  'function transformERC20(address,address,uint256,uint256,(uint32,bytes)[])',
  'function multiplexBatchSellEthForToken(address,(uint8,uint256,bytes)[],uint256)',
  'function swap(address,(address,address,address,address,uint256,uint256,uint256,uint256,address,bytes),(uint256,uint256,uint256,bytes)[])',
  'function processRoute(address,uint256,address,uint256,address,bytes)',
  'function swap(string,address,uint256,bytes)',
  'function snwap(address,uint256,address,address,uint256,address,bytes)',
  'function swapSingleTokenExactOut(address,address,address,uint256,uint256,uint256,bool,bytes)',
])

const INCH = address('0x111111125421cA6dc452d289314280a0f8842A65')
const INCH_V5 = address('0x1111111254EEB25477B68fb85Ed929f73A960582')
const INCH_V4 = address('0x1111111254fb6c44bAC0beD2854e76F90643097d')
const KYBER = address('0x6131B5fae19EA4f9D964eAc0408E4408b66337b5')
const ODOS = address('0xCf5540fFFCdC3d510B18bFcA6d2b9987b0772559')
const PARASWAP = address('0xDEF171Fe48CF0115B1d80b88dc8eAB59176FEe57')
const PARASWAP_V6 = address('0x6A000F20005980200259B80c5102003040001068')
const LIFI = address('0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE')
const ZERO_EX = address('0xDef1C0ded9bec7F1a1670819833240f027b25EfF')
const OPEN_OCEAN = address('0x6352a56caadC4F1E25CD6c75970Fa768A3304e64')
const METAMASK = address('0x881D40237659C251811CEC9c364ef91dC08D300C')

function address(text: string): Address {
  return text.toLowerCase() as Address // test data
}

/** Calldata of the function whose signature the arguments fit. */
function call(functionName: string, args: readonly unknown[]): Hex {
  // The names are overloaded: which function is meant is told by the arguments, which no static type can say here.
  return encodeFunctionData({ abi, functionName, args } as never)
}

const kyberDesc = [DAI, USDC, [EXECUTOR], [7n], [], [], RECIPIENT, 700n, 690n, 1n, '0x'] as const
const lifiStep = (from: string, to: string) => [EXECUTOR, EXECUTOR, from, to, 700n, '0x1234', true] as const

interface Expected {
  readonly token_in?: string
  readonly token_out?: string
  readonly amount_in?: string | null
  readonly exact?: 'in' | 'out'
  readonly recipient?: string
  readonly deadline?: number | null
  readonly native?: 'in' | 'out' | 'none'
}

const cases: readonly [string, string, Address, Hex, Expected][] = [
  [
    '1inch 4',
    '1inch',
    INCH_V4,
    call('swap', [EXECUTOR, [DAI, USDC, EXECUTOR, RECIPIENT, 700n, 690n, 4n, '0x'], '0x12']),
    {},
  ],
  [
    '1inch 5',
    '1inch',
    INCH_V5,
    call('swap', [EXECUTOR, [DAI, USDC, EXECUTOR, RECIPIENT, 700n, 690n, 4n], '0x', '0x12']),
    {},
  ],
  [
    '1inch 6, to the sender',
    '1inch',
    INCH,
    call('swap', [EXECUTOR, [DAI, USDC, EXECUTOR, ZERO, 700n, 690n, 4n], '0x12']),
    { recipient: SENDER },
  ],
  [
    '1inch 6, native in',
    '1inch',
    INCH,
    call('swap', [EXECUTOR, [NATIVE, USDC, EXECUTOR, RECIPIENT, 700n, 690n, 4n], '0x12']),
    { token_in: WETH, native: 'in' },
  ],
  [
    '1inch 6, Clipper with flags above the token',
    '1inch',
    INCH,
    call('clipperSwap', [EXECUTOR, BigInt(DAI) | (1n << 250n), USDC, 700n, 690n, 99n, WORD, WORD]),
    { recipient: SENDER },
  ],
  ['Kyber', 'kyberswap', KYBER, call('swap', [[EXECUTOR, EXECUTOR, '0x1234', kyberDesc, '0x']]), {}],
  [
    'Kyber, simple mode',
    'kyberswap',
    KYBER,
    call('swapSimpleMode', [EXECUTOR, kyberDesc, '0x1234', '0x']),
    {},
  ],
  [
    'Odos',
    'odos',
    ODOS,
    call('swap', [[DAI, 700n, EXECUTOR, USDC, 695n, 690n, RECIPIENT], '0x1234', EXECUTOR, 0]),
    {},
  ],
  [
    'Odos, all of a token',
    'odos',
    ODOS,
    call('swap', [[DAI, 0n, EXECUTOR, USDC, 695n, 690n, RECIPIENT], '0x1234', EXECUTOR, 0]),
    { amount_in: null },
  ],
  [
    'Odos, native out',
    'odos',
    ODOS,
    call('swap', [[DAI, 700n, EXECUTOR, ZERO, 695n, 690n, RECIPIENT], '0x1234', EXECUTOR, 0]),
    { token_out: WETH, native: 'out' },
  ],
  [
    'Paraswap 5',
    'paraswap',
    PARASWAP,
    call('simpleSwap', [
      [DAI, USDC, 700n, 690n, 695n, [], '0x', [], [], RECIPIENT, ZERO, 0n, '0x', 99n, UUID],
    ]),
    { deadline: 99 },
  ],
  [
    'Paraswap 6',
    'paraswap',
    PARASWAP_V6,
    call('swapExactAmountIn', [EXECUTOR, [DAI, USDC, 700n, 690n, 695n, WORD, RECIPIENT], 0n, '0x', '0x12']),
    {},
  ],
  [
    'Paraswap 6, exact out on V3',
    'paraswap',
    PARASWAP_V6,
    call('swapExactAmountOutOnUniswapV3', [[DAI, USDC, 700n, 690n, 695n, WORD, ZERO, '0x12'], 0n, '0x']),
    { exact: 'out', recipient: SENDER },
  ],
  [
    'LI.FI',
    'lifi',
    LIFI,
    call('swapTokensSingleV3ERC20ToNative', [WORD, 'a', 'b', RECIPIENT, 690n, lifiStep(DAI, ZERO)]),
    { token_out: WETH, native: 'out' },
  ],
  [
    'LI.FI, several steps',
    'lifi',
    LIFI,
    call('swapTokensGeneric', [WORD, 'a', 'b', RECIPIENT, 690n, [lifiStep(DAI, WETH), lifiStep(WETH, USDC)]]),
    {},
  ],
  ['0x', '0x', ZERO_EX, call('transformERC20', [DAI, USDC, 700n, 690n, []]), { recipient: SENDER }],
  [
    '0x, batch for the native coin',
    '0x',
    ZERO_EX,
    call('multiplexBatchSellEthForToken', [USDC, [], 690n]),
    { token_in: WETH, native: 'in', recipient: SENDER },
  ],
  [
    'OpenOcean',
    'openocean',
    OPEN_OCEAN,
    call('swap', [EXECUTOR, [DAI, USDC, EXECUTOR, RECIPIENT, 700n, 690n, 695n, 0n, ZERO, '0x'], []]),
    {},
  ],
  [
    'MetaMask',
    'metamask-swaps',
    METAMASK,
    call('swap', ['oneInchV5', DAI, 700n, concat(DAI, USDC, 700n, 690n)]),
    { recipient: SENDER },
  ],
  [
    'SushiSwap',
    'sushiswap',
    address('0xac4c6e212a361c968f1725b4d055b47e63f80b75'),
    call('snwap', [DAI, 700n, RECIPIENT, USDC, 690n, EXECUTOR, '0x1234']),
    {},
  ],
  [
    'Balancer 3, exact out',
    'balancer-v3',
    address('0xae563e3f8219521950555f5962419c8919758ea2'),
    call('swapSingleTokenExactOut', [EXECUTOR, DAI, USDC, 690n, 700n, 99n, false, '0x']),
    { exact: 'out', recipient: SENDER, deadline: 99 },
  ],
]

function concat(...values: readonly (string | bigint)[]): Hex {
  return `0x${values.map((value) => BigInt(value).toString(16).padStart(64, '0')).join('')}`
}

describe('swaps of aggregators', () => {
  test.each(cases)('%s', (_, protocol, to, input, expected) => {
    const { native, ...swap } = expected
    expect(decode(to, input, 700n)).toEqual({
      contract: expect.objectContaining({ address: to, protocol }),
      problem: null,
      actions: [
        {
          type: 'swap',
          native: native ?? 'none',
          swap: {
            protocol,
            token_in: DAI,
            token_out: USDC,
            amount_in: '700',
            amount_out: '690',
            exact: 'in',
            path: [expected.token_in ?? DAI, expected.token_out ?? USDC],
            fees: [],
            recipient: RECIPIENT,
            deadline: null,
            ...swap,
          },
        },
      ],
    })
  })

  test.each(cases)('%s, at an address that nobody knows, by resemblance', (_, protocol, __, input) => {
    expect(decode(UNKNOWN, input, 700n)).toMatchObject({
      problem: null,
      actions: [{ type: 'swap', swap: { protocol: `${protocol}-like`, amount_out: '690' } }],
    })
  })

  test('what does not name the token out is a swap in part', () => {
    const data = [DAI, 700n, 690n, 695n, RECIPIENT, [], ZERO, 0n, '0x', 99n, UUID]
    expect(decode(PARASWAP, call('megaSwap', [data]))).toMatchObject({
      problem: null,
      actions: [
        {
          type: 'partial-swap',
          tokenIn: DAI,
          tokenOut: null,
          amountIn: '700',
          amountOut: '690',
          deadline: 99,
        },
      ],
    })
  })

  test('data of MetaMask that begins otherwise names the token in alone', () => {
    expect(decode(METAMASK, call('swap', ['other', DAI, 700n, concat(5n, USDC, 700n, 690n)]))).toMatchObject({
      actions: [{ type: 'partial-swap', tokenIn: DAI, tokenOut: null, amountIn: '700', amountOut: null }],
    })
  })

  test('native coin against its own token is wrapped, not traded', () => {
    const input = call('swap', [EXECUTOR, [NATIVE, WETH, EXECUTOR, RECIPIENT, 700n, 700n, 4n], '0x'])
    expect(decode(INCH, input, 700n).actions).toEqual([{ type: 'wrap', amount: '700' }])
  })

  test('a token against itself does not fit', () => {
    const input = call('swap', [EXECUTOR, [DAI, DAI, EXECUTOR, RECIPIENT, 700n, 700n, 4n], '0x'])
    expect(decode(INCH, input)).toMatchObject({ actions: [], problem: 'malformed' })
    expect(decode(UNKNOWN, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('cut off anywhere, it is no swap with made-up figures', () => {
    for (const [, , to, input] of cases) {
      for (let length = 10; length < 10 + 64 * 4; length += 32) {
        for (const action of decode(to, input.slice(0, length)).actions) {
          if (action.type !== 'swap') continue
          expect(action.swap.amount_out).toBe('690')
        }
      }
    }
  })
})

test('OKX: orders along a graph of pools name the same request; wrapping names its side in the highest bit', () => {
  const router = address('0x5e1f62dac767b0491e3ce72469c217365d5b48cc')
  const dag = parseAbi([
    'function dagSwapByOrderId(uint256,(uint256,address,uint256,uint256,uint256),(address[],address[],uint256[],bytes[],uint256)[])',
    'function dagSwapTo(uint256,address,(uint256,address,uint256,uint256,uint256),(address[],address[],uint256[],bytes[],uint256)[])',
    'function swapWrap(uint256,uint256)',
  ])
  const request = [BigInt(USDC), DAI, 700n, 690n, 99n] as const
  const path = [[], [], [], [], BigInt(USDC)] as const
  const swap = {
    protocol: 'okx-dex',
    token_in: USDC,
    token_out: DAI,
    amount_in: '700',
    amount_out: '690',
    deadline: 99,
  }
  const own = encodeFunctionData({ abi: dag, functionName: 'dagSwapByOrderId', args: [5n, request, [path]] })
  expect(decode(router, own).actions).toMatchObject([{ swap: { ...swap, recipient: SENDER } }])
  const to = encodeFunctionData({
    abi: dag,
    functionName: 'dagSwapTo',
    args: [5n, RECIPIENT, request, [path]],
  })
  expect(decode(router, to).actions).toMatchObject([{ swap: { ...swap, recipient: RECIPIENT } }])
  const wrap = (order: bigint) =>
    encodeFunctionData({ abi: dag, functionName: 'swapWrap', args: [5n, order] })
  expect(decode(router, wrap(77n)).actions).toEqual([{ type: 'wrap', amount: '77' }])
  expect(decode(router, wrap((1n << 255n) + 77n)).actions).toEqual([{ type: 'unwrap', amount: '77' }])
})

test('1inch: the action after a permit is read as the call that it is', () => {
  const abi = parseAbi([
    'function permitAndCall(bytes,bytes)',
    'function unoswap(uint256,uint256,uint256,uint256)',
  ])
  const action = encodeFunctionData({
    abi,
    functionName: 'unoswap',
    args: [BigInt(USDC), 700n, 690n, (1n << 255n) + 5n],
  })
  const input = encodeFunctionData({ abi, functionName: 'permitAndCall', args: ['0x1234', action] })
  expect(decode(INCH, input)).toEqual(decode(INCH, action))
  const nothing = encodeFunctionData({ abi, functionName: 'permitAndCall', args: ['0x1234', '0x12345678'] })
  expect(decode(UNKNOWN, nothing)).toMatchObject({ actions: [], problem: 'unknown_call' })
})
