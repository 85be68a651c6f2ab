import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatchLimit, EXPLICIT_REFUSAL_MS } from './batch-limit.ts'

test('a refused size is halved and remembered', () => {
  const limit = createBatchLimit(128)
  limit.refused(128, true, 0)
  limit.refused(64, true, 1)
  expect([limit.size(2), limit.learned]).toEqual([32, 32])
  limit.answered(32, 3)
  expect(limit.size(EXPLICIT_REFUSAL_MS)).toBe(32)
})

test('batches in flight that are refused together halve once', () => {
  const limit = createBatchLimit(128)
  for (let i = 0; i < 4; i++) limit.refused(128, true, i)
  expect(limit.learned).toBe(64)
})

test('after ten minutes one larger batch is tried, and a success is built upon', () => {
  const limit = createBatchLimit(128)
  limit.refused(64, true, 0)
  const later = EXPLICIT_REFUSAL_MS
  expect(limit.size(later)).toBe(64)
  limit.began(64, later)
  expect(limit.size(later)).toBe(32)
  limit.answered(64, later + 10)
  expect(limit.size(later + 10)).toBe(128)
  limit.began(128, later + 10)
  limit.refused(128, true, later + 20)
  expect([limit.learned, limit.size(later + 20), limit.size(2 * later)]).toEqual([64, 64, 64])
})

test('a doubtful refusal is believed for longer each time, and forgotten once the full size was taken', () => {
  const limit = createBatchLimit(4)
  limit.refused(4, false, 0)
  expect([limit.size(999), limit.size(1000)]).toEqual([2, 4])
  limit.began(4, 1000)
  limit.refused(4, false, 2000)
  expect([limit.size(3999), limit.size(4000)]).toEqual([2, 4])
  limit.answered(4, 4000)
  limit.refused(4, false, 5000)
  expect(limit.size(6000)).toBe(4)
})

test('a larger try that was lost is made again', () => {
  const limit = createBatchLimit(4)
  limit.refused(4, false, 0)
  limit.began(4, 1000)
  expect([limit.size(1500), limit.size(2000)]).toEqual([2, 4])
})

test('whatever happens, the size stays between one and the bound', () => {
  const step = fc.record({ kind: fc.constantFrom('answered', 'refused', 'doubted'), waitMs: fc.nat(700_000) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.array(step), (max, steps) => {
      const limit = createBatchLimit(max)
      let nowMs = 0
      for (const { kind, waitMs } of steps) {
        nowMs += waitMs
        const size = limit.size(nowMs)
        expect(size >= 1 && size <= max).toBe(true)
        limit.began(size, nowMs)
        if (kind === 'answered') limit.answered(size, nowMs)
        else limit.refused(size, kind === 'refused', nowMs)
        expect(limit.learned).toBeGreaterThanOrEqual(1)
      }
    }),
  )
})
