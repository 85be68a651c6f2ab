import type { Hash, TxDecodedData } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTransactionDecoder, RejectedBody } from './decode-transaction.ts'

const HASH = `0x${'a1'.repeat(32)}` as Hash // 64 hex digits
const decode = createTransactionDecoder({ chainId: 1, maxBodyBytes: 1000 })

const LEGACY = {
  hash: HASH,
  from: '0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266',
  to: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  nonce: '0x9',
  gas: '0x5208',
  value: '0xffffffffffffffffffffffff',
  input: '0xA9059CBB0011',
  type: '0x0',
  gasPrice: '0x3b9aca00',
  v: '0x1b',
  r: '0x1',
  s: '0x1',
}
const DYNAMIC = {
  ...LEGACY,
  type: '0x2',
  chainId: '0x1',
  maxFeePerGas: '0x77359400',
  maxPriorityFeePerGas: '0x0',
  accessList: [],
}

function decoded(body: unknown): TxDecodedData {
  const result = decode(body, HASH, 42)
  if (result instanceof RejectedBody) throw new Error(`${result.reason}: ${result.note}`)
  return result
}

function rejected(body: unknown): RejectedBody {
  const result = decode(body, HASH, 42)
  if (result instanceof RejectedBody) return result
  throw new Error('decoded')
}

describe('types', () => {
  test('legacy', () => {
    expect(decoded(LEGACY)).toEqual({
      tx_type: 0,
      sender: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      nonce: 9,
      to: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
      value_wei: '79228162514264337593543950335',
      gas_limit: 21_000,
      gas_price_wei: '1000000000',
      max_fee_per_gas_wei: null,
      max_priority_fee_per_gas_wei: null,
      max_fee_per_blob_gas_wei: null,
      blob_count: 0,
      authorization_count: 0,
      access_list_len: 0,
      input: '0xa9059cbb0011',
      calldata_len: 6,
      method_selector: '0xa9059cbb',
      fetch_us: 42,
    })
  })

  test('without a type is legacy', () => {
    expect(decoded({ ...LEGACY, type: undefined }).tx_type).toBe(0)
  })

  test('access list', () => {
    const accessList = [
      { address: LEGACY.to, storageKeys: [HASH, HASH] },
      { address: LEGACY.to, storageKeys: [] },
    ]
    expect(decoded({ ...LEGACY, type: '0x1', chainId: '0x1', accessList })).toMatchObject({
      tx_type: 1,
      access_list_len: 2,
      gas_price_wei: '1000000000',
    })
  })

  test('dynamic fee: the gas price that nodes add is not the sender’s', () => {
    expect(decoded(DYNAMIC)).toMatchObject({
      tx_type: 2,
      gas_price_wei: null,
      max_fee_per_gas_wei: '2000000000',
      max_priority_fee_per_gas_wei: '0',
    })
  })

  test('blob', () => {
    const blob = { ...DYNAMIC, type: '0x3', maxFeePerBlobGas: '0x1', blobVersionedHashes: [HASH, HASH] }
    expect(decoded(blob)).toMatchObject({ tx_type: 3, blob_count: 2, max_fee_per_blob_gas_wei: '1' })
  })

  test('set code', () => {
    expect(decoded({ ...DYNAMIC, type: '0x4', authorizationList: [{}] })).toMatchObject({
      tx_type: 4,
      authorization_count: 1,
    })
  })

  test('a deposit of an OP chain: no fees, no chain id', () => {
    const { gasPrice: _gasPrice, ...deposit } = LEGACY
    expect(decoded({ ...deposit, type: '0x7e', sourceHash: HASH, mint: '0x0' })).toMatchObject({
      tx_type: 126,
      gas_price_wei: null,
      max_fee_per_gas_wei: null,
    })
  })

  test('creation: no receiver, no selector', () => {
    expect(decoded({ ...LEGACY, to: null })).toMatchObject({
      to: null,
      method_selector: null,
      calldata_len: 6,
    })
    expect(decoded({ ...LEGACY, to: undefined }).to).toBeNull()
  })

  test('calldata shorter than a selector has none', () => {
    expect(decoded({ ...LEGACY, input: '0xa9059c' })).toMatchObject({
      calldata_len: 3,
      method_selector: null,
    })
    expect(decoded({ ...LEGACY, input: undefined, data: '0x' })).toMatchObject({
      input: '0x',
      calldata_len: 0,
    })
  })

  test('unprotected legacy belongs to every chain', () => {
    expect(decoded({ ...LEGACY, chainId: null }).tx_type).toBe(0)
    expect(decoded({ ...LEGACY, chainId: '0x0' }).tx_type).toBe(0)
  })
})

