import { expect, test } from 'vitest'
import { hashOf } from '../../test/transactions.ts'
import { createPropagation } from './propagation.ts'

test('delays stand in the row of the source that was ahead', () => {
  const propagation = createPropagation(2, 100)
  for (let n = 0; n < 10; n++) {
    propagation.saw(hashOf(n), 0, 1000 * (n + 1))
    propagation.saw(hashOf(n), 1, 1000 * (n + 1) + 200)
  }
  propagation.saw(hashOf(90), 1, 50_000)
  propagation.saw(hashOf(90), 0, 60_000)
  propagation.saw(hashOf(91), 0, 70_000)

  const ahead = propagation.pair(0, 1)
  expect(ahead).toMatchObject({ shared: 11, first: 10 })
  expect(ahead.p50Us).toBeGreaterThan(190)
  expect(ahead.p50Us).toBeLessThan(210)
  expect(propagation.pair(1, 0)).toMatchObject({ shared: 11, first: 1 })
  expect(propagation.pair(1, 0).p50Us).toBeGreaterThan(9_500)
  expect([propagation.announced(0), propagation.announced(1)]).toEqual([12, 11])
})

test('of three sources each pair is measured by itself', () => {
  const propagation = createPropagation(3, 100)
  propagation.saw(hashOf(1), 2, 1000)
  propagation.saw(hashOf(1), 0, 1500)
  propagation.saw(hashOf(1), 1, 1800)
  expect(propagation.pair(2, 0)).toMatchObject({ first: 1, shared: 1 })
  expect(propagation.pair(2, 1)).toMatchObject({ first: 1, shared: 1 })
  expect(propagation.pair(0, 1)).toMatchObject({ first: 1, shared: 1 })
  expect(propagation.pair(0, 1).p99Us).toBeLessThan(315)
  expect(propagation.pair(1, 0)).toEqual({ first: 0, shared: 1, p50Us: null, p99Us: null })
})

test('a second announcement by the same source changes nothing', () => {
  const propagation = createPropagation(2, 100)
  propagation.saw(hashOf(1), 0, 1000)
  propagation.saw(hashOf(1), 0, 2000)
  propagation.saw(hashOf(1), 1, 3000)
  propagation.saw(hashOf(1), 1, 9000)
  expect(propagation.announced(0)).toBe(1)
  expect(propagation.pair(0, 1)).toMatchObject({ first: 1, shared: 1 })
})

test('what is forgotten counts as the own of the source that comes late', () => {
  const propagation = createPropagation(2, 10)
  propagation.saw(hashOf(0), 0, 1000)
  for (let n = 1; n <= 20; n++) propagation.saw(hashOf(n), 0, 1000)
  propagation.saw(hashOf(0), 1, 2000)
  expect(propagation.pair(0, 1).shared).toBe(0)
  propagation.saw(hashOf(20), 1, 2000)
  expect(propagation.pair(0, 1).shared).toBe(1)
})
