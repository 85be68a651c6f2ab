import { expect, test } from 'vitest'
import { readThreads } from './threads.ts'

test('work of this process is found where the system tells it', async () => {
  const before = await readThreads(process.pid)
  for (const until = performance.now() + 300; performance.now() < until; );
  const after = await readThreads(process.pid)
  expect(after === null).toBe(process.platform !== 'linux')
  if (before === null || after === null) return
  const total = ({ main, v8, others }: typeof after): number => main + v8 + others
  expect(total(after) - total(before)).toBeGreaterThan(0.02)
  expect(after.main).toBeGreaterThan(0)
})

test('a process that is not there has no threads', async () => {
  expect(await readThreads(2 ** 30)).toBeNull()
})
