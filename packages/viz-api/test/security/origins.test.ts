import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawRequest, statuses } from './support/raw.ts'

const APP = 'https://app.example'
const FOREIGN = [
  'https://evil.example',
  'https://app.example.evil.example',
  'http://app.example',
  'https://app.example:8443',
  'https://APP.EXAMPLE',
  'https://app.example/',
  'https://sub.app.example',
  'null',
  '*',
  'file://',
  'chrome-extension://abc',
  `${APP}, https://evil.example`,
]

function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, {
    headers: { 'x-api-key': KEY, ...headers },
  })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => resolve(0))
  })
}

const corsHeaders = (headers: Headers): readonly string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'))

describe('a page of another origin', () => {
  test('may read nothing unless its origin is listed', async () => {
    const { url } = await startGuarded()
    for (const path of ['/health', '/transactions', '/nowhere', '/']) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await fetch(url + path, {
          method,
          headers: { origin: APP, 'access-control-request-method': 'GET', 'x-api-key': KEY },
        })
        expect(corsHeaders(headers)).toEqual([])
      }
    }
  })

  test('may read and send what the API needs when it is', async () => {
    const { url } = await startGuarded({ corsOrigins: [APP, 'http://localhost:5173'] })
    const preflight = await fetch(`${url}/transactions`, {
      method: 'OPTIONS',
      headers: {
        origin: APP,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-api-key',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(APP)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST')
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/\bx-api-key\b/)
    expect(preflight.headers.get('vary')).toMatch(/\borigin\b/i)

    const answer = await fetch(`${url}/transactions`, { headers: { origin: APP, 'x-api-key': KEY } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP)
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'x-next-cursor, x-next-after, etag, retry-after',
    )
    expect(answer.headers.get('access-control-allow-credentials')).toBe(null)
    expect(answer.headers.get('vary')).toMatch(/\borigin\b/i)
  })

  test('may read refusals too, so that it can say what is wrong', async () => {
    const { url } = await startGuarded({ corsOrigins: [APP] })
    const refused = await fetch(`${url}/transactions`, { headers: { origin: APP } })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, APP])
  })

  test.each(FOREIGN)('%s is not the one that is listed', async (origin) => {
    const { port, url } = await startGuarded({ corsOrigins: [APP] })
    const asked = rawRequest(
      'OPTIONS /transactions HTTP/1.1',
      `origin: ${origin}`,
      'access-control-request-method: GET',
      `x-api-key: ${KEY}`,
    )
    const preflight = await exchange(port, asked)
    expect(statuses(preflight)).toEqual([405])
    expect(preflight.toLowerCase()).not.toContain('access-control-')
    const answer = await exchange(
      port,
      rawRequest('GET /transactions HTTP/1.1', `origin: ${origin}`, `x-api-key: ${KEY}`),
    )
    expect(answer.toLowerCase()).not.toContain('access-control-')
    expect(answer.toLowerCase()).toContain('vary: origin')
    expect(await upgrade(url, { origin })).toBe(403)
  })

  test('a preflight opens nothing: OPTIONS gets no data and needs a key otherwise', async () => {
    const { url, models } = await startGuarded({ corsOrigins: [APP] })
    const plain = await fetch(`${url}/transactions`, { method: 'OPTIONS', headers: { origin: APP } })
    expect(plain.status).toBe(401)
    const asked = { origin: APP, 'access-control-request-method': 'DELETE' }
    const preflight = await fetch(`${url}/nowhere`, { method: 'OPTIONS', headers: asked })
    expect([preflight.status, await preflight.text()]).toEqual([204, ''])
    expect(preflight.headers.get('access-control-allow-methods')).not.toContain('DELETE')
    expect(models.asked).toEqual([])
  })

  test('two origins at once are 400', async () => {
    const { port } = await startGuarded({ corsOrigins: [APP] })
    const heard = await exchange(
      port,
      rawRequest(
        'GET /transactions HTTP/1.1',
        `origin: ${APP}`,
        'origin: https://evil.example',
        `x-api-key: ${KEY}`,
      ),
    )
    expect(statuses(heard)).toEqual([400])
  })
})

describe('an upgrade', () => {
  test('comes from this very host, from a listed origin, or from a program', async () => {
    const { url } = await startGuarded({ corsOrigins: [APP] })
    expect(await upgrade(url, {})).toBe(101)
    expect(await upgrade(url, { origin: url })).toBe(101)
    expect(await upgrade(url, { origin: APP })).toBe(101)
    expect(await upgrade(url, { origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await upgrade(url, { origin: url.replace('127.0.0.1', 'localhost') })).toBe(403)
  })

  test('is refused on every other path, also with a key', async () => {
    const { port } = await startGuarded()
    for (const path of [
      '/',
      '/transactions',
      '/stream/',
      '//stream',
      '/Stream',
      '/stream%20',
      '/dashboard/events-v1',
    ]) {
      const heard = await exchange(
        port,
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
          `sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nx-api-key: ${KEY}\r\n\r\n`,
      )
      expect([path, statuses(heard)]).toEqual([path, [404]])
    }
  })

  test('that is none is refused by the protocol', async () => {
    const { port } = await startGuarded()
    for (const headers of [
      ['sec-websocket-version: 13'],
      ['sec-websocket-version: 13', 'sec-websocket-key: short'],
      ['sec-websocket-version: 99', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=='],
    ]) {
      const heard = await exchange(
        port,
        `GET /stream HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
          `x-api-key: ${KEY}\r\n${headers.join('\r\n')}\r\n\r\n`,
      )
      expect(statuses(heard)[0]).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('a name that points here', () => {
  const HOSTS = [
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a@127.0.0.1',
  ]

  test.each(HOSTS)('%s is not ours: neither data, nor page, nor stream, nor what is public', async (host) => {
    const { port, models } = await startGuarded({ keys: null }, { dashboardDir: import.meta.dirname })
    for (const path of ['/transactions', '/origins.test.ts', '/health', '/metrics', '/']) {
      const heard = await exchange(port, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      expect([path, statuses(heard)]).toEqual([path, [421]])
    }
    const heard = await exchange(
      port,
      `GET /stream HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\nconnection: upgrade\r\n` +
        'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    expect(statuses(heard)).toEqual([421])
    expect(models.asked).toEqual([])
  })

  test('localhost, addresses and listed names are ours', async () => {
    const { port } = await startGuarded({ keys: null, allowedHosts: ['mev.example'] })
    for (const host of [
      'localhost',
      'localhost:3000',
      '127.0.0.1',
      '[::1]:3000',
      '192.0.2.7',
      'mev.example:443',
    ]) {
      const heard = await exchange(port, `GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      expect([host, statuses(heard)]).toEqual([host, [200]])
    }
  })

  test('a header that proxies set is no host', async () => {
    const { port } = await startGuarded({ keys: null })
    const forwarded = ['x-forwarded-host: 127.0.0.1', 'forwarded: host=127.0.0.1', 'x-original-url: /health']
    const heard = await exchange(
      port,
      ['GET /health HTTP/1.1', 'host: evil.example', 'connection: close', ...forwarded, '', ''].join('\r\n'),
    )
    expect(statuses(heard)).toEqual([421])
  })
})
