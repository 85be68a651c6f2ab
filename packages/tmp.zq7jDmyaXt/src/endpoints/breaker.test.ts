import { expect, test } from 'vitest'
import { type Breaker, createBreaker, FAILURES_BEFORE_OPEN } from './breaker.ts'

/** Waits are the shortest: half of their bound. */
function opened(): Breaker {
  const breaker = createBreaker({ random: () => 0 })
  for (let i = 0; i < FAILURES_BEFORE_OPEN; i++) breaker.failed(breaker.began(), 0)
  return breaker
}

test('failures in a row open it; one answer in between does not let it', () => {
  const breaker = createBreaker({ random: () => 0 })
  for (let i = 1; i < FAILURES_BEFORE_OPEN; i++) breaker.failed(false, 0)
  breaker.succeeded()
  for (let i = 1; i < FAILURES_BEFORE_OPEN; i++) breaker.failed(false, 0)
  expect([breaker.state, breaker.readyIn(0)]).toEqual(['closed', 0])
  breaker.failed(false, 0)
  expect([breaker.state, breaker.readyIn(0), breaker.readyIn(500)]).toEqual(['open', 500, 0])
})

test('one batch finds out, and the wait doubles up to a minute while it fails', () => {
  const breaker = opened()
  let nowMs = 0
  const waits = Array.from({ length: 9 }, () => {
    const waitMs = breaker.readyIn(nowMs)
    nowMs += waitMs
    const probe = breaker.began()
    expect([probe, breaker.state, breaker.readyIn(nowMs)]).toEqual([
      true,
      'half_open',
      Number.POSITIVE_INFINITY,
    ])
    breaker.failed(probe, nowMs)
    return waitMs
  })
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
})

test('an answer closes it, and the wait begins anew', () => {
  const breaker = opened()
  breaker.failed(breaker.began(), 500)
  breaker.succeeded()
  expect([breaker.state, breaker.readyIn(500)]).toEqual(['closed', 0])
  for (let i = 0; i < FAILURES_BEFORE_OPEN; i++) breaker.failed(false, 1000)
  expect(breaker.readyIn(1000)).toBe(500)
})

test('what was sent before it opened changes nothing when it fails', () => {
  const breaker = opened()
  breaker.failed(false, 400)
  expect(breaker.readyIn(400)).toBe(100)
  breaker.began()
  breaker.failed(false, 600)
  expect(breaker.state).toBe('half_open')
})

test('a try that says nothing lets another one go', () => {
  const breaker = opened()
  const probe = breaker.began()
  breaker.released(probe)
  expect([breaker.state, breaker.readyIn(500)]).toEqual(['open', 0])
})

test('what no further try mends opens it at once', () => {
  const breaker = createBreaker({ random: () => 0 })
  breaker.tripped(false, 0)
  breaker.tripped(false, 100)
  expect([breaker.state, breaker.readyIn(100)]).toEqual(['open', 400])
})
