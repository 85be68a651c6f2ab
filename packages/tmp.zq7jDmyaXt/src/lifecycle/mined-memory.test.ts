import { expect, test } from 'vitest'
import { blockOf } from '../../test/pool.ts'
import { hashOf } from '../../test/transactions.ts'
import { ConfirmedBlock } from './confirmed-blocks.ts'
import { createMinedMemory, type MinedAt } from './mined-memory.ts'

const at = (number: number): MinedAt => ({
  block: new ConfirmedBlock(blockOf(number), []),
  status: 'success',
})

test('it never holds more than its bound, and always the younger half of it', () => {
  const memory = createMinedMemory(8)
  for (let n = 1; n <= 100; n++) {
    memory.set(hashOf(n), at(n))
    expect(memory.size).toBeLessThanOrEqual(8)
    for (let back = 0; back < Math.min(n, 4); back++) {
      expect(memory.get(hashOf(n - back))?.block.number).toBe(n - back)
    }
  }
  expect(memory.get(hashOf(1))).toBeUndefined()
})

test('a hash is in the block that was told last', () => {
  const memory = createMinedMemory(2)
  memory.set(hashOf(1), at(1))
  memory.set(hashOf(2), at(1))
  memory.set(hashOf(1), at(2))
  expect(memory.get(hashOf(1))?.block.number).toBe(2)
})
