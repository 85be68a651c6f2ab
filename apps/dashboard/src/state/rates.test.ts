import { describe, expect, test } from 'vitest'
import { event, FIRST_SIGHTING, opportunity } from './fixtures.ts'
import { countEvents, perSecond, startRates } from './rates.ts'

const ONE_EACH = [event(11, 'TxSeen', 1, FIRST_SIGHTING), event(12, 'OppDetected', 1, opportunity(1, 50))]

describe('rates', () => {
  test('are the mean over the whole seconds of the window', () => {
    let rates = startRates(0, 10)
    for (let second = 1; second <= 20; second++) rates = countEvents(rates, ONE_EACH, second * 1_000)
    expect(perSecond(rates, 'events', 20_500, 10)).toBe(2)
    expect(perSecond(rates, 'transactions', 20_500, 10)).toBe(1)
    expect(perSecond(rates, 'opportunities', 20_500, 10)).toBe(1)
  })

  test('are unknown until one whole second was measured', () => {
    const rates = startRates(1_500, 0)
    expect(perSecond(rates, 'events', 2_900, 10)).toBeNull()
    expect(perSecond(rates, 'events', 3_000, 10)).toBe(0)
  })

  test('are measured over less than the window while it is not full', () => {
    const rates = countEvents(startRates(0, 10), ONE_EACH, 1_200)
    expect(perSecond(rates, 'events', 3_000, 10)).toBe(1)
  })

  test('fall to zero when nothing arrives any more', () => {
    const rates = countEvents(startRates(0, 10), ONE_EACH, 1_200)
    expect(perSecond(rates, 'events', 30_000, 10)).toBe(0)
  })

  test('do not count history that a resumed stream delivers in a rush', () => {
    const rates = countEvents(startRates(0, 11), ONE_EACH, 1_200)
    expect(perSecond(rates, 'events', 2_000, 10)).toBe(1)
    expect(perSecond(rates, 'transactions', 2_000, 10)).toBe(0)
  })

  test('count new transactions, not other sightings nor the standing pool', () => {
    const events = [
      event(11, 'TxSeen', 1, { first: false, reannounced: false, backfill: false }),
      event(12, 'TxSeen', 2, { first: true, reannounced: false, backfill: true }),
    ]
    const rates = countEvents(startRates(0, 10), events, 1_200)
    expect(perSecond(rates, 'transactions', 2_000, 10)).toBe(0)
  })

  test('keep a bounded number of seconds, also when the clock is set back', () => {
    let rates = startRates(0, 10)
    for (let second = 1; second <= 500; second++) rates = countEvents(rates, ONE_EACH, second * 1_000)
    expect(rates.buckets.length).toBe(61)
    expect(countEvents(rates, ONE_EACH, 3_000).buckets.map((bucket) => bucket.second)).toEqual(
      rates.buckets.map((bucket) => bucket.second),
    )
  })
})
