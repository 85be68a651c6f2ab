import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createSecurityHeaders, isAllowedOrigin } from './security.ts'

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

test('the policy names the streams of the host it is sent to, and no host that could add to it', () => {
  const headers = createSecurityHeaders()
  const policyFor = (host: string | undefined): string => {
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    headers(host, response)
    return String(response.getHeader('content-security-policy'))
  }
  expect(policyFor('a:3000')).toContain("connect-src 'self' ws://a:3000 wss://a:3000;")
  for (const host of [undefined, '', "a; script-src 'unsafe-inline'", 'a b', 'a,b']) {
    expect(policyFor(host)).toContain("connect-src 'self';")
  }
  // However many hosts were asked for before.
  for (let i = 0; i < 1_000; i++) policyFor(`host-${i}`)
  expect(policyFor('b:3000')).toContain('ws://b:3000')
  expect(policyFor('a:3000')).toContain('ws://a:3000')
})
