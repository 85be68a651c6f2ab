import { describe, expect, test, vi } from 'vitest'
import { hashOf } from '../support/fake-log.ts'
import { KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawClient, rawRequest, statuses } from './support/raw.ts'

const AUTH = `x-api-key: ${KEY}`
/** Times short enough for a test, long enough for a busy machine. */
const SHORT = {
  headersTimeoutMs: 400,
  requestTimeoutMs: 600,
  keepAliveTimeoutMs: 400,
  stalledTimeoutMs: 1_000,
  checkIntervalMs: 50,
}

describe('sizes', () => {
  test('a head over 16 KiB is 431, in one header, in many, or in the target', async () => {
    const { port } = await startGuarded()
    for (const request of [
      rawRequest('GET /health HTTP/1.1', `x: ${'y'.repeat(17_000)}`),
      rawRequest(
        'GET /health HTTP/1.1',
        ...Array.from({ length: 60 }, (_, i) => `x-${i}: ${'y'.repeat(300)}`),
      ),
      rawRequest(`GET /health?${'y'.repeat(17_000)} HTTP/1.1`),
      rawRequest('GET /health HTTP/1.1', `cookie: ${'y'.repeat(17_000)}`, AUTH),
    ]) {
      expect(statuses(await exchange(port, request))).toEqual([431])
    }
  })

  test('more than 100 headers are 431, 100 are not', async () => {
    const { port } = await startGuarded()
    const many = (count: number) => Array.from({ length: count }, (_, i) => `x-${i}: y`)
    expect(statuses(await exchange(port, rawRequest('GET /health HTTP/1.1', ...many(98))))).toEqual([200])
    for (const count of [99, 101, 500]) {
      expect(statuses(await exchange(port, rawRequest('GET /health HTTP/1.1', ...many(count))))).toEqual([
        431,
      ])
    }
  })

  test('a target over 4,096 characters is 414, one of 4,096 is judged', async () => {
    const { port } = await startGuarded()
    const target = (length: number) => `/health?${'y'.repeat(length - '/health'.length)}`
    expect(statuses(await exchange(port, rawRequest(`GET ${target(4_096)} HTTP/1.1`)))).toEqual([400])
    expect(statuses(await exchange(port, rawRequest(`GET ${target(4_097)} HTTP/1.1`)))).toEqual([414])
  })
})

