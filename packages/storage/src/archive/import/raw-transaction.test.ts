import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { keccak256, serializeTransaction } from 'viem'
import { describe, expect, test } from 'vitest'
import { type RawTransactionCase, rawTransactions } from '../../../test/support/raw-transactions.ts'
import { decodeRawTransaction } from './raw-transaction.ts'

// viem's serialiser is another implementation of the same specifications.

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.slice(2), 'hex')

function expected({ type, tx }: RawTransactionCase) {
  return {
    type,
    nonce: tx.nonce,
    to: tx.to ?? null,
    value: String(tx.value),
    gas: Number(tx.gas),
    gasPrice: tx.gasPrice === undefined ? null : String(tx.gasPrice),
    maxFeePerGas: tx.maxFeePerGas === undefined ? null : String(tx.maxFeePerGas),
    maxPriorityFeePerGas: tx.maxPriorityFeePerGas === undefined ? null : String(tx.maxPriorityFeePerGas),
    maxFeePerBlobGas: tx.maxFeePerBlobGas === undefined ? null : String(tx.maxFeePerBlobGas),
    blobCount: tx.blobVersionedHashes?.length ?? 0,
    authorizationCount: tx.authorizationList?.length ?? 0,
    accessListLength: tx.accessList?.length ?? 0,
    input: tx.data,
    chainId: tx.chainId ?? null,
  }
}

describe('decodeRawTransaction', () => {
  test.each([0, 1, 2, 3, 4] as const)('reads back what viem serialised: type %i', (type) => {
    fc.assert(
      fc.property(rawTransactions(type), (made) => {
        expect(decodeRawTransaction(bytesOf(made.raw))).toEqual({
          ...expected(made),
          hash: keccak256(made.raw),
        })
      }),
      { numRuns: 100 },
    )
  })

  test('unwraps a typed transaction inside an RLP string', () => {
    fc.assert(
      fc.property(fc.oneof(rawTransactions(1), rawTransactions(2), rawTransactions(4)), (made) => {
        const wrapped = RLP.encode(bytesOf(made.raw))
        expect(wrapped[0]).toBeGreaterThanOrEqual(0xb7)
        expect(decodeRawTransaction(wrapped)).toEqual(decodeRawTransaction(bytesOf(made.raw)))
      }),
    )
  })

  test('a blob transaction with its blobs has the hash of the one without', () => {
    fc.assert(
      fc.property(rawTransactions(3), (made) => {
        const body = RLP.decode(bytesOf(made.raw).subarray(1))
        const blob = new Uint8Array(100).fill(1)
        const network = Buffer.concat([Uint8Array.of(3), RLP.encode([body, [blob], [blob], [blob]])])
        expect(decodeRawTransaction(network)).toEqual(decodeRawTransaction(bytesOf(made.raw)))
      }),
    )
  })

  test('the example of EIP-155', () => {
    const raw =
      '0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83'
    expect(decodeRawTransaction(bytesOf(raw))).toMatchObject({
      hash: '0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788',
      chainId: 1,
      nonce: 9,
      gasPrice: '20000000000',
      value: '1000000000000000000',
      input: '0x',
    })
  })

  test('error: says what is wrong, whatever the bytes, and never throws', () => {
    expect(decodeRawTransaction(new Uint8Array())).toBe('it is empty')
    expect(decodeRawTransaction(Uint8Array.of(5, 0xc0))).toBe('type 5 is not 0 to 4')
    expect(decodeRawTransaction(RLP.encode([1n, 2n]))).toBe('2 fields instead of 9')
    expect(decodeRawTransaction(new Uint8Array(200_000).fill(0xc1))).toEqual(expect.any(String))
    fc.assert(
      fc.property(rawTransactions(2), fc.nat(), fc.nat(255), ({ raw }, at, value) => {
        const bytes = bytesOf(raw)
        bytes[at % bytes.length] = value
        const decoded = decodeRawTransaction(bytes)
        expect(typeof decoded === 'string' || decoded.hash === keccak256(bytes)).toBe(true)
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeRawTransaction(bytes)))
  })

  test('error: a transaction that was cut or continued is refused', () => {
    const raw = bytesOf(serializeTransaction({ type: 'eip1559', chainId: 1, nonce: 1, gas: 21_000n }))
    expect(decodeRawTransaction(raw)).toBe('9 fields instead of 12')
    expect(decodeRawTransaction(raw.subarray(0, -1))).toEqual(expect.any(String))
    expect(decodeRawTransaction(Buffer.concat([raw, Uint8Array.of(1)]))).toEqual(expect.any(String))
  })
})
