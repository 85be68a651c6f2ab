import { expect, it } from 'vitest'
import { createMemoryReturn } from './memory-return.ts'

it('gives memory back now and then', async () => {
  const statements: string[] = []
  let nowMs = 0
  const memory = createMemoryReturn(
    async (statement) => statements.push(statement),
    () => nowMs,
  )
  for (; nowMs < 60_000; nowMs += 1_000) await memory.whenDue()
  expect(statements).toEqual(['SYSTEM JEMALLOC PURGE', 'SYSTEM JEMALLOC PURGE'])
})

it('error: does not ask again where the engine cannot', async () => {
  let asked = 0
  let nowMs = 0
  const memory = createMemoryReturn(
    async () => {
      asked += 1
      throw new Error('planted')
    },
    () => nowMs,
  )
  for (; nowMs < 100_000; nowMs += 10_000) await memory.whenDue()
  expect(asked).toBe(1)
})
