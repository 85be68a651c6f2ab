import { createHash } from 'node:crypto'
import type { Hash } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './hash-memory.ts'

const SEED = Uint32Array.from({ length: HASH_MEMORY_SEED_WORDS }, (_, i) => (i + 1) * 0x9e3779b1)

function hashOf(n: number): Hash {
  return `0x${createHash('sha256').update(String(n)).digest('hex')}` as Hash // 64 hex digits
}

test('a value is found again, and replaced', () => {
  const memory = createHashMemory(10, SEED)
  expect(memory.get(hashOf(1))).toBe(0)
  memory.set(hashOf(1), 7)
  memory.set(hashOf(2), 0xffff_ffff)
  expect([memory.get(hashOf(1)), memory.get(hashOf(2)), memory.get(hashOf(3))]).toEqual([7, 0xffff_ffff, 0])
  memory.set(hashOf(1), 8)
  expect(memory.get(hashOf(1))).toBe(8)
  expect(memory.size).toBe(2)
})

test('hashes that differ in one digit only are told apart', () => {
  const memory = createHashMemory(10_000, SEED)
  const hashes = new Set<Hash>()
  for (let position = 0; position < 64; position++) {
    for (const digit of '0123456789abcdef') {
      hashes.add(`0x${'0'.repeat(position)}${digit}${'0'.repeat(63 - position)}` as Hash) // 64 hex digits
    }
  }
  for (const hash of hashes) {
    expect(memory.get(hash)).toBe(0)
    memory.set(hash, 1)
  }
  expect(memory.size).toBe(hashes.size)
})

test('it never holds more than its bound, and always the younger half of it', () => {
  const capacity = 64
  const memory = createHashMemory(capacity, SEED)
  for (let n = 0; n < 1000; n++) {
    memory.set(hashOf(n), n + 1)
    expect(memory.size).toBeLessThanOrEqual(capacity)
    for (let back = 0; back < Math.min(n + 1, capacity / 2); back++) {
      expect(memory.get(hashOf(n - back))).toBe(n - back + 1)
    }
  }
  expect(memory.get(hashOf(0))).toBe(0)
})

test('a hash that is set again stays young', () => {
  const memory = createHashMemory(8, SEED)
  for (let n = 1; n < 100; n++) {
    memory.set(hashOf(0), n)
    memory.set(hashOf(n), 1)
    expect(memory.get(hashOf(0))).toBe(n)
  }
})

test('within its bound it agrees with a map', () => {
  const operation = fc.record({ n: fc.nat(40), value: fc.integer({ min: 1, max: 0xffff_ffff }) })
  fc.assert(
    fc.property(fc.array(operation), (operations) => {
      const memory = createHashMemory(200, SEED)
      const model = new Map<number, number>()
      for (const { n, value } of operations) {
        expect(memory.get(hashOf(n))).toBe(model.get(n) ?? 0)
        memory.set(hashOf(n), value)
        model.set(n, value)
      }
      for (const [n, value] of model) expect(memory.get(hashOf(n))).toBe(value)
    }),
  )
})

test('the smallest bound works', () => {
  const memory = createHashMemory(2, SEED)
  for (let n = 0; n < 10; n++) {
    memory.set(hashOf(n), n + 1)
    expect(memory.get(hashOf(n))).toBe(n + 1)
    expect(memory.size).toBeLessThanOrEqual(2)
  }
})