describe('time', () => {
  test('a head that trickles in is cut, however steadily, and nothing of it is answered but 408', async () => {
    const { port, metrics } = await startGuarded({}, { http: { ...SHORT, requestTimeoutMs: 60_000 } })
    const slow = await Promise.all(Array.from({ length: 20 }, () => rawClient(port)))
    for (const client of slow) client.send('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n')
    const drip = setInterval(() => {
      for (const [i, client] of slow.entries()) client.send(`x-${i}: y\r\n`)
    }, 50)
    const heard = await Promise.all(slow.map((client) => client.closed)).finally(() => clearInterval(drip))
    for (const each of heard) expect(each).toMatch(/^$|^HTTP\/1\.1 408 /)
    await vi.waitUntil(() => metrics.read().get('http_connections') === 0, { timeout: 5_000 })
  })

  test('a connection that says nothing is cut', async () => {
    const { port } = await startGuarded(
      {},
      { http: { ...SHORT, requestTimeoutMs: 60_000, stalledTimeoutMs: 60_000 } },
    )
    const client = await rawClient(port)
    expect(await client.closed).toMatch(/^$|^HTTP\/1\.1 408 /)
  })

  test('a body that trickles in is cut', async () => {
    const { port } = await startGuarded({}, { http: SHORT })
    const client = await rawClient(port)
    client.send('POST /auth/ticket HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n')
    const drip = setInterval(() => client.send('y'), 50)
    const heard = await client.closed.finally(() => clearInterval(drip))
    expect(statuses(heard)[0]).toBe(401)
  })

  test('a connection without a further request is closed', async () => {
    const { port } = await startGuarded({}, { http: { ...SHORT, stalledTimeoutMs: 60_000 } })
    const client = await rawClient(port)
    client.send('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
    expect(statuses(await client.closed)).toEqual([200])
  })

  test('a client that takes nothing of its answer is cut, and its place is free again', async () => {
    const { port, log, metrics, url } = await startGuarded(
      {},
      { http: { ...SHORT, maxRequestsPerClient: 1 } },
    )
    log.appendSilently(5_000, 'f'.repeat(4_000))
    const client = await rawClient(port)
    client.socket.pause()
    client.send(rawRequest('GET /events?limit=5000 HTTP/1.1', AUTH))
    await vi.waitUntil(() => log.reads() > 0, { timeout: 5_000 })
    const ask = () => fetch(`${url}/events?limit=1`, { headers: { 'x-api-key': KEY } })
    expect((await ask()).status).toBe(503)
    // Nothing is read, so its end is seen by the server alone.
    await vi.waitUntil(() => metrics.read().get('http_request_seconds{route=/events,status=aborted}') === 1, {
      timeout: 10_000,
    })
    expect((await ask()).status).toBe(200)
  })

  test('a connection carries so many requests: the last is told so, further ones are not answered', async () => {
    const { port } = await startGuarded({}, { http: { ...SHORT, maxRequestsPerConnection: 3 } })
    const client = await rawClient(port)
    const request = `GET /transactions HTTP/1.1\r\nhost: 127.0.0.1\r\n${AUTH}\r\n\r\n`
    client.send(request.repeat(5))
    const heard = await client.closed
    expect(statuses(heard)).toEqual([200, 200, 200, 503, 503])
    expect(heard.match(/connection: close/gi)?.length).toBeGreaterThanOrEqual(1)
  })
})

describe('connections', () => {
  test('of one client are counted, those beyond the bound are closed unread, and a place comes back', async () => {
    const { port, metrics, url } = await startGuarded({}, { http: { maxConnectionsPerClient: 10 } })
    const kept = await Promise.all(Array.from({ length: 10 }, () => rawClient(port)))
    await vi.waitUntil(() => metrics.read().get('http_connections') === 10, { timeout: 5_000 })
    const flood = await Promise.all(Array.from({ length: 50 }, () => rawClient(port)))
    for (const client of flood) client.send('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
    for (const client of flood) expect(await client.closed).toBe('')
    expect(metrics.read().get('http_connections')).toBe(10)
    expect(metrics.read().get('http_refused_connections_total{reason=client}')).toBe(50)
    kept[0]?.socket.destroy()
    await vi.waitUntil(() => metrics.read().get('http_connections') === 9, { timeout: 5_000 })
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  test('of all clients are counted', async () => {
    const { port, metrics } = await startGuarded({}, { http: { maxConnections: 5 } })
    await Promise.all(Array.from({ length: 5 }, () => rawClient(port)))
    await vi.waitUntil(() => metrics.read().get('http_connections') === 5, { timeout: 5_000 })
    expect(await (await rawClient(port)).closed).toBe('')
    expect(metrics.read().get('http_refused_connections_total{reason=total}')).toBe(1)
  })

  test('of a trusted proxy are not bound to one client', async () => {
    const { port, url } = await startGuarded(
      { trustedProxies: ['127.0.0.1'] },
      { http: { maxConnectionsPerClient: 2 } },
    )
    await Promise.all(Array.from({ length: 10 }, () => rawClient(port)))
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})

describe('requests under way', () => {
  test('have a bound for each client; beyond it 503, and probes are answered all the same', async () => {
    const { url, models, port } = await startGuarded({}, { http: { maxRequestsPerClient: 3 } })
    const release = Promise.withResolvers<void>()
    models.hold = release.promise
    const headers = { 'x-api-key': KEY }
    const slow = Array.from({ length: 3 }, () => fetch(`${url}/tx/${hashOf(1)}`, { headers }))
    await vi.waitUntil(() => models.asked.length === 3, { timeout: 5_000 })

    const refused = await fetch(`${url}/transactions`, { headers })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    // On one connection they count one by one.
    const pipelined = await exchange(port, rawRequest('GET /transactions HTTP/1.1', AUTH))
    expect(statuses(pipelined)).toEqual([503])
    for (const path of ['/health', '/ready', '/metrics']) expect((await fetch(url + path)).status).toBe(200)
    const other = await fetch(`${url}/transactions`, { headers: { 'x-api-key': 'bob-1a2b3c4d5e6f7a8b9c' } })
    expect(other.status).toBe(200)

    release.resolve()
    for (const each of slow) expect((await each).status).toBe(200)
    expect((await fetch(`${url}/transactions`, { headers })).status).toBe(200)
  })

  test('of a client that left are over', async () => {
    const { url, models } = await startGuarded({}, { http: { maxRequestsPerClient: 1 } })
    const release = Promise.withResolvers<void>()
    models.hold = release.promise
    const headers = { 'x-api-key': KEY }
    const leaving = new AbortController()
    const left = fetch(`${url}/tx/${hashOf(1)}`, { headers, signal: leaving.signal }).catch(() => 'left')
    await vi.waitUntil(() => models.asked.length === 1, { timeout: 5_000 })
    leaving.abort()
    expect(await left).toBe('left')
    await vi.waitUntil(async () => (await fetch(`${url}/transactions`, { headers })).status === 200, {
      timeout: 5_000,
    })
    release.resolve()
  })

  test('many on one connection at once do not get more places', async () => {
    const { port, models } = await startGuarded({}, { http: { maxRequestsPerClient: 5 } })
    const release = Promise.withResolvers<void>()
    models.hold = release.promise
    const client = await rawClient(port)
    client.send(`GET /tx/${hashOf(1)} HTTP/1.1\r\nhost: 127.0.0.1\r\n${AUTH}\r\n\r\n`.repeat(50))
    await vi.waitUntil(() => models.asked.length === 5, { timeout: 5_000 })
    release.resolve()
    await vi.waitUntil(() => statuses(client.heard()).length === 50, { timeout: 5_000 })
    expect(models.asked).toHaveLength(5)
    expect(statuses(client.heard()).filter((status) => status === 503)).toHaveLength(45)
  })
})
