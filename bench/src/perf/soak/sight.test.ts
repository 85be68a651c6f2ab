import type { BlindInterval, LogEntry } from '@org/scripted-node'
import { expect, test } from 'vitest'
import { sightOf, subscribedAfter } from './sight.ts'

const S = 1e6
const announced = { live: 90, blind: 10 }
const interval = (
  fromS: number,
  toS: number | null,
  why: BlindInterval['why'] = 'closed',
): BlindInterval => ({
  fromUs: fromS * S,
  toUs: toS === null ? null : toS * S,
  why,
})

test('the longest time without sight counts neither the start nor the kill', () => {
  const blind = [interval(0, 40, 'start'), interval(50, 53), interval(100, 130), interval(200, 202, 'silent')]
  expect(sightOf({ announced, blind }, 99.9 * S)).toEqual({
    told: 90,
    untold: 10,
    longestBlindS: 3,
    seesAtEnd: true,
  })
  expect(sightOf({ announced, blind }, 60 * S).longestBlindS).toBe(30)
})

test('a kill in the middle of a fault is told from those that came later', () => {
  const blind = [interval(0, 1, 'start'), interval(50, 70), interval(80, 84)]
  expect(sightOf({ announced, blind }, 51 * S).longestBlindS).toBe(4)
})

test('sight that is out at the end is seen to be out', () => {
  expect(sightOf({ announced, blind: [interval(0, 1, 'start'), interval(50, null)] }, 10 * S).seesAtEnd).toBe(
    false,
  )
})

test('the first subscription to pending transactions after the kill is found', () => {
  const entry = (atUs: number, what: LogEntry['what'], kind: LogEntry['kind']): LogEntry => ({
    atUs,
    what,
    connection: 1,
    kind,
  })
  const log = [
    entry(10, 'subscribed', 'hashes'),
    entry(20, 'closed', null),
    entry(30, 'subscribed', 'heads'),
    entry(31, 'subscribed', 'hashes'),
    entry(40, 'subscribed', 'hashes'),
  ]
  expect(subscribedAfter({ log }, 15)).toBe(31)
  expect(subscribedAfter({ log }, 50)).toBeNull()
})
