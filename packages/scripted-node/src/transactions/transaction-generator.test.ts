import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { createTransactionEncoder } from './encode-transaction.ts'
import { createTransactionGenerator } from './transaction-generator.ts'
import { REALISTIC_MIX } from './transaction-mix.ts'

const generate = (seed: number, count: number, mix = REALISTIC_MIX) => {
  const generator = createTransactionGenerator(createRandom(seed), mix, 1)
  return { generator, transactions: Array.from({ length: count }, () => generator.next()) }
}

test('the same seed gives the same transactions, another seed others', async () => {
  const encode = await createTransactionEncoder()
  const hashes = (seed: number) => generate(seed, 50).transactions.map((fields) => encode(fields).hash)
  expect(hashes(7)).toEqual(hashes(7))
  expect(new Set([...hashes(7), ...hashes(8)]).size).toBe(100)
})

test('each account uses consecutive nonces from the one it has on the chain', () => {
  const { generator, transactions } = generate(3, 5000, { ...REALISTIC_MIX, senders: 50 })
  const next = new Map<string, number>()
  for (const { from, nonce } of transactions) {
    expect(nonce).toBe(next.get(from) ?? generator.baseNonceOf(from))
    next.set(from, nonce + 1)
  }
  // 50 accounts that come back, and a tenth from accounts of one transaction.
  expect(next.size).toBeGreaterThan(50 + 400)
  expect(next.size).toBeLessThan(50 + 600)
})

test('types and contents have about their shares', () => {
  const { transactions } = generate(5, 10_000)
  const share = (matches: (tx: (typeof transactions)[number]) => boolean) =>
    transactions.filter(matches).length / 10_000
  expect(share((tx) => tx.type === 2)).toBeCloseTo(0.83, 1)
  expect(share((tx) => tx.type === 3)).toBeGreaterThan(0.01)
  expect(share((tx) => tx.input.startsWith('0x7ff36ab5'))).toBeCloseTo(0.2, 1)
  expect(share((tx) => tx.to === null)).toBeGreaterThan(0.003)
})
