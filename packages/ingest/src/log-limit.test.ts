import { expect, test } from 'vitest'
import { createLogLimit } from './log-limit.ts'

test('the first is written at once, those that follow once per interval and counted', () => {
  let nowMs = 5
  const written: number[] = []
  const limit = createLogLimit({ monotonicMs: () => nowMs, everyMs: 100 })
  for (let n = 0; n < 50; n++) limit((since) => written.push(since))
  expect(written).toEqual([1])
  nowMs = 105
  limit((since) => written.push(since))
  limit((since) => written.push(since))
  expect(written).toEqual([1, 50])
})
