import type { Address } from '@org/events'
import fc from 'fast-check'
import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { addresses, amounts } from '../../test/support/arbitraries.ts'
import {
  address,
  DAI,
  decode,
  PERMIT2,
  POSITION_MANAGER,
  SENDER,
  UNKNOWN,
  USDC,
  WETH,
} from '../../test/support/transactions.ts'

const token = parseAbi([
  'function transfer(address,uint256)',
  'function transferFrom(address,address,uint256)',
  'function approve(address,uint256)',
  'function increaseAllowance(address,uint256)',
  'function setApprovalForAll(address,bool)',
  'function safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
])
const safe721 = parseAbi(['function safeTransferFrom(address,address,uint256)'])
const safe721Data = parseAbi(['function safeTransferFrom(address,address,uint256,bytes)'])
const safe1155 = parseAbi(['function safeTransferFrom(address,address,uint256,uint256,bytes)'])
const weth = parseAbi(['function deposit() payable', 'function withdraw(uint256)'])
const permit2 = parseAbi([
  'function approve(address,address,uint160,uint48)',
  'function permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)',
  'function transferFrom(address,address,uint160,address)',
])

const sample = fc.record({ one: addresses, two: addresses, amount: amounts })

describe('fungible tokens', () => {
  test('transfers and approvals round-trip', () => {
    fc.assert(
      fc.property(sample, ({ one, two, amount }) => {
        const encode = (functionName: 'transfer' | 'approve' | 'increaseAllowance') =>
          encodeFunctionData({ abi: token, functionName, args: [one, amount] })
        const text = String(amount)
        expect(decode(USDC, encode('transfer')).actions).toEqual([
          { type: 'transfer', standard: 'erc20', token: USDC, from: SENDER, to: one, amount: text },
        ])
        for (const functionName of ['approve', 'increaseAllowance'] as const) {
          expect(decode(USDC, encode(functionName)).actions).toEqual([
            { type: 'approval', standard: 'erc20', token: USDC, spender: one, amount: text },
          ])
        }
        const from = encodeFunctionData({
          abi: token,
          functionName: 'transferFrom',
          args: [one, two, amount],
        })
        expect(decode(USDC, from).actions).toEqual([
          { type: 'transfer', standard: 'erc20', token: USDC, from: one, to: two, amount: text },
        ])
        // The two standards share the function; nobody knows this contract.
        expect(decode(UNKNOWN, from).actions).toMatchObject([{ standard: 'erc20-or-erc721' }])
      }),
      { numRuns: 50 },
    )
  })

  test('a call that is cut short is nothing', () => {
    const whole = encodeFunctionData({ abi: token, functionName: 'transfer', args: [DAI, 1n] })
    expect(decode(USDC, whole.slice(0, -2))).toMatchObject({ actions: [], problem: 'malformed' })
  })
})

