import fc from 'fast-check'
import { serializeTransaction, type TransactionSerializable } from 'viem'

/** Fields of a transaction as viem takes them; what a type does not have is absent. */
export interface TransactionFields {
  readonly chainId?: number
  readonly nonce: number
  readonly to?: `0x${string}`
  readonly value: bigint
  readonly gas: bigint
  readonly data: `0x${string}`
  readonly gasPrice?: bigint
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
  readonly maxFeePerBlobGas?: bigint
  readonly accessList?: readonly unknown[]
  readonly blobVersionedHashes?: readonly unknown[]
  readonly authorizationList?: readonly unknown[]
}

export interface RawTransactionCase {
  readonly type: number
  readonly tx: TransactionFields
  /** The signed serialisation; the signature is made up, which a hash does not mind. */
  readonly raw: `0x${string}`
}

const word = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex)
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hex)
const amount = fc.bigInt({ min: 0n, max: 2n ** 96n })
const signature = fc.record({
  r: fc.bigInt({ min: 2n ** 248n, max: 2n ** 256n - 1n }).map(quantity),
  s: fc.bigInt({ min: 2n ** 248n, max: 2n ** 255n }).map(quantity),
  yParity: fc.constantFrom(0, 1),
})
const accessList = fc.array(fc.record({ address, storageKeys: fc.array(word, { maxLength: 2 }) }), {
  maxLength: 3,
})
const common = fc.record(
  {
    nonce: fc.nat(2 ** 31),
    to: address,
    value: amount,
    gas: fc.bigInt({ min: 21_000n, max: 30_000_000n }),
    data: fc.uint8Array({ maxLength: 100 }).map(hex),
  },
  { requiredKeys: ['nonce', 'value', 'gas', 'data'] },
)
const anyChain = fc.integer({ min: 1, max: 2 ** 30 })
/** viem refuses a tip above the cap. */
const fees = fc.tuple(amount, amount).map(([tip, more]) => ({
  maxPriorityFeePerGas: tip,
  maxFeePerGas: tip + more,
}))

const ownFields = (chainId: fc.Arbitrary<number>) => ({
  0: fc.record({ chainId, gasPrice: amount }, { requiredKeys: ['gasPrice'] }),
  1: fc.record({ chainId, gasPrice: amount, accessList }),
  2: fc.tuple(fc.record({ chainId, accessList }), fees).map(merge),
  3: fc
    .tuple(
      fc.record({
        chainId,
        accessList,
        to: address,
        maxFeePerBlobGas: amount,
        blobVersionedHashes: fc.array(
          word.map((hash) => `0x01${hash.slice(4)}`),
          { minLength: 1, maxLength: 6 },
        ),
      }),
      fees,
    )
    .map(merge),
  4: fc
    .tuple(
      fc.record({
        chainId,
        accessList,
        authorizationList: fc.array(
          fc
            .tuple(fc.record({ chainId, address, nonce: fc.nat(1000) }), signature)
            .map(([entry, sig]) => ({ ...entry, ...sig })),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      fees,
    )
    .map(merge),
})
const TYPE_NAMES = ['legacy', 'eip2930', 'eip1559', 'eip4844', 'eip7702'] as const

/** Signed transactions of one type, with their fields; legacy ones may lack the chain. */
export function rawTransactions(
  type: 0 | 1 | 2 | 3 | 4,
  chainId: fc.Arbitrary<number> = anyChain,
): fc.Arbitrary<RawTransactionCase> {
  const own: fc.Arbitrary<object> = ownFields(chainId)[type]
  return fc.tuple(common, own, signature).map(([fields, special, { r, s, yParity }]) => {
    const tx = { ...fields, ...special } as TransactionFields // of the type that was asked for
    const v =
      type > 0 ? {} : { v: BigInt(tx.chainId === undefined ? 27 + yParity : tx.chainId * 2 + 35 + yParity) }
    const unsigned = { ...tx, type: TYPE_NAMES[type] } as unknown as TransactionSerializable // of the same type
    return { type, tx, raw: serializeTransaction(unsigned, { r, s, yParity, ...v }) }
  })
}

function merge<A extends object, B extends object>([a, b]: readonly [A, B]): A & B {
  return { ...a, ...b }
}

function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes).toString('hex')}`
}

function quantity(value: bigint): `0x${string}` {
  return `0x${value.toString(16)}`
}
