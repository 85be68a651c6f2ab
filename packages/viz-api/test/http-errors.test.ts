import { connect } from 'node:net'
import { MevscopeError } from '@org/events'
import { describe, expect, test } from 'vitest'
import { ROUTE_NAMES, ROUTES } from '../src/schema/route-table.ts'
import { startFixture } from './support/api.ts'
import { hashOf } from './support/fake-log.ts'

interface ProblemBody {
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly errors?: readonly { readonly name: string; readonly detail: string }[]
}

async function problemOf(response: Response): Promise<ProblemBody> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = (await response.json()) as ProblemBody // asserted field by field
  expect(body.status).toBe(response.status)
  return body
}

class BrokenError extends MevscopeError<'BROKEN'> {}

describe('parameters', () => {
  test('all at fault are named: unknown, repeated, malformed, out of bounds', async () => {
    const { url, models } = await startFixture()
    const response = await fetch(
      `${url}/transactions?limit=201&chain_id=one&colour=red&cursor=a&cursor=b&__proto__=x`,
    )
    expect(response.status).toBe(400)
    const { errors, instance } = await problemOf(response)
    expect(instance).toBe('/transactions')
    expect(Object.fromEntries((errors ?? []).map((error) => [error.name, error.detail]))).toEqual(
      Object.fromEntries([
        ['limit', 'must be an integer from 1 to 200'],
        ['chain_id', `must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}`],
        ['colour', 'is unknown; known are limit, chain_id, cursor'],
        ['__proto__', 'is unknown; known are limit, chain_id, cursor'],
        ['cursor', 'is given more than once'],
      ]),
    )
    expect(models.asked).toEqual([])
  })

  test.each([
    ['/transactions?limit=0', 'limit'],
    ['/transactions?limit=', 'limit'],
    ['/transactions?limit=-1', 'limit'],
    ['/transactions?limit=1e2', 'limit'],
    ['/transactions?limit=0x10', 'limit'],
    ['/transactions?limit=%201', 'limit'],
    ['/transactions?limit=1.5', 'limit'],
    ['/transactions?limit=99999999999999999999', 'limit'],
    ['/transactions?limit[]=1', 'limit[]'],
    ['/transactions/all?limit=5001', 'limit'],
    ['/transactions?chain_id=0', 'chain_id'],
    ['/transactions?cursor=', 'cursor'],
    [`/transactions?cursor=${'c'.repeat(513)}`, 'cursor'],
    [`/transactions/${hashOf(1)}?limit=1`, 'limit'],
    ['/dashboard/snapshot?tx_limit=501', 'tx_limit'],
    ['/dashboard/snapshot?feature_limit=2001', 'feature_limit'],
    ['/dashboard/snapshot?opp_limit=2001', 'opp_limit'],
    ['/dashboard/snapshot?min_score=100.1', 'min_score'],
    ['/dashboard/snapshot?min_score=NaN', 'min_score'],
    ['/features?limit=5001', 'limit'],
    ['/features/recent?limit=0', 'limit'],
    ['/opps?min_score=101', 'min_score'],
    ['/opps?strategy=a%20b', 'strategy'],
    ['/opps/recent?strategy=', 'strategy'],
    ['/events?after=-1', 'after'],
    ['/events?after=9007199254740992', 'after'],
    ['/events?limit=5001', 'limit'],
    ['/events?types=', 'types'],
    ['/events?types=TxSeen,Nonsense', 'types'],
    ['/chains?chain_id=1', 'chain_id'],
    ['/accounting?chain_id=x', 'chain_id'],
    ['/health?x=1', 'x'],
    ['/stream?kinds=Nonsense', 'kinds'],
  ])('%s is 400 naming %s', async (path, name) => {
    const { url } = await startFixture()
    const response = await fetch(url + path)
    expect(response.status).toBe(400)
    const { errors } = await problemOf(response)
    expect(errors?.map((error) => error.name)).toEqual([name])
  })

  test('bounds themselves are allowed', async () => {
    const { url } = await startFixture()
    for (const path of [
      '/transactions?limit=1',
      '/transactions?limit=200',
      '/transactions/all?limit=5000',
      '/dashboard/snapshot?tx_limit=500&feature_limit=2000&opp_limit=2000&min_score=100',
      '/opps?min_score=0&limit=5000',
      `/events?after=${Number.MAX_SAFE_INTEGER}&limit=5000`,
    ]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
    }
  })
})

