import { describe, expect, test } from 'vitest'
import { hashOf } from '../support/fake-log.ts'
import { CLOSED_PATHS, KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawRequest, statuses } from './support/raw.ts'

/** Targets that mean a closed path to somebody, and not to somebody else. */
const DISGUISED = [
  '//transactions',
  '///transactions',
  '/./transactions',
  '/.//transactions',
  '/health/../transactions',
  '/health/..%2ftransactions',
  '/health/%2e%2e/transactions',
  '/health%2f..%2ftransactions',
  '/health/..;/transactions',
  '/health;/transactions',
  '/health;.css',
  '/transactions;',
  '/transactions;a=b',
  '/transactions;.js',
  '/transactions.',
  '/transactions/.',
  '/transactions/',
  '/transactions%20',
  '/transactions%00',
  '/transactions%00.css',
  '/transactions%0a',
  '/transactions%3f',
  '/transactions%23',
  '/transactions\\',
  '/health\\..\\transactions',
  '/%2ftransactions',
  '/%74ransactions',
  '/t%72ansactions',
  '/%2574ransactions',
  '/Transactions',
  '/TRANSACTIONS',
  '/transactions#/health',
  '/transactions?/health',
  '/transactions?.css',
  '/metrics/../transactions',
  '/ready/..//transactions',
  '/assets/../transactions',
  '/assets/%2e%2e/transactions',
  '/favicon.svg/../transactions',
  '/index.html/../transactions',
  '/%c0%ae%c0%ae/transactions',
  '/%u002e%u002e/transactions',
  '/．．/transactions',
  '/.well-known/../transactions',
  `/tx/${hashOf(1)}/../../transactions`,
  'transactions',
  '*',
  'http://127.0.0.1/transactions',
  'http://127.0.0.1/health',
  'http://evil.example/health/../transactions',
  '/health/transactions',
  '/health?x=/../transactions',
]

/** A key makes no path out of what is none; the two are given as they would be without the disguise. */
const OPEN_TARGETS = new Set(['/health?x=/../transactions'])

describe('without a key', () => {
  test.each(DISGUISED)('%s shows nothing', async (target) => {
    const guarded = await startGuarded({}, { dashboardDir: import.meta.dirname })
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      const heard = await exchange(guarded.port, Buffer.from(rawRequest(`${method} ${target} HTTP/1.1`)))
      const [status] = statuses(heard)
      const expected = OPEN_TARGETS.has(target) ? [400, 405] : [400, 401]
      expect([method, expected.includes(status ?? 0)]).toEqual([method, true])
      expect(heard).not.toContain(hashOf(2))
    }
    expect(guarded.models.asked).toEqual([])
    expect(guarded.log.reads()).toBe(0)
  })

  test('a public path opens no other: not with what is appended, prepended or encoded', async () => {
    const { port } = await startGuarded()
    for (const path of ['/health', '/ready', '/metrics']) {
      for (const target of [
        `/${path}`,
        `${path}/`,
        `${path}.`,
        `${path};`,
        `${path}%20`,
        `/%2e${path}`,
        path.toUpperCase(),
      ]) {
        const [status] = statuses(await exchange(port, rawRequest(`GET ${target} HTTP/1.1`)))
        expect([target, status]).toEqual([target, 401])
      }
    }
  })
})

describe('with a key', () => {
  test.each(DISGUISED)('%s is what it says, or nothing', async (target) => {
    const guarded = await startGuarded()
    const heard = await exchange(
      guarded.port,
      Buffer.from(rawRequest(`GET ${target} HTTP/1.1`, `x-api-key: ${KEY}`)),
    )
    const [status] = statuses(heard)
    expect([400, 404].includes(status ?? 0)).toBe(true)
    expect(guarded.models.asked).toEqual([])
  })
})

describe('parameters', () => {
  test('given twice, as lists or objects, or under names of every object, are refused on every path', async () => {
    const { url } = await startGuarded()
    const headers = { 'x-api-key': KEY }
    for (const [method, path] of CLOSED_PATHS) {
      for (const query of [
        'limit=1&limit=2',
        'limit[]=1',
        'limit[0]=1',
        'limit[$gt]=1',
        'limit.a=1',
        'LIMIT=1',
        '__proto__[limit]=1',
        '__proto__=1',
        'constructor=1',
        'constructor.prototype.x=1',
        'toString=1',
        'chain_id=1&chain_id=1',
        'chain_id=1;chain_id=2',
        'chain_id=1%26limit=1',
        '%00=1',
        'ticket[]=1',
      ]) {
        const response = await fetch(`${url}${path}?${query}`, { method, headers })
        const isRefused = response.status === 400
        expect([path, query, isRefused]).toEqual([path, query, true])
        const body = await response.text()
        expect(JSON.parse(body)).toMatchObject({ type: 'urn:mevscope:problem:invalid-parameters' })
      }
    }
  }, 30_000)

  test('what is echoed of them is data: JSON that no browser takes for a page', async () => {
    const { url } = await startGuarded()
    const script = '<script>alert(1)</script>'
    const response = await fetch(`${url}/transactions?${encodeURIComponent(script)}=1&limit=${script}`, {
      headers: { 'x-api-key': KEY },
    })
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('no byte of a parameter or path ends up in a header', async () => {
    const { port } = await startGuarded()
    for (const target of [
      '/transactions?limit=1%0d%0aset-cookie:%20a=b',
      '/nowhere%0d%0aset-cookie:%20a=b',
      '/transactions?%0d%0aset-cookie:a=1',
      '/events?types=%0d%0aset-cookie:%20a',
    ]) {
      const heard = await exchange(port, rawRequest(`GET ${target} HTTP/1.1`, `x-api-key: ${KEY}`))
      expect(heard.split('\r\n\r\n')[0]?.toLowerCase()).not.toContain('set-cookie')
    }
  })
})
