import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseInput } from './parse.ts'
import { ROUTE_NAMES, ROUTES } from './route-table.ts'

const names = ROUTE_NAMES.flatMap((name) => Object.keys(ROUTES[name].query.shape))

test('any query text is either taken or refused with a name and a reason, never thrown at', () => {
  const pair = fc.tuple(
    fc.oneof(fc.constantFrom(...names), fc.string()),
    fc.oneof(fc.string(), fc.nat().map(String), fc.double().map(String)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...ROUTE_NAMES), fc.array(pair, { maxLength: 5 }), (name, pairs) => {
      const parsed = parseInput(name, { hash: `0x${'0'.repeat(64)}` }, new URLSearchParams(pairs))
      if (parsed.ok) return
      for (const error of parsed.errors) {
        expect(error.name.length).toBeLessThanOrEqual(64)
        expect(error.detail).not.toBe('')
      }
      expect(parsed.errors.length).toBeGreaterThan(0)
    }),
  )
})

test('every position up to the largest exact integer is read as written', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (after) => {
      expect(parseInput('events', {}, new URLSearchParams({ after: String(after) }))).toMatchObject({
        ok: true,
        value: { query: { after, limit: 1000 } },
      })
    }),
  )
})

test('every schema can be shown as JSON Schema with its bounds and defaults', () => {
  for (const name of ROUTE_NAMES) {
    expect(() => z.toJSONSchema(ROUTES[name].query, { io: 'output' })).not.toThrow()
  }
  expect(z.toJSONSchema(ROUTES.transactions.query, { io: 'output' }).properties?.limit).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 25,
  })
})
