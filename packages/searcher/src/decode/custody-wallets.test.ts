import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { address, DAI, decode, UNKNOWN, USDC } from '../../test/support/transactions.ts'

const TO = address('0x7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e')
const EXPIRES = 1_700_000_000n
const abi = parseAbi([
  'function sendMultiSig(address,uint256,bytes,uint256,uint256,bytes)',
  'function sendMultiSigToken(address,uint256,address,uint256,uint256,bytes)',
  'function sendMultiSigBatch(address[],uint256[],uint256,uint256,bytes)',
])
const erc20 = parseAbi(['function transfer(address,uint256)'])
const send = (data: Hex, value: bigint, to: Hex = TO, expires = EXPIRES) =>
  encodeFunctionData({
    abi,
    functionName: 'sendMultiSig',
    args: [to, value, data, expires, 7n, '0x1234'],
  })

describe('wallets that several sign for', () => {
  test('send coins, and make calls', () => {
    expect(decode(UNKNOWN, send('0x', 5n))).toMatchObject({
      problem: null,
      actions: [{ type: 'transfer', standard: 'native', from: UNKNOWN, to: TO, amount: '5' }],
    })
    const transfer = encodeFunctionData({ abi: erc20, args: [TO, 9n] })
    expect(decode(UNKNOWN, send(transfer, 0n, USDC)).actions).toMatchObject([
      { type: 'transfer', standard: 'erc20', token: USDC, from: UNKNOWN, to: TO, amount: '9' },
    ])
  })

  test('send tokens, and coins to many', () => {
    const token = encodeFunctionData({
      abi,
      functionName: 'sendMultiSigToken',
      args: [TO, 9n, DAI, EXPIRES, 7n, '0x1234'],
    })
    expect(decode(UNKNOWN, token).actions).toMatchObject([
      { type: 'transfer', standard: 'erc20', token: DAI, from: UNKNOWN, to: TO, amount: '9' },
    ])
    const batch = encodeFunctionData({
      abi,
      functionName: 'sendMultiSigBatch',
      args: [[TO, DAI], [1n, 2n], EXPIRES, 7n, '0x1234'],
    })
    expect(decode(UNKNOWN, batch).actions).toMatchObject([
      { standard: 'native', to: TO, amount: '1' },
      { standard: 'native', to: DAI, amount: '2' },
    ])
  })

  test('a time that is none, or no signature, does not fit', () => {
    expect(decode(UNKNOWN, send('0x', 5n, TO, 12n))).toMatchObject({ actions: [], problem: 'malformed' })
    const cut = send('0x', 5n).slice(0, -64) as Hex // still 0x text
    expect(decode(UNKNOWN, cut)).toMatchObject({ actions: [], problem: 'malformed' })
  })
})
