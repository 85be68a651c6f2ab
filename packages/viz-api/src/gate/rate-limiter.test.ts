import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateLimiter } from './rate-limiter.ts'

function setUp(perMinute: number, maxClients = 100) {
  const clock = { nowMs: 1_000 }
  const limiter = createRateLimiter({ perMinute, maxClients, monotonicMs: () => clock.nowMs })
  const spendAll = (client: string): number => {
    for (let spent = 0; ; spent++) if (!limiter.spend(client).ok) return spent
  }
  return { limiter, clock, spendAll }
}

test('a minute holds so many requests, at once or spread, and says when the next one is taken', () => {
  const { limiter, clock, spendAll } = setUp(600)
  expect(spendAll('a')).toBe(600)
  expect(limiter.spend('a')).toEqual({ ok: false, retryAfterS: 1 })
  clock.nowMs += 99
  expect(limiter.spend('a').ok).toBe(false)
  clock.nowMs += 1
  expect(limiter.spend('a').ok).toBe(true)
  expect(limiter.spend('a').ok).toBe(false)
  clock.nowMs += 1_000
  expect(spendAll('a')).toBe(10)
  clock.nowMs += 3_600_000
  expect(spendAll('a')).toBe(600)
})

test('few requests a minute: the wait is said in whole seconds, and holds', () => {
  const { limiter, clock } = setUp(2)
  expect([limiter.spend('a').ok, limiter.spend('a').ok]).toEqual([true, true])
  clock.nowMs += 1
  expect(limiter.spend('a')).toEqual({ ok: false, retryAfterS: 30 })
  clock.nowMs += 30_000
  expect(limiter.spend('a').ok).toBe(true)
})

test('clients do not spend what is others’', () => {
  const { spendAll } = setUp(10)
  expect(spendAll('a')).toBe(10)
  expect(spendAll('b')).toBe(10)
})

test('0 is no limit and remembers nobody', () => {
  const { limiter } = setUp(0)
  for (let i = 0; i < 10_000; i++) expect(limiter.spend(`c${i}`).ok).toBe(true)
  expect(limiter.size()).toBe(0)
})

test('a flood of clients gets nobody new tokens: who finds no place shares one bucket', () => {
  const { limiter, clock, spendAll } = setUp(60, 10)
  expect(spendAll('first')).toBe(60)
  for (let i = 0; i < 9; i++) expect(limiter.spend(`c${i}`).ok).toBe(true)
  const passed = Array.from({ length: 1_000 }, (_, i) => limiter.spend(`flood${i}`)).filter(({ ok }) => ok)
  expect(passed).toHaveLength(60)
  expect(limiter.spend('first').ok).toBe(false)
  expect(limiter.size()).toBeLessThanOrEqual(11)
  // Full buckets make room.
  clock.nowMs += 60_000
  expect(spendAll('newcomer')).toBe(60)
})

test('however time goes, a client never has more than its rate allows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.array(fc.tuple(fc.nat(120_000), fc.nat(50)), { maxLength: 30 }),
      (perMinute, steps) => {
        const { limiter, clock } = setUp(perMinute)
        let passed = 0
        for (const [waitMs, asks] of steps) {
          clock.nowMs += waitMs
          for (let i = 0; i < asks; i++) if (limiter.spend('a').ok) passed++
        }
        const elapsedMs = clock.nowMs - 1_000
        expect(passed).toBeLessThanOrEqual(Math.ceil(perMinute + (elapsedMs * perMinute) / 60_000) + 1)
      },
    ),
  )
})
