import { expect, test } from 'vitest'
import { parseMoment } from './moment.ts'

test.each([
  ['2026-11-29', 'begin', Date.UTC(2026, 10, 29)],
  ['2026-11-29', 'end', Date.UTC(2026, 10, 30)],
  ['2026-11-29T12:00:00Z', 'end', Date.UTC(2026, 10, 29, 12)],
  ['2026-11-29T12:00Z', 'begin', Date.UTC(2026, 10, 29, 12)],
  ['2026-11-29T12:00:00.250+02:00', 'begin', Date.UTC(2026, 10, 29, 10, 0, 0, 250)],
] as const)('%s as an %s', (text, edge, ms) => {
  expect(parseMoment(text, edge)).toBe(ms)
})

test.each([
  'today',
  '',
  '2026-02-30',
  '2026-13-01',
  '2026-11-29T12:00:00',
  '2026-11-29T25:00:00Z',
  '1969-12-31',
  '1700000000',
])('error: %j is neither a day nor a time with its zone', (text) => {
  expect(parseMoment(text, 'begin')).toBeNull()
})
