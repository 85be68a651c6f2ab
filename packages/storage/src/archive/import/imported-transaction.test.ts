import type { TxDecodedData } from '@org/events'
import fc from 'fast-check'
import { keccak256 } from 'viem'
import { describe, expect, test } from 'vitest'
import { rawTransactions } from '../../../test/support/raw-transactions.ts'
import type { ArchiveRow } from '../layout/archive-row.ts'
import { type ImportedTransaction, importedTransaction } from './imported-transaction.ts'

const HASH = `0x${'ab'.repeat(32)}`
const FROM = `0x${'0c'.repeat(20)}`

const ROW: ArchiveRow = {
  timestampMs: '1700000000123',
  hash: HASH,
  chainId: '1',
  txType: '2',
  from: FROM,
  to: `0x${'0d'.repeat(20)}`,
  value: '0',
  nonce: '7',
  gas: '21000',
  gasPrice: '30',
  gasTipCap: '2',
  gasFeeCap: '30',
  dataSize: '68',
  data4Bytes: '0xa9059cbb',
  sources: ['local', 'apool', 'local'],
  includedAtBlockHeight: '0',
  includedBlockTimestampMs: '0',
  inclusionDelayMs: '0',
  rawTx: '',
  input: '',
}

function imported(fields: Partial<ArchiveRow>, chainId = 1): ImportedTransaction {
  const tx = importedTransaction({ ...ROW, ...fields }, chainId)
  if ('reason' in tx) throw new Error(`${tx.reason}: ${tx.note}`)
  return tx
}

const bodyOf = (fields: Partial<ArchiveRow>): TxDecodedData => imported(fields).body

