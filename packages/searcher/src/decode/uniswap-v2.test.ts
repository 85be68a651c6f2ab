import fc from 'fast-check'
import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { addresses, amounts, deadlines, paths } from '../../test/support/arbitraries.ts'
import {
  DAI,
  decode,
  SENDER,
  SUSHI_ROUTER,
  SWAP_ROUTER_02,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'

const router = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to, uint256 deadline)',
  'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapTokensForExactETH(uint256 amountOut, uint256 amountInMax, address[] path, address to, uint256 deadline)',
  'function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapETHForExactTokens(uint256 amountOut, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForETHSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
])
const router02 = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to) payable',
  'function swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to) payable',
])

const sample = fc.record({
  first: amounts,
  second: amounts,
  path: paths,
  to: addresses,
  deadline: deadlines,
  value: amounts,
})

describe('the nine swap functions of the V2 router', () => {
  const cases = [
    ['swapExactTokensForTokens', 'in', 'none'],
    ['swapTokensForExactTokens', 'out', 'none'],
    ['swapTokensForExactETH', 'out', 'out'],
    ['swapExactTokensForETH', 'in', 'out'],
    ['swapExactTokensForTokensSupportingFeeOnTransferTokens', 'in', 'none'],
    ['swapExactTokensForETHSupportingFeeOnTransferTokens', 'in', 'out'],
  ] as const
  test.each(cases)('%s round-trips', (functionName, exact, native) => {
    fc.assert(
      fc.property(sample, ({ first, second, path, to, deadline }) => {
        const args = [first, second, path, to, deadline] as const
        const { actions, problem } = decode(
          V2_ROUTER,
          encodeFunctionData({ abi: router, functionName, args }),
        )
        expect(problem).toBeNull()
        expect(actions).toEqual([
          {
            type: 'swap',
            native,
            swap: {
              protocol: 'uniswap-v2',
              token_in: path[0],
              token_out: path.at(-1),
              amount_in: String(exact === 'in' ? first : second),
              amount_out: String(exact === 'in' ? second : first),
              exact,
              path,
              fees: [],
              recipient: to,
              deadline: Number(deadline),
            },
          },
        ])
      }),
      { numRuns: 40 },
    )
  })

  const payable = [
    ['swapExactETHForTokens', 'in'],
    ['swapETHForExactTokens', 'out'],
    ['swapExactETHForTokensSupportingFeeOnTransferTokens', 'in'],
  ] as const
  test.each(payable)('%s takes its amount in from the value of the transaction', (functionName, exact) => {
    fc.assert(
      fc.property(sample, ({ first, path, to, deadline, value }) => {
        const args = [first, path, to, deadline] as const
        const input = encodeFunctionData({ abi: router, functionName, args })
        const { actions, problem } = decode(V2_ROUTER, input, value)
        expect(problem).toBeNull()
        expect(actions).toMatchObject([
          {
            native: 'in',
            swap: { amount_in: String(value), amount_out: String(first), exact, path, recipient: to },
          },
        ])
      }),
      { numRuns: 40 },
    )
  })
})

describe('the V2 functions of SwapRouter02', () => {
  test.each([
    ['swapExactTokensForTokens', 'in'],
    ['swapTokensForExactTokens', 'out'],
  ] as const)('%s round-trips, without a deadline', (functionName, exact) => {
    fc.assert(
      fc.property(sample, ({ first, second, path, to }) => {
        const args = [first, second, path, to] as const
        const input = encodeFunctionData({ abi: router02, functionName, args })
        expect(decode(SWAP_ROUTER_02, input).actions).toMatchObject([
          {
            native: 'none',
            swap: {
              protocol: 'uniswap-v2',
              amount_in: String(exact === 'in' ? first : second),
              amount_out: String(exact === 'in' ? second : first),
              exact,
              path,
              recipient: to,
              deadline: null,
            },
          },
        ])
      }),
      { numRuns: 40 },
    )
  })

  test('an amount in of zero is what the router holds, so unknown; the placeholders name sender and router', () => {
    const swap = (to: `0x${string}`) =>
      decode(
        SWAP_ROUTER_02,
        encodeFunctionData({
          abi: router02,
          functionName: 'swapExactTokensForTokens',
          args: [0n, 5n, [USDC, WETH], to],
        }),
      ).actions
    expect(swap('0x0000000000000000000000000000000000000001')).toMatchObject([
      { swap: { amount_in: null, amount_out: '5', recipient: SENDER } },
    ])
    expect(swap('0x0000000000000000000000000000000000000002')).toMatchObject([{ swap: { recipient: null } }])
  })
})

describe('whose pools', () => {
  const input = encodeFunctionData({
    abi: router,
    functionName: 'swapExactTokensForTokens',
    args: [1n, 1n, [USDC, WETH], DAI, 1n],
  })

  test('a fork that the registry knows is named', () => {
    expect(decode(SUSHI_ROUTER, input).actions).toMatchObject([{ swap: { protocol: 'sushiswap-v2' } }])
  })

  test('at an unknown address only the resemblance is stated', () => {
    expect(decode(UNKNOWN, input).actions).toMatchObject([{ swap: { protocol: 'uniswap-v2-like' } }])
  })

  test('a contract with another interface is not believed to have the function', () => {
    expect(decode(USDC, input)).toMatchObject({ actions: [], problem: 'unknown_call' })
  })
})

describe('what does not fit is not a swap', () => {
  const encode = (path: `0x${string}`[]): string =>
    encodeFunctionData({
      abi: router,
      functionName: 'swapExactTokensForTokens',
      args: [1n, 1n, path, DAI, 1n],
    })
  const good = encode([USDC, WETH])

  test.each([
    ['an empty path', encode([])],
    ['a path of one token', encode([USDC])],
    ['a token traded against itself', encode([USDC, USDC])],
    ['the zero address as a token', encode([USDC, '0x0000000000000000000000000000000000000000'])],
    ['truncated calldata', good.slice(0, -2)],
    ['a selector alone', good.slice(0, 10)],
    ['a recipient with dirty upper bytes', replaceWord(good, 3, `ff${'0'.repeat(62)}`)],
    ['a path offset beyond the end', replaceWord(good, 2, 'ffff'.padStart(64, '0'))],
    ['a path length beyond the end', replaceWord(good, 5, 'ff'.padStart(64, '0'))],
    ['a gigantic path length', replaceWord(good, 5, 'f'.repeat(64))],
  ])('%s', (_, input) => {
    expect(decode(V2_ROUTER, input)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('a path beyond the bound says so', () => {
    const long = Array.from({ length: 17 }, (_, index) => (index % 2 === 0 ? USDC : WETH))
    expect(decode(V2_ROUTER, encode(long))).toMatchObject({ actions: [], problem: 'path_limit' })
  })

  test('a deadline beyond 2^53 is unknown, not wrong', () => {
    const input = replaceWord(good, 4, 'f'.repeat(64))
    expect(decode(V2_ROUTER, input).actions).toMatchObject([{ swap: { deadline: null } }])
  })
})

function replaceWord(input: string, index: number, word: string): string {
  const at = 10 + index * 64
  return input.slice(0, at) + word + input.slice(at + 64)
}
