import fc from 'fast-check'
import { keccak256, serializeTransaction, type TransactionSerializable } from 'viem'
import { describe, expect, test } from 'vitest'
import { hashTransaction } from './transaction-hash.ts'

// viem's serialiser is another implementation of the same specifications.

const word = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex)
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hex)
const amount = fc.bigInt({ min: 0n, max: 2n ** 96n })
const small = fc.nat(2 ** 31)
const signature = fc.record({
  r: fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }).map(quantity),
  s: fc.bigInt({ min: 1n, max: 2n ** 255n }).map(quantity),
  yParity: fc.nat(1),
})
const accessList = fc.array(fc.record({ address, storageKeys: fc.array(word, { maxLength: 3 }) }), {
  maxLength: 3,
})
const common = fc.record({
  nonce: small,
  gas: amount,
  to: fc.option(address, { nil: undefined }),
  value: amount,
  data: fc.uint8Array({ maxLength: 300 }).map(hex),
})

function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes).toString('hex')}`
}

function quantity(value: bigint | number): `0x${string}` {
  return `0x${value.toString(16)}`
}

interface Signature {
  readonly r: `0x${string}`
  readonly s: `0x${string}`
  readonly yParity: number
}

/** The body as a node writes it, beside the hash viem computes. */
function check(tx: Record<string, unknown>, type: number, sig: Signature): void {
  const expected = keccak256(
    serializeTransaction(tx as unknown as TransactionSerializable, {
      r: sig.r,
      s: sig.s,
      yParity: sig.yParity,
      ...(type === 0 ? { v: legacyV(tx, sig) } : {}),
    }),
  )
  expect(hashTransaction(asBody(tx, type, sig))).toBe(expected)
}

function legacyV(tx: Record<string, unknown>, sig: Signature): bigint {
  return typeof tx.chainId === 'number' ? BigInt(tx.chainId * 2 + 35 + sig.yParity) : BigInt(27 + sig.yParity)
}

function asBody(tx: Record<string, unknown>, type: number, sig: Signature): Record<string, unknown> {
  const body: Record<string, unknown> = {
    type: quantity(type),
    r: sig.r,
    s: sig.s,
    v: quantity(type === 0 ? legacyV(tx, sig) : sig.yParity),
    input: tx.data,
    to: tx.to ?? null,
  }
  if (type > 0) body.yParity = quantity(sig.yParity)
  for (const [name, value] of Object.entries(tx)) {
    if (typeof value === 'bigint' || typeof value === 'number') body[name] = quantity(value)
    else if (Array.isArray(value)) body[name] = value
  }
  if (Array.isArray(tx.authorizationList)) {
    body.authorizationList = tx.authorizationList.map((entry) => ({
      ...entry,
      chainId: quantity(entry.chainId),
      nonce: quantity(entry.nonce),
      yParity: quantity(entry.yParity),
    }))
  }
  return body
}

const dynamic = { maxFeePerGas: amount, maxPriorityFeePerGas: amount }
const chainId = fc.integer({ min: 1, max: 2 ** 31 })

describe('the recomputed hash is that of viem', () => {
  test.each<[number, string, fc.Arbitrary<Record<string, unknown>>]>([
    [
      0,
      'legacy',
      fc.record({
        chainId: fc.option(fc.integer({ min: 1, max: 2 ** 30 }), { nil: undefined }),
        gasPrice: amount,
      }),
    ],
    [1, 'access list', fc.record({ chainId, gasPrice: amount, accessList })],
    [2, 'dynamic fee', fc.record({ chainId, ...dynamic, accessList })],
    [
      3,
      'blob',
      fc.record({
        chainId,
        ...dynamic,
        accessList,
        maxFeePerBlobGas: amount,
        to: address,
        blobVersionedHashes: fc.array(
          word.map((hash) => `0x01${hash.slice(4)}`),
          { minLength: 1, maxLength: 6 },
        ),
      }),
    ],
    [
      4,
      'set code',
      fc.record({
        chainId,
        ...dynamic,
        accessList,
        authorizationList: fc.array(
          fc
            .tuple(fc.record({ chainId, address, nonce: small }), signature)
            .map(([entry, sig]) => ({ ...entry, ...sig })),
          { minLength: 1, maxLength: 3 },
        ),
      }),
    ],
  ])('type %i, %s', (type, _name, own) => {
    const types = ['legacy', 'eip2930', 'eip1559', 'eip4844', 'eip7702']
    fc.assert(
      fc.property(common, own, signature, (fields, special, sig) => {
        const fees = { ...special }
        // viem refuses a tip above the cap; nodes do too.
        if (typeof fees.maxFeePerGas === 'bigint' && typeof fees.maxPriorityFeePerGas === 'bigint') {
          fees.maxFeePerGas += fees.maxPriorityFeePerGas
        }
        check({ ...fields, ...fees, type: types[type] }, type, sig)
      }),
      { numRuns: 60 },
    )
  })
})

test('the example of EIP-155 has its hash, and none when a field is changed', () => {
  const body = {
    nonce: '0x9',
    gasPrice: '0x4a817c800',
    gas: '0x5208',
    to: `0x${'35'.repeat(20)}`,
    value: '0xde0b6b3a7640000',
    input: '0x',
    v: '0x25',
    r: '0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276',
    s: '0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83',
  }
  const hash = '0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788'
  expect(hashTransaction(body)).toBe(hash)
  for (const name of Object.keys(body)) expect(hashTransaction({ ...body, [name]: '0x77' })).not.toBe(hash)
})

test('what cannot be recomputed is null, never an exception', () => {
  expect(hashTransaction({ type: '0x7e' })).toBeNull()
  expect(hashTransaction({ type: '0x2' })).toBeNull()
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('type', 'nonce', 'gas', 'to', 'value', 'input', 'accessList', 'v', 'r', 's'),
        fc.anything(),
      ),
      (body) => {
        const hash = hashTransaction(body)
        expect(hash === null || hash.length === 66).toBe(true)
      },
    ),
  )
})
