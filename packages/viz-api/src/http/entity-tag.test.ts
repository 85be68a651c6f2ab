import { expect, test } from 'vitest'
import { holdsCurrent } from './entity-tag.ts'

test.each([
  [undefined, false],
  ['', false],
  ['*', true],
  [' * ', true],
  ['W/"a,b"', true],
  ['"a,b"', true],
  ['"x", W/"a,b" , "y"', true],
  ['"a", "b"', false],
  ['a,b', false],
  ['W/"a,b', false],
])('If-None-Match %j for W/"a,b": %j', (header, current) => {
  expect(holdsCurrent(header, 'W/"a,b"')).toBe(current)
  expect(holdsCurrent(header, undefined)).toBe(false)
})