describe('importedTransaction', () => {
  test('without raw transaction and input, the calldata is its first four bytes and its length', () => {
    expect(imported({})).toMatchObject({
      hash: HASH,
      timestampMs: 1_700_000_000_123,
      isWhole: false,
      sources: ['local', 'apool'],
      confirmation: null,
      body: {
        input: '0xa9059cbb',
        calldata_len: 68,
        method_selector: '0xa9059cbb',
        max_fee_per_gas_wei: '30',
        max_priority_fee_per_gas_wei: '2',
        gas_price_wei: null,
      },
    })
  })

  test('our own column gives the calldata, also an empty one', () => {
    const input = `0xa9059cbb${'00'.repeat(64)}`
    expect(imported({ input })).toMatchObject({ isWhole: true, body: { input, calldata_len: 68 } })
    expect(imported({ input: '0x', dataSize: '0', data4Bytes: '' })).toMatchObject({
      isWhole: true,
      body: { input: '0x', calldata_len: 0, method_selector: null },
    })
  })

  test('a raw transaction gives every field of its body, whatever the columns say', () => {
    fc.assert(
      fc.property(
        fc.oneof(...([0, 1, 2, 3, 4] as const).map((type) => rawTransactions(type))),
        ({ raw, tx, type }) => {
          const { body, chainId, isWhole } = imported({ rawTx: raw, hash: keccak256(raw), txType: '' }, 5)
          expect([isWhole, chainId]).toEqual([true, tx.chainId ?? 1])
          expect(body).toMatchObject({
            tx_type: type,
            nonce: tx.nonce,
            to: tx.to ?? null,
            input: tx.data,
            sender: FROM,
            blob_count: tx.blobVersionedHashes?.length ?? 0,
            authorization_count: tx.authorizationList?.length ?? 0,
            access_list_len: tx.accessList?.length ?? 0,
          })
        },
      ),
    )
  })

  test('files without types: a tip that is not the cap is that of a dynamic fee', () => {
    expect(bodyOf({ txType: '' })).toMatchObject({ tx_type: 2, max_fee_per_gas_wei: '30' })
    expect(bodyOf({ txType: '', gasTipCap: '30' })).toMatchObject({
      tx_type: 0,
      gas_price_wei: '30',
      max_fee_per_gas_wei: null,
    })
  })

  test('files without tip and cap, without inclusion, without sources, in any letter case', () => {
    const tx = imported({
      hash: HASH.toUpperCase().replace('0X', '0x'),
      from: FROM.toUpperCase().replace('0X', '0x'),
      txType: '',
      gasTipCap: '',
      gasFeeCap: '',
      sources: [],
      includedAtBlockHeight: '',
      includedBlockTimestampMs: '',
      inclusionDelayMs: '',
    })
    expect(tx).toMatchObject({
      hash: HASH,
      sources: [],
      confirmation: null,
      body: { sender: FROM, tx_type: 0 },
    })
  })

  test('a transaction of no chain is of the chain that was named', () => {
    expect(imported({ chainId: '0' }, 10).chainId).toBe(10)
    expect(imported({ chainId: '' }, 10).chainId).toBe(10)
    expect(imported({ chainId: '137' }, 10).chainId).toBe(137)
  })

  test('a contract creation has an empty recipient and no selector', () => {
    expect(bodyOf({ to: '' })).toMatchObject({ to: null, method_selector: null, input: '0xa9059cbb' })
  })

  test('an inclusion becomes a confirmation without the hash of the block', () => {
    expect(
      imported({
        includedAtBlockHeight: '18000000',
        includedBlockTimestampMs: '1699999999000',
        inclusionDelayMs: '-1123',
      }).confirmation,
    ).toEqual({
      block_number: 18_000_000,
      block_hash: null,
      block_timestamp: 1_699_999_999,
      inclusion_delay_ms: -1123,
      status: 'unknown',
    })
  })

  test.each<[string, Partial<ArchiveRow>, string]>([
    ['a hash that is none', { hash: '0x12' }, 'bad_field'],
    ['no time', { timestampMs: '' }, 'bad_field'],
    ['a time that is none', { timestampMs: '12.5' }, 'bad_field'],
    ['no sender', { from: '' }, 'no_sender'],
    ['a bad recipient', { to: '0x1' }, 'bad_field'],
    ['a negative value', { value: '-1' }, 'bad_field'],
    ['a value beyond 256 bits', { value: (2n ** 256n).toString() }, 'bad_field'],
    ['no nonce', { nonce: '' }, 'bad_field'],
    ['no gas price', { gasPrice: '' }, 'bad_field'],
    ['odd calldata', { input: '0xabc' }, 'bad_field'],
    ['more calldata than its size', { dataSize: '2' }, 'bad_field'],
    [
      'a block of a time that no event can carry',
      { includedAtBlockHeight: '5', includedBlockTimestampMs: '9007199254740991' },
      'bad_field',
    ],
    [
      'a block before time began',
      { includedAtBlockHeight: '5', inclusionDelayMs: '-9000000000000000' },
      'bad_field',
    ],
    ['a source that is no name', { sources: ['a\nb'] }, 'bad_field'],
    ['a source of any length', { sources: ['x'.repeat(129)] }, 'bad_field'],
    ['a raw transaction that is no hex', { rawTx: 'zz' }, 'bad_raw_tx'],
    ['a raw transaction that is cut', { rawTx: '0x02f8' }, 'bad_raw_tx'],
  ])('error: %s', (_, fields, reason) => {
    expect(importedTransaction({ ...ROW, ...fields }, 1)).toMatchObject({ reason })
  })

  test('error: a raw transaction of another hash', () => {
    const [made] = fc.sample(rawTransactions(2), { seed: 1, numRuns: 1 })
    expect(importedTransaction({ ...ROW, rawTx: made?.raw ?? '' }, 1)).toEqual({
      reason: 'hash_mismatch',
      note: `${HASH}: the raw transaction is ${keccak256(made?.raw ?? '0x')}`,
    })
  })

  test('never throws, whatever the columns hold', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '0', '-1', '0x', HASH, FROM, '1e3', '٣'))
    const row = fc.record({
      ...Object.fromEntries(Object.keys(ROW).map((name) => [name, text])),
      sources: fc.array(fc.string()),
    })
    fc.assert(
      fc.property(row, fc.subarray(Object.keys(ROW)), (odd, kept) => {
        const mixed = {
          ...odd,
          ...Object.fromEntries(Object.entries(ROW).filter(([name]) => kept.includes(name))),
        }
        const tx = importedTransaction(mixed as unknown as ArchiveRow, 1) // texts under the names of a row
        expect('reason' in tx ? tx.note : tx.hash).toEqual(expect.any(String))
      }),
      { numRuns: 1000 },
    )
  })
})
