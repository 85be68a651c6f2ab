import type { Address } from '@org/events'
import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseAbiParameters,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { packPath } from '../../test/support/arbitraries.ts'
import {
  body,
  DAI,
  mainnet,
  SENDER,
  SWAP_ROUTER_02,
  UNIVERSAL_ROUTER,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'
import { analyzeTransaction } from './analyze-transaction.ts'

const ETHER = 10n ** 18n
const NATIVE: Hex = `0x${'0'.repeat(40)}`
const THE_SENDER: Hex = `0x${'0'.repeat(39)}1`
const ITSELF: Hex = `0x${'0'.repeat(39)}2`
const ALL = 2n ** 255n

const limitOf = (to: Hex, input: Hex, value = 0n) =>
  analyzeTransaction(body({ to, input, value_wei: String(value) }), mainnet, null).limit

const router02 = parseAbi([
  'function exactInputSingle((address,address,uint24,address,uint256,uint256,uint160)) payable',
  'function exactOutputSingle((address,address,uint24,address,uint256,uint256,uint160)) payable',
  'function sweepToken(address,uint256,address) payable',
  'function unwrapWETH9(uint256,address) payable',
  'function multicall(bytes[]) payable',
])
const multicall = (...calls: Hex[]) =>
  limitOf(SWAP_ROUTER_02, encodeFunctionData({ abi: router02, functionName: 'multicall', args: [calls] }))
const swap = (sold: Hex, bought: Hex, amount: bigint, least: bigint, recipient: Hex = SENDER): Hex =>
  encodeFunctionData({
    abi: router02,
    functionName: 'exactInputSingle',
    args: [[sold, bought, 500, recipient, amount, least, 0n]],
  })
const sweep = (token: Hex, least: bigint): Hex =>
  encodeFunctionData({ abi: router02, functionName: 'sweepToken', args: [token, least, SENDER] })
const unwrap = (least: bigint): Hex =>
  encodeFunctionData({ abi: router02, functionName: 'unwrapWETH9', args: [least, SENDER] })

const router = parseAbi(['function execute(bytes commands, bytes[] inputs, uint256 deadline) payable'])
const execute = (...commands: (readonly [code: number, input: Hex])[]): Hex =>
  encodeFunctionData({
    abi: router,
    args: [
      concatHex(commands.map(([code]): Hex => `0x${code.toString(16).padStart(2, '0')}`)),
      commands.map(([, input]) => input),
      99n,
    ],
  })
const universal = (...commands: (readonly [code: number, input: Hex])[]) =>
  limitOf(UNIVERSAL_ROUTER, execute(...commands), ETHER)
const V3_SWAP = parseAbiParameters('address, uint256, uint256, bytes, bool')
const THREE = parseAbiParameters('address, address, uint256')
const TWO = parseAbiParameters('address, uint256')
const v3 = (sold: Address, bought: Address, amount: bigint, least: bigint, recipient: Hex) =>
  [
    0x00,
    encodeAbiParameters(V3_SWAP, [recipient, amount, least, packPath([sold, bought], [500]), false]),
  ] as const
const wrapped = [0x0b, encodeAbiParameters(TWO, [ITSELF, ETHER])] as const
const portion = (token: Hex) => [0x06, encodeAbiParameters(THREE, [token, DAI, 25n])] as const
const swept = (token: Hex, least: bigint) =>
  [0x04, encodeAbiParameters(THREE, [token, THE_SENDER, least])] as const
const passedOn = (token: Hex, amount: bigint) =>
  [0x05, encodeAbiParameters(THREE, [token, THE_SENDER, amount])] as const
const unwrapped = (least: bigint, recipient: Hex = THE_SENDER) =>
  [0x0c, encodeAbiParameters(TWO, [recipient, least])] as const

describe('what the router keeps is limited where it is handed out', () => {
  test('by the sweep of that token, whatever else is handed out after it', () => {
    const bought = v3(WETH, USDC, ETHER, 0n, ITSELF)
    expect(universal(wrapped, bought, portion(USDC), swept(USDC, 3_000n), unwrapped(0n))).toBe('set')
    expect(universal(wrapped, bought, portion(USDC), swept(USDC, 0n), unwrapped(7n))).toBe('none')
    expect(multicall(swap(WETH, USDC, ETHER, 0n, ITSELF), sweep(USDC, 3_000n), unwrap(0n))).toBe('set')
    expect(multicall(swap(WETH, USDC, ETHER, 0n, ITSELF), sweep(DAI, 3_000n), sweep(USDC, 0n))).toBe('none')
  })

  test('of the native coin by the unwrapping or by the sweep of the coin', () => {
    const sold = v3(USDC, WETH, 5_000n, 0n, ITSELF)
    expect(universal(sold, unwrapped(0n, ITSELF), portion(NATIVE), swept(NATIVE, 8n))).toBe('set')
    expect(universal(sold, unwrapped(8n))).toBe('set')
    expect(universal(sold, swept(USDC, 8n), unwrapped(0n))).toBe('none')
  })

  test('by nothing where all there is is passed on', () => {
    const bought = v3(WETH, USDC, ETHER, 0n, ITSELF)
    expect(universal(wrapped, bought, passedOn(USDC, ALL))).toBe('none')
    expect(universal(wrapped, bought, passedOn(USDC, 5n), swept(USDC, 3_000n))).toBe('set')
    expect(universal(wrapped, bought, swept(DAI, 5n))).toBe('unknown')
  })

  test("the router's own address is the router, too", () => {
    expect(multicall(swap(WETH, USDC, ETHER, 0n, SWAP_ROUTER_02), sweep(USDC, 3_000n))).toBe('set')
  })
})

describe('a swap whose proceeds the next one sells', () => {
  test('is limited by that one', () => {
    const first = swap(WETH, USDC, ETHER, 0n, ITSELF)
    expect(multicall(first, swap(USDC, DAI, 0n, 2_900n))).toBe('set')
    expect(multicall(first, swap(USDC, DAI, 0n, 0n))).toBe('none')
    expect(multicall(swap(WETH, USDC, ETHER, 2_950n, ITSELF), swap(USDC, DAI, 0n, 0n))).toBe('none')
  })

  test('also where leftovers are swept without a limit', () => {
    const first = swap(WETH, USDC, ETHER, 0n, ITSELF)
    expect(multicall(first, swap(USDC, DAI, 0n, 2_900n), sweep(USDC, 0n))).toBe('set')
  })
})

describe('several swaps', () => {
  test('have the limit of those with most at stake', () => {
    const large = swap(WETH, USDC, 100n * ETHER, 0n)
    const small = swap(WETH, DAI, ETHER / 1_000n, 2n)
    expect(multicall(large, small)).toBe('none')
    expect(multicall(small, large)).toBe('none')
    expect(multicall(swap(WETH, USDC, 100n * ETHER, 9n), swap(WETH, DAI, ETHER / 1_000n, 0n))).toBe('set')
  })

  test('of one token are weighed by its amounts', () => {
    expect(multicall(swap(USDC, DAI, 900n, 880n), swap(USDC, WETH, 100n, 0n))).toBe('set')
    expect(multicall(swap(USDC, DAI, 100n, 98n), swap(USDC, DAI, 900n, 0n))).toBe('none')
  })

  test('that cannot be compared count as the one without a limit', () => {
    expect(multicall(swap(WETH, USDC, ETHER, 9n), swap(USDC, DAI, 100n, 0n))).toBe('none')
  })
})

describe('an exact amount out', () => {
  const buy = (most: bigint): Hex =>
    encodeFunctionData({
      abi: router02,
      functionName: 'exactOutputSingle',
      args: [[USDC, WETH, 500, SENDER, ETHER, most, 0n]],
    })

  test('is limited by the most that is paid, unless that is no limit', () => {
    expect(multicall(buy(4_000n * 10n ** 6n))).toBe('set')
    expect(multicall(buy(2n ** 256n - 1n))).toBe('none')
  })

  test('of the native coin by what is sent along', () => {
    const abi = parseAbi(['function swapETHForExactTokens(uint256,address[],address,uint256) payable'])
    const input = encodeFunctionData({ abi, args: [5n, [WETH, USDC], SENDER, 9n] })
    expect(limitOf(V2_ROUTER, input, ETHER)).toBe('set')
  })

  test('by what was wrapped before', () => {
    const path = packPath([USDC, WETH], [500])
    const bought = [
      0x01,
      encodeAbiParameters(V3_SWAP, [THE_SENDER, 9n, 2n ** 256n - 1n, path, false]),
    ] as const
    expect(universal(wrapped, bought, unwrapped(0n))).toBe('set')
  })
})

test('a partial swap without an amount out leaves its limit unknown', () => {
  const abi = parseAbi(['function swap(address,bool,int256,uint160,bytes)'])
  const input = encodeFunctionData({ abi, args: [SENDER, true, ETHER, 1n, '0x'] })
  expect(limitOf('0x00000000000000000000000000000000deadbeef', input)).toBe('unknown')
})
