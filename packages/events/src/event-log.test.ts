import { expect, test } from 'vitest'
import { type EncodedEvent, linesOf, matchesFilter } from './event-log.ts'

const event = (over: Partial<EncodedEvent>): EncodedEvent => ({
  seq: 1,
  chainId: 1,
  kind: 'TxSeen',
  score: null,
  line: '{}' as EncodedEvent['line'],
  ...over,
})

test('an empty filter lets everything through', () => {
  expect(matchesFilter(event({}), {})).toBe(true)
})

test('kinds and chain select', () => {
  expect(matchesFilter(event({}), { kinds: new Set(['TxDecoded']) })).toBe(false)
  expect(matchesFilter(event({ kind: 'TxDecoded' }), { kinds: new Set(['TxDecoded']) })).toBe(true)
  expect(matchesFilter(event({}), { chainId: 2 })).toBe(false)
})

test('a minimum score hides lower scores and leaves events without a score', () => {
  expect(matchesFilter(event({ kind: 'OppDetected', score: 39 }), { minScore: 40 })).toBe(false)
  expect(matchesFilter(event({ kind: 'OppDetected', score: 40 }), { minScore: 40 })).toBe(true)
  expect(matchesFilter(event({ kind: 'TxSeen' }), { minScore: 40 })).toBe(true)
})

test('the lines of a batch are its bytes cut where they end', () => {
  const bytes = new TextEncoder().encode('{"a":"é"}\n{}\n')
  expect(linesOf({ events: [event({}), event({ seq: 2 })], bytes, ends: [10, 13] })).toEqual([
    '{"a":"é"}',
    '{}',
  ])
  expect(linesOf({ events: [], bytes: new Uint8Array(), ends: [] })).toEqual([])
})
