import fc from 'fast-check'
import {
  hexToBytes,
  keccak256,
  parseTransaction,
  serializeTransaction,
  type TransactionSerializableEIP4844,
} from 'viem'
import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { createTransactionEncoder, writeTransaction } from './encode-transaction.ts'
import { RlpWriter } from './rlp-writer.ts'
import type { TransactionFields, TransactionType } from './transaction-fields.ts'
import { createTransactionGenerator } from './transaction-generator.ts'
import { REALISTIC_MIX } from './transaction-mix.ts'

const generator = createTransactionGenerator(createRandom(1), REALISTIC_MIX, 31_337)

function serialized(fields: TransactionFields): `0x${string}` {
  const writer = new RlpWriter()
  writeTransaction(writer, fields)
  return `0x${Buffer.from(writer.bytes).toString('hex')}`
}

/** The transaction by viem's own hand. */
function byViem(tx: TransactionFields): `0x${string}` {
  const hex = (text: string): `0x${string}` => text as `0x${string}` // as the generator writes it
  const signature = { r: hex(tx.r), s: hex(tx.s) }
  const common = {
    nonce: tx.nonce,
    gas: BigInt(tx.gas),
    value: tx.valueWei,
    data: hex(tx.input),
    chainId: tx.chainId,
  }
  const base = { ...common, ...(tx.to === null ? {} : { to: tx.to }) }
  const { yParity } = tx
  if (tx.type === 0) {
    const v = BigInt(tx.chainId * 2 + 35 + yParity)
    return serializeTransaction({ ...base, type: 'legacy', gasPrice: tx.maxFeeWei }, { ...signature, v })
  }
  const accessList = tx.accessList.map(({ address, storageKeys }) => ({
    address: hex(address),
    storageKeys: storageKeys.map(hex),
  }))
  const listed = { ...base, accessList }
  if (tx.type === 1) {
    return serializeTransaction(
      { ...listed, type: 'eip2930', gasPrice: tx.maxFeeWei },
      { ...signature, yParity },
    )
  }
  const fees = { maxFeePerGas: tx.maxFeeWei, maxPriorityFeePerGas: tx.maxTipWei }
  if (tx.type === 2) {
    return serializeTransaction({ ...listed, ...fees, type: 'eip1559' }, { ...signature, yParity })
  }
  if (tx.type === 3) {
    const blobs = { maxFeePerBlobGas: tx.maxBlobFeeWei, blobVersionedHashes: tx.blobHashes.map(hex) }
    // The type wants the blobs themselves; the serialiser is content with their hashes, as in a pool's answer.
    const blobTx = {
      ...listed,
      ...fees,
      ...blobs,
      type: 'eip4844',
    } as unknown as TransactionSerializableEIP4844
    return serializeTransaction(blobTx, { ...signature, yParity })
  }
  const authorizationList = tx.authorizations.map((authorization) => ({
    ...authorization,
    address: hex(authorization.address),
    r: hex(authorization.r),
    s: hex(authorization.s),
  }))
  return serializeTransaction(
    { ...listed, ...fees, authorizationList, type: 'eip7702' },
    { ...signature, yParity },
  )
}

test.each([0, 1, 2, 3, 4] as const)(
  'a generated transaction of type %i is what viem makes of its fields',
  async (type) => {
    const encode = await createTransactionEncoder()
    for (let i = 0; i < 200; i++) {
      const fields = generator.next({ type })
      const bytes = serialized(fields)
      expect(bytes).toBe(byViem(fields))
      expect(encode(fields).hash).toBe(keccak256(hexToBytes(bytes)))
      expect(() => parseTransaction(bytes)).not.toThrow()
    }
  },
)

test('any fields are serialised as viem does it', () => {
  const hexOf = (max: number) =>
    fc.uint8Array({ maxLength: max }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
  const wei = fc.bigInt({ min: 1n, max: 2n ** 100n })
  fc.assert(
    fc.property(
      fc.record({
        type: fc.constantFrom<TransactionType>(0, 1, 2, 3, 4),
        nonce: fc.integer({ min: 0, max: 2 ** 40 }),
        valueWei: fc.bigInt({ min: 0n, max: 2n ** 200n }),
        gas: fc.integer({ min: 1, max: 2 ** 32 }),
        fee: wei,
        input: hexOf(70_000),
        storageKeys: fc.array(fc.constant(`0x${'5a'.repeat(32)}`), { maxLength: 12 }),
        chainId: fc.integer({ min: 1, max: 2 ** 32 }),
      }),
      ({ fee, storageKeys, type, ...rest }) => {
        const accessList = [{ address: `0x${'77'.repeat(20)}`, storageKeys }]
        const fields = generator.next({ ...rest, type, accessList, maxFeeWei: fee, maxTipWei: fee })
        expect(serialized(fields)).toBe(byViem(fields))
      },
    ),
    { numRuns: 200 },
  )
})

test('the JSON carries the fields of its type, as geth writes them', async () => {
  const encode = await createTransactionEncoder()
  const body = (type: TransactionType): Record<string, unknown> =>
    JSON.parse(`{${encode(generator.next({ type })).members}}`) // an object by its braces
  const always = [
    'chainId',
    'from',
    'gas',
    'gasPrice',
    'hash',
    'input',
    'nonce',
    'r',
    's',
    'to',
    'type',
    'v',
    'value',
  ]
  const fees = ['maxFeePerGas', 'maxPriorityFeePerGas']
  expect(Object.keys(body(0)).sort()).toEqual(always)
  expect(Object.keys(body(1)).sort()).toEqual([...always, 'accessList', 'yParity'].sort())
  expect(Object.keys(body(2)).sort()).toEqual([...always, ...fees, 'accessList', 'yParity'].sort())
  expect(Object.keys(body(3))).toEqual(
    expect.arrayContaining([...fees, 'maxFeePerBlobGas', 'blobVersionedHashes']),
  )
  expect(Object.keys(body(4))).toEqual(expect.arrayContaining([...fees, 'authorizationList']))
})
