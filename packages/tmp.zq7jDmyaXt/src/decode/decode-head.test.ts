import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHead } from './decode-head.ts'

const HEAD = {
  number: '0x1b4',
  hash: `0x${'AB'.repeat(32)}`,
  parentHash: `0x${'cd'.repeat(32)}`,
  timestamp: '0x55ba467c',
  baseFeePerGas: '0x3b9aca07',
}

test('a notification: hashes in lower case, no count of transactions', () => {
  expect(decodeHead(HEAD)).toEqual({
    number: 436,
    hash: `0x${'ab'.repeat(32)}`,
    parent_hash: `0x${'cd'.repeat(32)}`,
    timestamp: 1_438_271_100,
    tx_count: null,
    base_fee_wei: '1000000007',
  })
})

test('a block: its transactions are counted', () => {
  expect(decodeHead({ ...HEAD, transactions: [] })).toMatchObject({ tx_count: 0 })
  expect(decodeHead({ ...HEAD, transactions: ['0x1', {}] })).toMatchObject({ tx_count: 2 })
})

test('a chain without a base fee', () => {
  expect(decodeHead({ ...HEAD, baseFeePerGas: undefined })).toMatchObject({ base_fee_wei: null })
})

test.each(['number', 'hash', 'parentHash', 'timestamp'])('a bad %s is named', (field) => {
  for (const value of [undefined, null, 12, '', '0x', 'latest', {}]) {
    expect(decodeHead({ ...HEAD, [field]: value })).toMatch(new RegExp(`^head: ${field} `))
  }
})

test('no answer makes it throw', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(HEAD), 'transactions'), fc.jsonValue())
      .map((fields) => ({ ...HEAD, ...fields })),
  )
  fc.assert(
    fc.property(hostile, (head) => {
      const decoded = decodeHead(head)
      if (typeof decoded !== 'string') expect(decoded.hash).toMatch(/^0x[0-9a-f]{64}$/)
    }),
  )
})
