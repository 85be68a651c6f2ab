import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLagAge } from './lag-age.ts'

it('is the age of the oldest event that is not there yet', () => {
  const age = createLagAge()
  expect(age.ageMs(0, 5_000)).toBe(0)
  age.note(10, 1_000)
  age.note(20, 2_000)
  expect(age.ageMs(0, 5_000)).toBe(4_000)
  expect(age.ageMs(10, 5_000)).toBe(3_000)
  expect(age.ageMs(20, 5_000)).toBe(0)
  age.note(30, 6_000)
  expect(age.ageMs(20, 6_500)).toBe(500)
})

it('is never too short and, with bounded memory, never much too long', () => {
  const step = fc.record({
    events: fc.integer({ min: 1, max: 50 }),
    ms: fc.integer({ min: 0, max: 2_000 }),
  })
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 400 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (steps, share) => {
        const age = createLagAge()
        const durable: number[] = []
        let nowMs = 0
        for (const { events, ms } of steps) {
          nowMs += ms
          for (let n = 0; n < events; n += 1) durable.push(nowMs)
          age.note(durable.length, nowMs)
        }
        const shipped = Math.floor(share * durable.length)
        const exact = nowMs - (durable[shipped] ?? nowMs)
        const found = age.ageMs(shipped, nowMs)
        expect(found).toBeGreaterThanOrEqual(exact)
        expect(found).toBeLessThan(exact + 250)
      },
    ),
  )
})

it('a month of waiting takes little memory and stays about right', () => {
  const age = createLagAge()
  const hours = 24 * 30
  for (let minute = 0; minute <= hours * 60; minute += 1) age.note(minute + 1, minute * 60_000)
  const nowMs = hours * 3_600_000
  expect(age.ageMs(0, nowMs)).toBe(nowMs)
  const half = age.ageMs(hours * 30, nowMs) / nowMs
  expect(half).toBeGreaterThanOrEqual(0.499)
  expect(half).toBeLessThan(0.504)
})
