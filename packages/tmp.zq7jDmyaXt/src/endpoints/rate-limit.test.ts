import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRateLimit, type RateLimit } from './rate-limit.ts'

const create = (): RateLimit => createRateLimit({ random: () => 0 })

/** One that was refused at time 0 when 100 calls had been sent. */
function limitedTo50(): RateLimit {
  const limit = create()
  limit.took(100, 'bodies', 0)
  limit.limited(0, 0, 0)
  return limit
}

/** Sends and answers a tenth of the rate every 100 ms for a time; returns the time after it. */
function answerSteadily(limit: RateLimit, perSecond: number, fromMs: number, forMs: number): number {
  let nowMs = fromMs
  while (nowMs < fromMs + forMs) {
    nowMs += 100
    limit.took(perSecond / 10, 'bodies', nowMs)
    limit.answered(nowMs)
  }
  return nowMs
}

test('it is unlimited until the first refusal', () => {
  const limit = create()
  limit.took(1_000_000, 'bodies', 0)
  expect([limit.allowance('bodies', 0), limit.readyIn('bodies', 0), limit.perSecond]).toEqual([
    Number.POSITIVE_INFINITY,
    0,
    null,
  ])
})

test('a refusal halves the rate that was sent and pauses as long as it was told', () => {
  const limit = create()
  const nowMs = answerSteadily(limit, 1000, 0, 10_000)
  limit.limited(nowMs, 3000, nowMs)
  expect(limit.perSecond).toBeGreaterThan(450)
  expect(limit.perSecond).toBeLessThan(550)
  expect(limit.readyIn('bodies', nowMs)).toBe(3000)
  expect(limit.readyIn('bodies', nowMs + 3000)).toBe(0)
})

test('pauses grow with each refusal in a row, and begin anew after an answer', () => {
  const limit = create()
  const pauses = Array.from({ length: 9 }, (_, i) => {
    const nowMs = i * 100_000
    limit.limited(nowMs, null, nowMs)
    return limit.readyIn('bodies', nowMs)
  })
  // At first the five calls per second that are always left are slower than the pause of 125 ms.
  expect(pauses).toEqual([200, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000])
  limit.answered(1_000_000)
  limit.limited(1_000_000, null, 1_000_000)
  expect(limit.readyIn('bodies', 1_000_000)).toBe(200)
})

test('batches in flight that are refused together are one overrun; the longest pause holds', () => {
  const limit = create()
  limit.took(100, 'bodies', 10)
  limit.limited(0, 1000, 10)
  limit.limited(5, 2000, 20)
  limit.limited(6, null, 30)
  expect([limit.perSecond, limit.refusals, limit.readyIn('bodies', 30)]).toEqual([50, 3, 1990])
})

test('it is never taken for lower than five per second, one of them for questions', () => {
  const limit = create()
  for (let i = 0; i < 9; i++) limit.limited(i, 0, i)
  expect([limit.perSecond, limit.readyIn('bodies', 8), limit.readyIn('questions', 8)]).toEqual([5, 200, 1000])
})

test('answers let it grow until it is unlimited again', () => {
  const limit = limitedTo50()
  const grownMs = answerSteadily(limit, 50, 0, 10_000)
  expect(limit.perSecond).toBeCloseTo(100, 0)
  answerSteadily(limit, 100, grownMs, 25_000)
  expect(limit.perSecond).toBeNull()
})

describe('a limited rate', () => {
  test('is given out by the second, and what was taken is waited for', () => {
    const limit = limitedTo50()
    expect([limit.allowance('bodies', 0), limit.readyIn('bodies', 0)]).toEqual([0, 240])
    expect(limit.allowance('bodies', 1000)).toBe(50)
    expect(limit.allowance('bodies', 60_000)).toBe(50)
    limit.took(50, 'bodies', 60_000)
    expect([limit.allowance('bodies', 60_000), limit.allowance('bodies', 60_100)]).toEqual([0, 5])
  })

  test('gives a fifth of it to questions, which bodies then lack', () => {
    const limit = limitedTo50()
    expect([limit.allowance('questions', 1000), limit.allowance('bodies', 1000)]).toEqual([10, 50])
    limit.took(10, 'questions', 1000)
    expect([limit.allowance('questions', 1000), limit.allowance('bodies', 1000)]).toEqual([0, 40])
  })

  test('is never exceeded over time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (waits) => {
        const limit = limitedTo50()
        let nowMs = 0
        let taken = 0
        for (const waitMs of waits) {
          nowMs += waitMs
          const count = limit.allowance('bodies', nowMs)
          limit.took(count, 'bodies', nowMs)
          taken += count
        }
        expect(taken).toBeLessThanOrEqual((50 * nowMs) / 1000 + 1)
      }),
    )
  })
})

test('where requests are limited and not calls, fewer and larger batches get through', () => {
  // A node that takes 10 requests in a second, whatever their size; 1,000 calls a second are wanted, 4 requests at once.
  const limit = create()
  let wanted = 0
  let taken = 0
  let requests: number[] = []
  const answers: { readonly atMs: number; readonly sentMs: number; readonly refused: number | null }[] = []
  for (let nowMs = 0; nowMs < 120_000; nowMs++) {
    wanted = Math.min(10_000, wanted + 1)
    for (let next = answers[0]; next !== undefined && next.atMs <= nowMs; next = answers[0]) {
      answers.shift()
      if (next.refused === null) limit.answered(nowMs)
      else {
        wanted += next.refused
        limit.limited(next.sentMs, null, nowMs)
      }
    }
    while (answers.length < 4 && wanted > 0 && limit.readyIn('bodies', nowMs) === 0) {
      const size = Math.max(1, Math.min(128, wanted, limit.allowance('bodies', nowMs)))
      wanted -= size
      limit.took(size, 'bodies', nowMs)
      requests = requests.filter((atMs) => atMs > nowMs - 1000)
      const isTaken = requests.length < 10
      if (isTaken) {
        requests.push(nowMs)
        if (nowMs >= 60_000) taken += size
      }
      answers.push({ atMs: nowMs + 20, sentMs: nowMs, refused: isTaken ? null : size })
    }
  }
  expect(taken / 60).toBeGreaterThan(200)
})
