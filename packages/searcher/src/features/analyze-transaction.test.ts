import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  body,
  DAI,
  mainnet,
  SENDER,
  SWAP_ROUTER_02,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'
import { createProtocolRegistry } from '../registry/protocol-registry.ts'
import { analyzeTransaction } from './analyze-transaction.ts'

const ETHER = 10n ** 18n
const v2 = parseAbi([
  'function swapExactETHForTokens(uint256,address[],address,uint256) payable',
  'function swapExactTokensForETH(uint256,uint256,address[],address,uint256)',
  'function swapExactTokensForTokens(uint256,uint256,address[],address,uint256)',
  'function swapTokensForExactTokens(uint256,uint256,address[],address,uint256)',
])
const router02 = parseAbi([
  'function exactInputSingle((address,address,uint24,address,uint256,uint256,uint160)) payable',
  'function unwrapWETH9(uint256,address) payable',
  'function multicall(bytes[]) payable',
])
const erc20 = parseAbi(['function transfer(address,uint256)'])

const analyze = (to: string | null, input: string, value = 0n) =>
  analyzeTransaction(body({ to, input, value_wei: String(value) }), mainnet, null)
const buy = (value: bigint, leastOut: bigint) =>
  analyze(
    V2_ROUTER,
    encodeFunctionData({
      abi: v2,
      functionName: 'swapExactETHForTokens',
      args: [leastOut, [WETH, USDC], SENDER, 1n],
    }),
    value,
  )
const sell = (leastOut: bigint) =>
  analyze(
    V2_ROUTER,
    encodeFunctionData({
      abi: v2,
      functionName: 'swapExactTokensForETH',
      args: [5n, leastOut, [USDC, WETH], SENDER, 1n],
    }),
  )

describe('value at stake', () => {
  test('of a swap that pays the native coin is what it pays', () => {
    expect(buy(ETHER / 2n, 1n).nativeValue).toBe(0.5)
  })

  test('of a swap that receives it is the least it accepts', () => {
    expect(sell(2n * ETHER).nativeValue).toBe(2)
  })

  test('is unknown where the path does not begin or end with it, or the limit says nothing', () => {
    const input = encodeFunctionData({
      abi: v2,
      functionName: 'swapExactTokensForTokens',
      args: [ETHER, ETHER, [USDC, WETH, DAI], SENDER, 1n],
    })
    expect(analyze(V2_ROUTER, input).nativeValue).toBeNull()
    expect(sell(0n).nativeValue).toBeNull()
  })

  test('is unknown where "no limit" is written as a huge amount', () => {
    const input = encodeFunctionData({
      abi: v2,
      functionName: 'swapTokensForExactTokens',
      args: [5n, 2n ** 256n - 1n, [WETH, USDC], SENDER, 1n],
    })
    expect(analyze(V2_ROUTER, input).nativeValue).toBeNull()
  })

  test('takes the limit of the unwrapping where the swap leaves it to that', () => {
    const { nativeValue, limit } = routed(0n, 3n * ETHER)
    expect(nativeValue).toBe(3)
    expect(limit).toBe('set')
  })

  test('needs no registry where the function itself names the native coin', () => {
    const input = encodeFunctionData({
      abi: v2,
      functionName: 'swapExactETHForTokens',
      args: [1n, [DAI, USDC], SENDER, 1n],
    })
    const transaction = body({ to: UNKNOWN, input, value_wei: String(ETHER) })
    const nothing = createProtocolRegistry([]).chain(77)
    expect(analyzeTransaction(transaction, nothing, null)).toMatchObject({
      nativeValue: 1,
      features: { protocol: 'uniswap-v2-like', category: 'swap' },
    })
  })
})

describe('limit', () => {
  test('is none where any amount out is accepted', () => {
    expect(buy(ETHER, 0n).limit).toBe('none')
    expect(buy(ETHER, 1n).limit).toBe('none')
    expect(buy(ETHER, 2n).limit).toBe('set')
    expect(routed(0n, 0n).limit).toBe('none')
  })

  test('is unknown where the router keeps the proceeds and nothing hands them out', () => {
    expect(routed(0n, null).limit).toBe('unknown')
  })
})

describe('features', () => {
  test('of a swap', () => {
    expect(buy(ETHER, 5n).features).toMatchObject({
      protocol: 'uniswap-v2',
      category: 'swap',
      mev_score: 60,
      urgency_score: 50,
      method_selector: '0x7ff36ab5',
      swaps: [{ amount_in: String(ETHER), amount_out: '5' }],
    })
  })

  test('the score grows with the value, and with the lack of a limit', () => {
    const scores = [ETHER / 100n, ETHER / 10n, ETHER, 10n * ETHER, 1_000n * ETHER].map(
      (value) => buy(value, 5n).features.mev_score,
    )
    expect(scores).toEqual([20, 40, 60, 80, 80])
    expect(buy(1_000n * ETHER, 0n).features.mev_score).toBe(100)
    expect(sell(0n).features.mev_score).toBe(50)
  })

  test('of everyday transactions', () => {
    const transfer = encodeFunctionData({ abi: erc20, functionName: 'transfer', args: [DAI, 1n] })
    const cases = [
      [UNKNOWN, '0x', 'native', 'transfer'],
      [USDC, transfer, 'erc20', 'transfer'],
      [UNKNOWN, transfer, 'erc20', 'transfer'],
      [null, '0x60', 'none', 'deploy'],
      [UNKNOWN, '0xdeadbeef', 'unknown', 'unknown'],
      [V2_ROUTER, '0xdeadbeef', 'uniswap-v2', 'unknown'],
    ] as const
    for (const [to, input, protocol, category] of cases) {
      expect(analyze(to, input).features).toMatchObject({ protocol, category, mev_score: 0, swaps: [] })
    }
  })

  test('a contract of known role and unknown interface has the category of its role', () => {
    const registry = createProtocolRegistry([
      {
        chains: [
          {
            chain_id: 1,
            tokens: [],
            contracts: [{ address: UNKNOWN, protocol: 'my-bridge', role: 'bridge', source: 'test' }],
          },
        ],
      },
    ])
    const { features } = analyzeTransaction(body({ input: '0xdeadbeef' }), registry.chain(1), null)
    expect(features).toMatchObject({ protocol: 'my-bridge', category: 'bridge' })
  })
})

/** A swap whose proceeds the router keeps, and optionally the unwrapping that hands them out. */
function routed(leastOut: bigint, unwrapLeast: bigint | null) {
  const calls: Hex[] = [
    encodeFunctionData({
      abi: router02,
      functionName: 'exactInputSingle',
      args: [[USDC, WETH, 500, '0x0000000000000000000000000000000000000002', 9n, leastOut, 0n]],
    }),
  ]
  if (unwrapLeast !== null) {
    calls.push(
      encodeFunctionData({ abi: router02, functionName: 'unwrapWETH9', args: [unwrapLeast, SENDER] }),
    )
  }
  return analyze(
    SWAP_ROUTER_02,
    encodeFunctionData({ abi: router02, functionName: 'multicall', args: [calls] }),
  )
}
