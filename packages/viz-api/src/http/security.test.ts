import { expect, test } from 'vitest'
import { isAllowedOrigin } from './security.ts'

test.each([
  [{ host: 'a:3000' }, true],
  [{ origin: 'http://a:3000', host: 'a:3000' }, true],
  [{ origin: 'https://a', host: 'a' }, true],
  [{ origin: 'https://a', host: 'a:443' }, true],
  [{ origin: 'http://A', host: 'a:80' }, true],
  [{ origin: 'http://[::1]:3000', host: '[::1]:3000' }, true],
  [{ origin: 'http://a:3001', host: 'a:3000' }, false],
  [{ origin: 'http://a.evil', host: 'a' }, false],
  [{ origin: 'http://a', host: 'evil@a' }, false],
  [{ origin: 'http://a', host: '' }, false],
  [{ origin: 'http://a' }, false],
  [{ origin: '', host: 'a' }, false],
  [{ origin: 'null', host: 'null' }, false],
  [{ origin: 'ftp://a', host: 'a' }, false],
] as readonly [{ origin?: string; host?: string }, boolean][])('%j: %s', ({ origin, host }, allowed) => {
  expect(isAllowedOrigin(origin, host)).toBe(allowed)
})