describe('non-fungible tokens', () => {
  test('safe transfers round-trip', () => {
    fc.assert(
      fc.property(sample, ({ one, two, amount }) => {
        const calls = [
          [encodeFunctionData({ abi: safe721, args: [one, two, amount] }), 'erc721'],
          [encodeFunctionData({ abi: safe721Data, args: [one, two, amount, '0x12'] }), 'erc721'],
          [encodeFunctionData({ abi: safe1155, args: [one, two, amount, 3n, '0x'] }), 'erc1155'],
        ] as const
        for (const [input, standard] of calls) {
          expect(decode(UNKNOWN, input).actions).toEqual([
            {
              type: 'nft-transfer',
              standard,
              collection: UNKNOWN,
              from: one,
              to: two,
              tokenId: String(amount),
            },
          ])
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a batch names no single token', () => {
    const input = encodeFunctionData({
      abi: token,
      functionName: 'safeBatchTransferFrom',
      args: [SENDER, DAI, [1n, 2n], [1n, 1n], '0x'],
    })
    expect(decode(UNKNOWN, input).actions).toMatchObject([{ standard: 'erc1155', tokenId: null }])
  })

  test('an approval for all of a collection', () => {
    const input = encodeFunctionData({ abi: token, functionName: 'setApprovalForAll', args: [DAI, true] })
    expect(decode(UNKNOWN, input).actions).toMatchObject([
      { type: 'approval', standard: 'operator', spender: DAI },
    ])
    expect(decode(UNKNOWN, `${input.slice(0, -1)}2`)).toMatchObject({ actions: [], problem: 'malformed' })
  })

  test('a position of a position manager is transferred like any other', () => {
    const input = encodeFunctionData({ abi: safe721, args: [SENDER, DAI, 5n] })
    expect(decode(POSITION_MANAGER, input).actions).toMatchObject([{ type: 'nft-transfer', tokenId: '5' }])
  })
})

describe('the wrapped native coin', () => {
  const deposit = encodeFunctionData({ abi: weth, functionName: 'deposit' })

  test('is wrapped by deposit and by a plain transfer, and unwrapped by withdraw', () => {
    expect(decode(WETH, deposit, 5n).actions).toEqual([{ type: 'wrap', amount: '5' }])
    expect(decode(WETH, '0x', 5n).actions).toEqual([{ type: 'wrap', amount: '5' }])
    const withdraw = encodeFunctionData({ abi: weth, functionName: 'withdraw', args: [6n] })
    expect(decode(WETH, withdraw).actions).toEqual([{ type: 'unwrap', amount: '6' }])
  })

  test('functions of these names elsewhere are not believed', () => {
    expect(decode(UNKNOWN, deposit, 5n)).toMatchObject({ actions: [], problem: 'unknown_call' })
  })
})

test('Permit2 is called directly', () => {
  const approve = encodeFunctionData({ abi: permit2, functionName: 'approve', args: [USDC, DAI, 5n, 6] })
  const permit = encodeFunctionData({
    abi: permit2,
    functionName: 'permit',
    args: [SENDER, [[USDC, 5n, 1, 2], DAI, 3n], '0x12'],
  })
  for (const input of [approve, permit]) {
    expect(decode(PERMIT2, input).actions).toEqual([
      { type: 'approval', standard: 'permit2', token: USDC, spender: DAI, amount: '5' },
    ])
  }
  const transfer = encodeFunctionData({
    abi: permit2,
    functionName: 'transferFrom',
    args: [SENDER, DAI, 5n, USDC],
  })
  expect(decode(PERMIT2, transfer).actions).toMatchObject([
    { token: USDC, from: SENDER, to: DAI, amount: '5' },
  ])
})

describe('without a function', () => {
  test('a plain transfer of the native coin', () => {
    expect(decode(UNKNOWN, '0x', 9n)).toEqual({
      contract: null,
      problem: null,
      actions: [
        { type: 'transfer', standard: 'native', token: null, from: SENDER, to: UNKNOWN, amount: '9' },
      ],
    })
  })

  test('a contract creation', () => {
    expect(decode(null, '0x6080')).toEqual({ contract: null, problem: null, actions: [{ type: 'deploy' }] })
  })

  test('calldata shorter than a selector, and a selector that nobody knows', () => {
    expect(decode(UNKNOWN, '0x1234')).toMatchObject({ actions: [], problem: 'unknown_call' })
    expect(decode(UNKNOWN, '0xffffffff')).toMatchObject({ actions: [], problem: 'unknown_call' })
  })
})

test('who moves what is its own with transferFrom moves a piece, unless it is an amount', () => {
  const moved = (from: Address, number: bigint) =>
    decode(
      UNKNOWN,
      encodeFunctionData({ abi: token, functionName: 'transferFrom', args: [from, DAI, number] }),
    ).actions
  const piece = { type: 'nft-transfer', standard: 'erc721', collection: UNKNOWN, from: SENDER, to: DAI }
  expect(moved(SENDER, 1_234n)).toMatchObject([{ ...piece, tokenId: '1234' }])
  expect(moved(SENDER, 2n ** 255n)).toMatchObject([piece])
  expect(moved(SENDER, 10n ** 18n)).toMatchObject([{ type: 'transfer', standard: 'erc20-or-erc721' }])
  expect(moved(USDC, 1_234n)).toMatchObject([{ type: 'transfer', standard: 'erc20-or-erc721' }])
})

test('claims and positions that are pieces move as such', () => {
  const queue = address('0x889edc2edab5f40e902b864ad4d7ade8e412f9b1')
  for (const to of [queue, POSITION_MANAGER]) {
    for (const functionName of ['transferFrom', 'safeTransferFrom'] as const) {
      const abi = parseAbi([
        'function transferFrom(address,address,uint256)',
        'function safeTransferFrom(address,address,uint256)',
      ])
      const input = encodeFunctionData({ abi, functionName, args: [DAI, SENDER, 117_944n] })
      expect(decode(to, input).actions).toMatchObject([
        { type: 'nft-transfer', standard: 'erc721', collection: to, tokenId: '117944' },
      ])
    }
  }
})
