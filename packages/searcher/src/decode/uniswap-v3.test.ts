import fc from 'fast-check'
import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { addresses, amounts, deadlines, feePaths, packPath } from '../../test/support/arbitraries.ts'
import {
  DAI,
  decode,
  SENDER,
  SWAP_ROUTER,
  SWAP_ROUTER_02,
  UNKNOWN,
  USDC,
  WETH,
} from '../../test/support/transactions.ts'

const router = parseAbi([
  'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amount; uint256 limit; uint160 sqrtPriceLimitX96; }',
  'struct Path { bytes path; address recipient; uint256 deadline; uint256 amount; uint256 limit; }',
  'function exactInputSingle(Single params) payable',
  'function exactOutputSingle(Single params) payable',
  'function exactInput(Path params) payable',
  'function exactOutput(Path params) payable',
])
const router02 = parseAbi([
  'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amount; uint256 limit; uint160 sqrtPriceLimitX96; }',
  'struct Path { bytes path; address recipient; uint256 amount; uint256 limit; }',
  'function exactInputSingle(Single params) payable',
  'function exactOutputSingle(Single params) payable',
  'function exactInput(Path params) payable',
  'function exactOutput(Path params) payable',
])

const sample = fc.record({
  route: feePaths,
  amount: amounts,
  limit: amounts,
  recipient: addresses,
  deadline: deadlines,
})

function expected(
  value: {
    readonly route: { readonly path: readonly string[]; readonly fees: readonly number[] }
    readonly amount: bigint
    readonly limit: bigint
    readonly recipient: string
    readonly deadline: bigint
  },
  exact: 'in' | 'out',
  hasDeadline: boolean,
) {
  return {
    type: 'swap',
    native: 'none',
    swap: {
      protocol: 'uniswap-v3',
      token_in: value.route.path[0],
      token_out: value.route.path.at(-1),
      amount_in: String(exact === 'in' ? value.amount : value.limit),
      amount_out: String(exact === 'in' ? value.limit : value.amount),
      exact,
      path: value.route.path,
      fees: value.route.fees,
      recipient: value.recipient,
      deadline: hasDeadline ? Number(value.deadline) : null,
    },
  }
}

describe.each([
  ['SwapRouter', SWAP_ROUTER, true],
  ['SwapRouter02', SWAP_ROUTER_02, false],
] as const)('%s', (_, to, hasDeadline) => {
  test.each([
    ['exactInput', 'in'],
    ['exactOutput', 'out'],
  ] as const)('%s round-trips, its path in order of the trade', (functionName, exact) => {
    fc.assert(
      fc.property(sample, (value) => {
        const { path, fees } = value.route
        const packed = exact === 'in' ? packPath(path, fees) : packPath(path.toReversed(), fees.toReversed())
        const { recipient, amount, limit, deadline } = value
        const input: Hex = hasDeadline
          ? encodeFunctionData({
              abi: router,
              functionName,
              args: [{ path: packed, recipient, deadline, amount, limit }],
            })
          : encodeFunctionData({
              abi: router02,
              functionName,
              args: [{ path: packed, recipient, amount, limit }],
            })
        const { actions, problem } = decode(to, input)
        expect(problem).toBeNull()
        expect(actions).toEqual([expected(value, exact, hasDeadline)])
      }),
      { numRuns: 40 },
    )
  })

  test.each([
    ['exactInputSingle', 'in'],
    ['exactOutputSingle', 'out'],
  ] as const)('%s round-trips', (functionName, exact) => {
    const single = sample.filter(({ route }) => route.path.length === 2)
    fc.assert(
      fc.property(single, (value) => {
        const [tokenIn, tokenOut] = value.route.path
        const fee = value.route.fees[0]
        if (tokenIn === undefined || tokenOut === undefined || fee === undefined) throw new Error('no pool')
        const { recipient, amount, limit, deadline } = value
        const common = { tokenIn, tokenOut, fee, recipient, amount, limit, sqrtPriceLimitX96: 0n }
        const input: Hex = hasDeadline
          ? encodeFunctionData({ abi: router, functionName, args: [{ ...common, deadline }] })
          : encodeFunctionData({ abi: router02, functionName, args: [common] })
        const { actions, problem } = decode(to, input)
        expect(problem).toBeNull()
        expect(actions).toEqual([expected(value, exact, hasDeadline)])
      }),
      { numRuns: 40 },
    )
  })
})

describe('placeholders', () => {
  const single = { tokenIn: USDC, tokenOut: WETH, fee: 500, amount: 0n, limit: 9n, sqrtPriceLimitX96: 0n }

  test('SwapRouter02 may trade what it holds, for the sender or for itself', () => {
    const swap = (recipient: Hex) =>
      decode(
        SWAP_ROUTER_02,
        encodeFunctionData({
          abi: router02,
          functionName: 'exactInputSingle',
          args: [{ ...single, recipient }],
        }),
      ).actions
    expect(swap('0x0000000000000000000000000000000000000001')).toMatchObject([
      { swap: { amount_in: null, recipient: SENDER } },
    ])
    expect(swap('0x0000000000000000000000000000000000000002')).toMatchObject([{ swap: { recipient: null } }])
  })

  test('the first router reads the zero address as itself, and an amount of zero as zero', () => {
    const input = encodeFunctionData({
      abi: router,
      functionName: 'exactInputSingle',
      args: [{ ...single, deadline: 1n, recipient: '0x0000000000000000000000000000000000000000' }],
    })
    expect(decode(SWAP_ROUTER, input).actions).toMatchObject([{ swap: { amount_in: '0', recipient: null } }])
  })
})

test('at an unknown address only the resemblance is stated', () => {
  const input = encodeFunctionData({
    abi: router02,
    functionName: 'exactInput',
    args: [{ path: packPath([USDC, WETH], [500]), recipient: DAI, amount: 1n, limit: 1n }],
  })
  expect(decode(UNKNOWN, input).actions).toMatchObject([{ swap: { protocol: 'uniswap-v3-like' } }])
})

test.each([
  ['a path with half a hop', '0x1234'],
  ['a path of one token', USDC],
  ['a pool of a token with itself', packPath([USDC, USDC], [500])],
  ['an empty path', '0x'],
] as const)('%s is not a swap', (_, path) => {
  const input = encodeFunctionData({
    abi: router02,
    functionName: 'exactInput',
    args: [{ path, recipient: DAI, amount: 1n, limit: 1n }],
  })
  expect(decode(SWAP_ROUTER_02, input)).toMatchObject({ actions: [], problem: 'malformed' })
})
