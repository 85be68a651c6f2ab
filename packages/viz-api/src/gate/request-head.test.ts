import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHead } from './request-head.ts'

function headOf(rawHeaders: readonly string[], url = '/') {
  return readHead(
    Object.assign(new IncomingMessage(new Socket()), { url, method: 'GET', httpVersion: '1.1', rawHeaders }),
  )
}

const WATCHED = [
  ['host', 'host'],
  ['origin', 'origin'],
  ['x-api-key', 'apiKey'],
  ['authorization', 'authorization'],
  ['x-forwarded-for', 'forwardedFor'],
  ['access-control-request-method', 'preflightMethod'],
] as const
const anyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => [...name].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter)).join(''))

test.each(WATCHED)('%s is found in any letter case, among any other headers', (name, field) => {
  fc.assert(
    fc.property(
      anyCase(name),
      fc.string(),
      fc.array(fc.tuple(fc.string(), fc.string())),
      (spelt, value, others) => {
        const rest = others.filter(([other]) => other.toLowerCase() !== name)
        const at = Math.floor(rest.length / 2)
        const raw = [...rest.slice(0, at), [spelt, value], ...rest.slice(at)].flat()
        expect(headOf(raw)[field]).toBe(value)
        expect(headOf(rest.flat())[field]).toBe(undefined)
        expect(headOf(raw).headers).toBe(rest.length + 1)
      },
    ),
  )
})

test('what may come once and came twice is named', () => {
  expect(
    headOf(['Host', 'a', 'HOST', 'a', 'x-api-key', 'b', 'X-API-KEY', 'c', 'origin', 'd']).repeated,
  ).toEqual(['host', 'x-api-key'])
  expect(headOf(['X-Forwarded-For', 'a', 'x-forwarded-for', 'b, c']).forwardedFor).toBe('a,b, c')
})

test('a body is announced by its length or in chunks', () => {
  expect(headOf([])).toMatchObject({ contentLength: 0, isChunked: false })
  expect(headOf(['Content-Length', '12'])).toMatchObject({ contentLength: 12, isChunked: false })
  expect(headOf(['Transfer-Encoding', 'x'])).toMatchObject({ contentLength: 0, isChunked: true })
})

test('the target is split at its first question mark and not decoded', () => {
  expect(headOf([], '/a%2fb?c=%20&d?e')).toMatchObject({ path: '/a%2fb', search: 'c=%20&d?e' })
  expect(headOf([], '/a')).toMatchObject({ path: '/a', search: '' })
})
