import { expect, test } from 'vitest'
import { createLatency } from './latency.ts'

test('the first answer is taken as it is, those without an answer are not measured', () => {
  const latency = createLatency()
  latency.began()
  latency.began()
  expect([latency.ms, latency.inFlight]).toEqual([null, 2])
  latency.ended(null, 0)
  latency.ended(80, 10)
  expect([latency.ms, latency.inFlight]).toEqual([80, 0])
})

test('one slow answer among many moves it little, one after a pause replaces it', () => {
  const latency = createLatency()
  latency.ended(100, 0)
  latency.ended(1100, 10)
  expect(latency.ms).toBeCloseTo(200)
  latency.ended(1000, 100_000)
  expect(latency.ms).toBeGreaterThan(990)
})
