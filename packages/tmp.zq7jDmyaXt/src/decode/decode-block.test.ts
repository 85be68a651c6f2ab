import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DecodedBlock, decodeBlock } from './decode-block.ts'

const HASH = `0x${'a1'.repeat(32)}`
const SENDER = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'
const BLOCK = {
  number: '0x2',
  hash: `0x${'b2'.repeat(32)}`,
  parentHash: `0x${'b1'.repeat(32)}`,
  timestamp: '0x64',
  baseFeePerGas: '0x7',
}
const LEGACY = { hash: HASH, from: SENDER, nonce: '0x9', type: '0x0', gasPrice: '0x3b9aca00' }
const DYNAMIC = { ...LEGACY, type: '0x2', maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x1' }

function decoded(...transactions: readonly unknown[]): DecodedBlock {
  const block = decodeBlock({ ...BLOCK, transactions })
  if (typeof block === 'string') throw new Error(block)
  return block
}

describe('transactions', () => {
  test('legacy: the gas price is both caps', () => {
    expect(decoded(LEGACY).transactions).toEqual([
      {
        hash: HASH,
        sender: SENDER,
        nonce: 9,
        maxFeeWei: '1000000000',
        maxTipWei: '1000000000',
        status: 'unknown',
      },
    ])
  })

  test('dynamic fee: the offered caps, not the price that was paid', () => {
    expect(decoded(DYNAMIC).transactions).toMatchObject([{ maxFeeWei: '2000000000', maxTipWei: '1' }])
  })

  test('a deposit of an OP chain has no fees', () => {
    const { gasPrice: _gasPrice, ...deposit } = LEGACY
    expect(decoded({ ...deposit, type: '0x7e' }).transactions).toMatchObject([
      { sender: SENDER, maxFeeWei: null, maxTipWei: null },
    ])
  })

  test.each([
    ['a deposit without a nonce', { ...LEGACY, type: '0x7e', nonce: undefined }],
    ['one without a sender', { ...LEGACY, type: '0x7e', from: null }],
    ['a system transaction that carries the number of its request', { ...LEGACY, type: '0xff' }],
    ['a deposit of Arbitrum', { ...LEGACY, type: '0x64', nonce: '0x0' }],
  ])('%s uses no nonce of anybody, and the others of its block stand', (_name, transaction) => {
    const { transactions } = decoded(transaction, LEGACY)
    expect(transactions).toMatchObject([
      { hash: HASH, nonce: null },
      { hash: HASH, sender: SENDER, nonce: 9 },
    ])
  })

  test('hashes only: everything else is unknown', () => {
    const unknown = { sender: null, nonce: null, maxFeeWei: null, maxTipWei: null, status: 'unknown' }
    expect(decoded(HASH.toUpperCase().replace('X', 'x')).transactions).toEqual([{ hash: HASH, ...unknown }])
  })

  test('they are counted and stand in block order', () => {
    const other = `0x${'c3'.repeat(32)}`
    const block = decoded(LEGACY, other, DYNAMIC)
    expect(block.head).toMatchObject({ number: 2, tx_count: 3, base_fee_wei: '7' })
    expect(block.transactions.map(({ hash }) => hash)).toEqual([HASH, other, HASH])
  })
})

test.each([
  ['no transactions', undefined, 'transactions is not an array'],
  ['no list', {}, 'transactions is not an array'],
  ['a number', [1], 'transactions[0] is neither a hash nor an object'],
  ['a short hash', [LEGACY, '0x12'], 'transactions[1] is not a hash'],
  ['no hash', [{ ...LEGACY, hash: null }], 'transactions[0] has no hash'],
])('refused: %s', (_name, transactions, why) => {
  expect(decodeBlock({ ...BLOCK, transactions })).toBe(`block ${BLOCK.hash}: ${why}`)
})

test('refused: a head that is none', () => {
  expect(decodeBlock(null)).toBe('the announced head is not an object')
  expect(decodeBlock({ ...BLOCK, hash: null, transactions: [] })).toBe('head: hash is not a hash')
})

test('no answer makes it throw', () => {
  const transaction = fc.oneof(
    fc.jsonValue(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(DYNAMIC)), fc.jsonValue())
      .map((fields) => ({ ...DYNAMIC, ...fields })),
  )
  fc.assert(
    fc.property(fc.array(transaction), (transactions) => {
      const block = decodeBlock({ ...BLOCK, transactions })
      if (typeof block !== 'string') expect(block.transactions).toHaveLength(transactions.length)
    }),
  )
})