describe('paths and methods', () => {
  test.each([
    '/nowhere',
    '/transactions/',
    '/Transactions',
    '/transactions/a/b',
    '/health/',
    '/..%2fetc/passwd',
  ])('%s is an unknown path', async (path) => {
    const { url } = await startFixture()
    const response = await fetch(url + path)
    expect(response.status).toBe(404)
    await problemOf(response)
  })

  test('a path with broken escapes is 400', async () => {
    const { url } = await startFixture()
    const response = await fetch(`${url}/transactions/%zz`)
    expect(response.status).toBe(400)
    await problemOf(response)
  })

  test('every route of the table, under each name, answers HEAD like GET and refuses other methods', async () => {
    const { url } = await startFixture()
    for (const name of ROUTE_NAMES) {
      if (ROUTES[name].method !== 'GET') continue
      for (const template of [ROUTES[name].path, ...ROUTES[name].aliases]) {
        const path = template.replace('{hash}', hashOf(1))
        const get = await fetch(url + path)
        const head = await fetch(url + path, { method: 'HEAD' })
        expect([path, head.status, await head.text()]).toEqual([path, get.status, ''])
        const length = get.headers.get('content-length')
        await get.body?.cancel()
        expect([path, head.headers.get('content-length')]).toEqual([path, length])
        for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
          const response = await fetch(url + path, { method })
          expect([path, method, response.status]).toEqual([path, method, 405])
          expect(response.headers.get('allow')).toBe('GET, HEAD')
          await problemOf(response)
        }
      }
    }
  }, 30_000)

  test('a path that takes POST takes nothing else', async () => {
    const { url } = await startFixture()
    expect((await fetch(`${url}/auth/ticket`, { method: 'POST' })).status).toBe(200)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(`${url}/auth/ticket`, { method })
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST'])
      await response.text()
    }
  })

  test('/stream without an upgrade is 426', async () => {
    const { url } = await startFixture()
    const response = await fetch(`${url}/stream`)
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
    await problemOf(response)
  })
})

describe('failures', () => {
  test('an unexpected error is 500 without its insides, and in the log with them', async () => {
    const { url, models, records } = await startFixture()
    models.failWith(new Error('password is hunter2'))
    const response = await fetch(`${url}/transactions?limit=3`)
    expect(response.status).toBe(500)
    const text = JSON.stringify(await problemOf(response))
    expect(text).not.toMatch(/hunter2|\.ts|node_modules/)
    expect(records.filter((record) => record.level === 'error')).toMatchObject([
      { message: 'request failed', fields: { path: '/transactions', error: 'password is hunter2' } },
    ])
  })

  test('an error that may pass is 503 with Retry-After', async () => {
    const { url, models } = await startFixture()
    models.failWith(new BrokenError('BROKEN', 'ClickHouse is away', { retryable: true }))
    const response = await fetch(`${url}/transactions`)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await problemOf(response)).detail).not.toMatch('ClickHouse')
  })

  test('what is not HTTP, and headers without end, are refused by the server itself', async () => {
    const { api } = await startFixture()
    const exchange = (bytes: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(api.address()?.port ?? 0, '127.0.0.1', () => socket.write(bytes))
        let answer = ''
        socket.on('data', (chunk) => {
          answer += String(chunk)
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', reject)
      })
    expect(await exchange('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    expect(await exchange(`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(17_000)}`)).toMatch(
      /^HTTP\/1.1 431 /,
    )
  })
})

describe('security headers', () => {
  test('a strict policy, no framework name, no sniffing, no other origins', async () => {
    const { url } = await startFixture()
    const { headers } = await fetch(`${url}/health`, { headers: { origin: 'https://evil.example' } })
    const { host } = new URL(url)
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self' ws://${host} wss://${host};base-uri 'none';form-action 'none';frame-ancestors 'none'`,
    )
    expect(headers.get('x-powered-by')).toBe(null)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('access-control-allow-origin')).toBe(null)
  })
})

describe('metrics', () => {
  test('requests are measured by route template and status, whatever paths are asked for', async () => {
    const { url, metrics } = await startFixture()
    const paths = [
      '/health',
      `/tx/${hashOf(1)}`,
      `/transactions/${hashOf(9)}`,
      '/a',
      '/b',
      '/replay',
      '/opps?limit=0',
      '/',
    ]
    for (const path of paths) await (await fetch(url + path)).arrayBuffer()
    await expect
      .poll(() => Object.fromEntries([...metrics.read()].filter(([key]) => key.startsWith('http_request'))))
      .toEqual({
        'http_request_seconds{route=/health,status=200}': 1,
        'http_request_seconds{route=/transactions/{hash},status=200}': 1,
        'http_request_seconds{route=/transactions/{hash},status=404}': 1,
        'http_request_seconds{route=unmatched,status=404}': 2,
        'http_request_seconds{route=/replay,status=501}': 1,
        'http_request_seconds{route=/opps,status=400}': 1,
        'http_request_seconds{route=page,status=404}': 1,
      })
  })
})
