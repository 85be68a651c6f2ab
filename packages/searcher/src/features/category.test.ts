import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  address,
  body,
  DAI,
  mainnet,
  SENDER,
  UNKNOWN,
  USDC,
  V2_ROUTER,
  WETH,
} from '../../test/support/transactions.ts'
import { analyzeTransaction } from './analyze-transaction.ts'
import { createSenderMemory } from './sender-memory.ts'

const ENTRY_POINT = address('0x0000000071727de22e5e9d8baf0edac6f37da032')
const AAVE = address('0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2')
const SEAPORT = address('0x0000000000000068f116a894984e2db1123eb395')
const BASE_INBOX = address('0xff00000000000000000000000000000000008453')
const ACCOUNT = address('0xacc0000000000000000000000000000000000001')
const NO_WORD: Hex = `0x${'0'.repeat(64)}`
const ETHER = 10n ** 18n

const account = parseAbi(['function execute(address,uint256,bytes)'])
const entryPoint = parseAbi([
  'function handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)',
])
const v2 = parseAbi(['function swapExactETHForTokens(uint256,address[],address,uint256) payable'])
const aave = parseAbi([
  'function supply(address,uint256,address,uint16)',
  'function liquidationCall(address,address,address,uint256,bool)',
])
const swap = encodeFunctionData({ abi: v2, args: [5n, [WETH, USDC], ACCOUNT, 9n] })
const executeSwap = encodeFunctionData({ abi: account, args: [V2_ROUTER, 10n * ETHER, swap] })

const analyze = (overrides: Parameters<typeof body>[0]) =>
  analyzeTransaction(body(overrides), mainnet, null).features

describe('category', () => {
  test("a bundler's transaction is account abstraction, and its swaps are seen and scored", () => {
    const operation = [ACCOUNT, 1n, '0x', executeSwap, NO_WORD, 3n, NO_WORD, '0x', '0x'] as const
    const input = encodeFunctionData({ abi: entryPoint, args: [[operation], SENDER] })
    expect(analyze({ to: ENTRY_POINT, input })).toMatchObject({
      category: 'account_abstraction',
      protocol: 'erc4337',
      mev_score: 80,
      swaps: [{ protocol: 'uniswap-v2', amount_in: String(10n * ETHER) }],
      value_native: 10,
      slippage_limit: 'set',
    })
  })

  test('what an owner has the account do names the transaction', () => {
    expect(analyze({ to: ACCOUNT, input: executeSwap })).toMatchObject({
      category: 'swap',
      protocol: 'uniswap-v2',
    })
  })

  test('a call that cannot be read has the category of what the contract is for', () => {
    expect(analyze({ to: AAVE, input: '0x12345678' })).toMatchObject({
      category: 'lending',
      protocol: 'aave-v3',
    })
    expect(analyze({ to: SEAPORT, input: '0x12345678' })).toMatchObject({ category: 'nft' })
    expect(analyze({ to: UNKNOWN, input: '0x12345678' })).toMatchObject({ category: 'unknown' })
  })

  test('blobs are upkeep of a rollup, code for a key is account abstraction', () => {
    for (const input of ['0x', '0x12345678']) {
      expect(analyze({ to: UNKNOWN, input, tx_type: 3, blob_count: 2 })).toMatchObject({ category: 'system' })
      expect(analyze({ to: SENDER, input, tx_type: 4, authorization_count: 1 })).toMatchObject({
        category: 'account_abstraction',
      })
    }
    expect(analyze({ to: UNKNOWN, value_wei: '1', tx_type: 4 })).toMatchObject({ category: 'transfer' })
    expect(analyze({ to: V2_ROUTER, input: swap, value_wei: '5', tx_type: 4 })).toMatchObject({
      category: 'swap',
    })
    expect(analyze({ to: BASE_INBOX, input: '0x00aabbccdd' })).toMatchObject({
      category: 'system',
      protocol: 'op-rollup',
    })
  })

  test('a liquidation weighs most', () => {
    const input = encodeFunctionData({
      abi: aave,
      functionName: 'liquidationCall',
      args: [USDC, WETH, UNKNOWN, 10n * ETHER, false],
    })
    expect(analyze({ to: AAVE, input })).toMatchObject({
      category: 'liquidation',
      mev_score: 80,
      value_native: 10,
      slippage_limit: null,
    })
  })
})

describe('value moved', () => {
  test('of a loan in the native coin, and of none in others', () => {
    const supply = (asset: Hex) =>
      encodeFunctionData({ abi: aave, functionName: 'supply', args: [asset, 100n * ETHER, SENDER, 0] })
    expect(analyze({ to: AAVE, input: supply(WETH) })).toMatchObject({ value_native: 100, mev_score: 40 })
    expect(analyze({ to: AAVE, input: supply(DAI) })).toMatchObject({ value_native: null, mev_score: 10 })
  })

  test('of a plain transfer is what is sent, with six digits behind the point', () => {
    expect(analyze({ value_wei: String(1_234_567_890_123_456_789n) })).toMatchObject({
      value_native: 1.234568,
      mev_score: 0,
    })
    expect(analyze({ value_wei: '0' })).toMatchObject({ value_native: null })
  })
})

test('nothing is said of a sender that nobody remembers, and all that was seen of others', () => {
  expect(analyze({})).toMatchObject({ nonce_position: null, sender_transactions: null, sender_swaps: null })
  const senders = createSenderMemory()
  const seen = (nonce: number, input: string, nowUs: number) =>
    analyzeTransaction(body({ to: V2_ROUTER, input, nonce }), mainnet, null, senders, nowUs).features
  expect(seen(4, swap, 1)).toMatchObject({ nonce_position: 0, sender_transactions: 0, sender_swaps: 0 })
  expect(seen(6, swap, 2)).toMatchObject({ nonce_position: 2, sender_transactions: 1, sender_swaps: 1 })
})
