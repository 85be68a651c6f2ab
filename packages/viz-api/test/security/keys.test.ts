import { describe, expect, test } from 'vitest'
import { CLOSED_PATHS, KEY, OTHER_KEY, PUBLIC_PATHS, startGuarded } from './support/guarded.ts'
import { exchange, rawRequest, statuses } from './support/raw.ts'

const WRONG: readonly (readonly [string, Record<string, string>])[] = [
  ['nothing', {}],
  ['an empty key', { 'x-api-key': '' }],
  ['another key', { 'x-api-key': 'alice-0f9d8e7c6b5a4322' }],
  ['a part of the key', { 'x-api-key': KEY.slice(0, -1) }],
  ['the key in other letter case', { 'x-api-key': KEY.toUpperCase() }],
  ['both keys as one', { 'x-api-key': `${KEY},${OTHER_KEY}` }],
  ['a wildcard', { 'x-api-key': '*' }],
  ['SQL', { 'x-api-key': "' OR '1'='1" }],
  ['a name of every object', { 'x-api-key': '__proto__' }],
  ['another bearer', { authorization: 'Bearer alice' }],
  ['the key without its scheme', { authorization: KEY }],
  ['the key as a password', { authorization: `Basic ${Buffer.from(`:${KEY}`).toString('base64')}` }],
  ['a huge key', { 'x-api-key': KEY.repeat(500) }],
  ['a cookie', { cookie: `x-api-key=${KEY}; api_key=${KEY}` }],
  ['a header that proxies set', { 'x-forwarded-user': 'admin', 'x-real-ip': '127.0.0.1' }],
]

describe('without the right key', () => {
  test('only the public paths answer', async () => {
    const { url } = await startGuarded()
    for (const path of PUBLIC_PATHS) expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
    for (const [method, path] of CLOSED_PATHS) {
      const response = await fetch(url + path, { method })
      expect([path, response.status]).toEqual([path, 401])
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mevscope"')
      expect(await response.json()).toMatchObject({
        type: 'urn:mevscope:problem:unauthorized',
        instance: path,
      })
    }
  })

  test.each(WRONG)('with %s it is 401, and says no more than without any', async (_what, headers) => {
    const { url } = await startGuarded()
    const [plain, tried] = await Promise.all([
      fetch(`${url}/transactions`),
      fetch(`${url}/transactions`, { headers }),
    ])
    expect(tried.status).toBe(401)
    expect(await tried.text()).toBe(await plain.text())
  })

  test('no method gets around it', async () => {
    const { url, port, models } = await startGuarded()
    for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY']) {
      expect([method, (await fetch(`${url}/transactions`, { method })).status]).toEqual([method, 401])
    }
    // `fetch` does not send these.
    for (const method of ['TRACE', 'TRACK', 'get', 'Get', 'DEBUG']) {
      const [status] = statuses(await exchange(port, rawRequest(`${method} /transactions HTTP/1.1`)))
      expect([method, status === 401 || status === 400]).toEqual([method, true])
    }
    expect(models.asked).toEqual([])
  })

  test('a method named in a header or parameter is not the method', async () => {
    const { url, models } = await startGuarded()
    const override = { 'x-http-method-override': 'GET', 'x-http-method': 'GET', 'x-method-override': 'GET' }
    const post = await fetch(`${url}/transactions`, {
      method: 'POST',
      headers: { ...override, 'x-api-key': KEY },
    })
    expect(post.status).toBe(405)
    const get = await fetch(`${url}/auth/ticket`, {
      headers: { 'x-http-method-override': 'POST', 'x-api-key': KEY },
    })
    expect(get.status).toBe(405)
    expect((await fetch(`${url}/transactions?_method=GET`, { headers: { 'x-api-key': KEY } })).status).toBe(
      400,
    )
    expect(models.asked).toEqual([])
  })

  test('a key in the URL is no key', async () => {
    const { url } = await startGuarded()
    for (const query of [
      `x-api-key=${KEY}`,
      `api_key=${KEY}`,
      `key=${KEY}`,
      `token=${KEY}`,
      `access_token=${KEY}`,
    ]) {
      expect((await fetch(`${url}/transactions?${query}`)).status).toBe(401)
    }
  })

  test('not even unknown paths are told from known ones', async () => {
    const { url } = await startGuarded()
    for (const path of ['/nowhere', '/admin', '/.git/config', '/transactions/']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 401])
    }
  })
})

describe('with a key', () => {
  test.each([
    { 'x-api-key': KEY },
    { 'X-API-KEY': OTHER_KEY },
    { authorization: `Bearer ${KEY}` },
    { authorization: `bearer ${OTHER_KEY}` },
  ])('as %j every path answers', async (headers) => {
    const { url } = await startGuarded()
    for (const [method, path] of CLOSED_PATHS) {
      const response = await fetch(url + path, { method, headers })
      await response.body?.cancel()
      expect([path, response.status === 401]).toEqual([path, false])
    }
  })

  test('answers may be kept by nobody, or by the client alone', async () => {
    const { url } = await startGuarded()
    for (const path of ['/transactions', '/dashboard/snapshot', '/events', '/opps']) {
      const { headers } = await fetch(url + path, { headers: { 'x-api-key': KEY } })
      expect([path, headers.get('cache-control')]).toEqual([
        path,
        expect.stringMatching(/^(?:no-store|private, no-cache)$/),
      ])
    }
  })
})

describe('more than one credential', () => {
  const TWICE = [
    [`x-api-key: ${KEY}`, `x-api-key: ${KEY}`],
    [`x-api-key: ${KEY}`, `X-Api-Key: ${OTHER_KEY}`],
    ['x-api-key: wrong', `x-api-key: ${KEY}`],
    [`authorization: Bearer ${KEY}`, `authorization: Bearer ${KEY}`],
    [`authorization: Bearer ${KEY}`, 'authorization: Basic x'],
    [`authorization: Bearer ${KEY}`, `x-api-key: ${KEY}`],
    [`authorization: Basic x`, `x-api-key: ${KEY}`],
  ]
  test.each(TWICE)('%s and %s is 400, whoever is right', async (first, second) => {
    const { port, models } = await startGuarded()
    for (const headers of [
      [first, second],
      [second, first],
    ]) {
      const heard = await exchange(port, rawRequest('GET /transactions HTTP/1.1', ...headers))
      expect(statuses(heard)).toEqual([400])
      expect(heard).toContain('urn:mevscope:problem:bad-request')
    }
    expect(models.asked).toEqual([])
  })

  test('a second one behind a hundred other headers is not overlooked', async () => {
    const { port } = await startGuarded()
    const filler = Array.from({ length: 120 }, (_, i) => `x-filler-${i}: a`)
    const heard = await exchange(
      port,
      rawRequest('GET /transactions HTTP/1.1', `x-api-key: ${KEY}`, ...filler, 'x-api-key: other'),
    )
    expect(statuses(heard)).toEqual([431])
  })
})

test('with keys a worker shows its public paths and nothing else', async () => {
  const { url } = await startGuarded({}, { role: 'worker', dashboardDir: import.meta.dirname })
  for (const path of PUBLIC_PATHS) expect((await fetch(url + path)).status).toBe(200)
  expect((await fetch(`${url}/transactions`)).status).toBe(401)
  expect((await fetch(`${url}/keys.test.ts`)).status).toBe(401)
  expect((await fetch(`${url}/transactions`, { headers: { 'x-api-key': KEY } })).status).toBe(404)
})