describe('refusals', () => {
  test.each([
    ['hash', { hash: '0x12' }],
    ['hash', { hash: undefined }],
    ['type', { type: 'legacy' }],
    ['type', { type: '0x100' }],
    ['chainId', { chainId: 1 }],
    ['from', { from: null }],
    ['to', { to: '0x' }],
    ['nonce', { nonce: 9 }],
    ['nonce', { nonce: '0xffffffffffffffff' }],
    ['gas', { gas: '21000' }],
    ['value', { value: '-0x1' }],
    ['value', { value: `0x1${'0'.repeat(64)}` }],
    ['input', { input: '0xabc' }],
    ['input', { input: null, data: null }],
    ['gasPrice', { gasPrice: undefined }],
    ['maxFeePerGas', { ...DYNAMIC, maxFeePerGas: null }],
    ['maxPriorityFeePerGas', { ...DYNAMIC, maxPriorityFeePerGas: '' }],
    ['maxFeePerBlobGas', { ...DYNAMIC, type: '0x3', blobVersionedHashes: [] }],
    ['blobVersionedHashes', { ...DYNAMIC, type: '0x3', maxFeePerBlobGas: '0x1' }],
    ['authorizationList', { ...DYNAMIC, type: '0x4' }],
    ['accessList', { ...DYNAMIC, accessList: {} }],
  ])('a bad %s is named', (field, overrides) => {
    const { reason, note } = rejected({ ...LEGACY, ...overrides })
    expect(reason).toBe('malformed_body')
    expect(note.startsWith(`${field}: `)).toBe(true)
  })

  test.each([
    ['text', 'x'],
    ['a number', 1],
    ['an array', []],
    ['true', true],
  ])('%s is no body', (_name, body) => {
    expect(rejected(body).reason).toBe('malformed_body')
  })

  test('another hash', () => {
    expect(rejected({ ...LEGACY, hash: `0x${'b2'.repeat(32)}` }).reason).toBe('hash_mismatch')
  })

  test.each(['0x2', '0x0'])('another chain: %s', (chainId) => {
    expect(rejected({ ...DYNAMIC, chainId }).reason).toBe('wrong_chain')
  })

  test.each([
    ['calldata', { input: `0x${'00'.repeat(1001)}` }],
    ['an access list', { accessList: Array.from({ length: 20 }, () => ({ storageKeys: [HASH] })) }],
    ['blobs', { blobVersionedHashes: new Array(40).fill(HASH) }],
    ['authorizations', { authorizationList: new Array(10).fill({}) }],
  ])('too much %s', (_name, overrides) => {
    expect(rejected({ ...LEGACY, ...overrides }).reason).toBe('oversize_body')
  })

  test('a note is short whatever the node sent', () => {
    expect(rejected({ ...LEGACY, from: 'x'.repeat(100_000) }).note.length).toBeLessThan(120)
  })
})

test('no body makes it throw, and what it decodes is of the right types', () => {
  const field = fc.constantFrom(
    ...Object.keys(DYNAMIC),
    'authorizationList',
    'blobVersionedHashes',
    'maxFeePerBlobGas',
    'data',
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.bigInt({ min: 0n, max: 2n ** 256n }).map((n) => `0x${n.toString(16)}`),
  )
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(field, value).map((overrides) => ({ ...DYNAMIC, ...overrides })),
  )
  fc.assert(
    fc.property(hostile, (body) => {
      const result = decode(body, HASH, 1)
      if (result instanceof RejectedBody) return
      expect(result.value_wei).toMatch(/^[0-9]+$/)
      expect(result.input).toMatch(/^0x([0-9a-f]{2})*$/)
      expect(result.sender).toMatch(/^0x[0-9a-f]{40}$/)
      expect(Number.isSafeInteger(result.nonce) && Number.isSafeInteger(result.gas_limit)).toBe(true)
      expect(result.calldata_len).toBe((result.input.length - 2) / 2)
    }),
    { numRuns: 500 },
  )
})
