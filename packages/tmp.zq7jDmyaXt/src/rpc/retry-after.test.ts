import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffHintMs, MAX_RETRY_AFTER_MS, parseRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0)

test.each([
  ['2', 2000],
  ['0', 0],
  ['0.5', 500],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ['86400', MAX_RETRY_AFTER_MS],
  ['-1', 0],
  ['soon', null],
  ['', null],
  ['Infinity', null],
  [undefined, null],
  [['1', '2'], null],
])('%j is %j ms', (value, ms) => {
  expect(parseRetryAfter(value, NOW)).toBe(ms)
})

test('whatever the header says, the pause is bounded', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const ms = parseRetryAfter(value, NOW)
      expect(ms === null || (ms >= 0 && ms <= MAX_RETRY_AFTER_MS)).toBe(true)
    }),
  )
})

test('Infura writes the pause into its error', () => {
  expect(backoffHintMs({ code: -32_005, data: { rate: { allowed_rps: 5, backoff_seconds: 30 } } })).toBe(
    30_000,
  )
  expect(backoffHintMs({ data: { rate: { backoff_seconds: 0 } } })).toBeNull()
  for (const error of [null, 'no', { data: 'x' }, { data: { rate: null } }])
    expect(backoffHintMs(error)).toBeNull()
})
