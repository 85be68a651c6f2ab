import { expect, test } from 'vitest'
import { hashApiKey } from '../auth/api-key.ts'
import { checkAccess, DEFAULT_ACCESS } from './options.ts'

test('what is not given is as safe as it can be without a key', () => {
  expect(checkAccess()).toEqual({ ...DEFAULT_ACCESS, proxies: null })
  expect(DEFAULT_ACCESS).toMatchObject({ rateLimitPerMinute: 600, corsOrigins: [], trustedProxies: [] })
})

test.each([
  [{ keys: [] }, 'access.keys is empty'],
  [{ corsOrigins: ['*'] }, 'access.corsOrigins: * is not an origin'],
  [{ corsOrigins: ['https://app.example/'] }, 'access.corsOrigins'],
  [{ allowedHosts: ['Mev.example'] }, 'access.allowedHosts'],
  [{ allowedHosts: ['mev.example:80'] }, 'access.allowedHosts'],
  [{ trustedProxies: ['proxy'] }, 'access.trustedProxies: proxy is not an address'],
])('%j cannot be meant', (given, message) => {
  expect(() => checkAccess(given)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', retryable: false }),
  )
  expect(() => checkAccess(given)).toThrow(message)
})

test('what can be is taken as it is', () => {
  const given = {
    keys: [hashApiKey('a-key-0123456789')],
    corsOrigins: ['https://app.example'],
    allowedHosts: ['mev.example'],
    trustedProxies: ['10.0.0.0/8'],
    rateLimitPerMinute: 0,
  }
  expect(checkAccess(given)).toMatchObject(given)
  expect(checkAccess(given).proxies?.check('10.1.2.3')).toBe(true)
})
