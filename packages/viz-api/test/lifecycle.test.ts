import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { hashApiKey, type VizApiOptions } from '../src/index.ts'
import { createFixture, startFixture } from './support/api.ts'
import { hashOf } from './support/fake-log.ts'
import { openStream } from './support/stream-client.ts'

describe('building', () => {
  test('opens no handle and subscribes to nothing', async () => {
    const before = process.getActiveResourcesInfo().sort()
    const { api, log, models, metrics } = createFixture({ dashboardDir: '/nowhere' })
    expect(process.getActiveResourcesInfo().sort()).toEqual(before)
    expect(log.listeners()).toBe(0)
    expect(log.reads()).toBe(0)
    expect(models.asked).toEqual([])
    expect(api.address()).toBe(null)
    expect([...metrics.read().keys()].sort()).toEqual([
      'http_connections',
      'http_refused_connections_total{reason=client}',
      'http_refused_connections_total{reason=total}',
      'http_refused_reads_total{reads=first}',
      'http_refused_reads_total{reads=heavy}',
      'http_refused_reads_total{reads=light}',
      'stream_clients',
      'stream_slow_disconnects_total',
    ])

    await api.start()
    expect(log.listeners()).toBe(1)
    expect(process.getActiveResourcesInfo()).toContain('TCPServerWrap')
    await api.stop()
    expect(log.listeners()).toBe(0)
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap'))
  })
})

describe('start', () => {
  test('listens on a free port and says where', async () => {
    const { api, records, url } = await startFixture({ ingestMode: 'rpc' })
    const address = api.address()
    expect(address).toEqual({ host: '127.0.0.1', port: address?.port, url })
    expect(records).toEqual([
      {
        level: 'info',
        message: 'viz-api listening',
        fields: { address: `127.0.0.1:${address?.port}`, url, ingest_mode: 'rpc', role: 'all', keys: 0 },
      },
    ])
  })

  test('says so when others reach its address and nobody is asked for a key', async () => {
    const warnings = async (overrides: Partial<VizApiOptions>) => {
      const { records } = await startFixture({ bind: { host: '0.0.0.0', port: 0 }, ...overrides })
      return records.filter(({ level }) => level === 'warn').map(({ message }) => message)
    }
    expect(await warnings({})).toEqual([expect.stringContaining('no keys are asked for')])
    expect(await warnings({ access: { keys: [hashApiKey('a-key-0123456789')] } })).toEqual([])
    expect(await warnings({ bind: { host: '127.0.0.1', port: 0 } })).toEqual([])
  })

  test('an address in use is an error that names it, and leaves nothing open', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo // a TCP server that listens has one
    const { api, log } = createFixture({ bind: { host: '127.0.0.1', port } })
    await expect(api.start()).rejects.toMatchObject({
      name: 'VizApiError',
      code: 'ADDRESS_IN_USE',
      retryable: false,
      message: `listening on 127.0.0.1:${port}: the address is in use by another process`,
    })
    expect(log.listeners()).toBe(0)
    await api.stop()
    other.close()
  })

  test.each([
    ['203.0.113.9', 3000],
    ['no-such-host.invalid', 3000],
    ['127.0.0.1', 65_536],
  ])('%s:%i is an invalid address', async (host, port) => {
    const { api } = createFixture({ bind: { host, port } })
    await expect(api.start()).rejects.toMatchObject({
      code: 'ADDRESS_INVALID',
      retryable: false,
      message: expect.stringContaining(`${host}:${port}`),
    })
  })

  test('a second start, or one after stop, is refused', async () => {
    const { api } = await startFixture()
    await expect(api.start()).rejects.toMatchObject({ code: 'ALREADY_STARTED' })
    await api.stop()
    await expect(api.start()).rejects.toMatchObject({ code: 'ALREADY_STARTED' })
  })
})

describe('stop', () => {
  test('is harmless before start and settles closed', async () => {
    const { api } = createFixture()
    await api.stop()
    await api.stop()
    await expect(api.closed).resolves.toBeUndefined()
  })

  test('lets a request under way finish and refuses new connections', async () => {
    const { api, models, url } = await startFixture({ drainMs: 60_000 })
    const hold = Promise.withResolvers<void>()
    models.hold = hold.promise
    // A connection that its client keeps: only the server can end it.
    const socket = connect(api.address()?.port ?? 0, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.write(`GET /transactions/${hashOf(1)} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    await vi.waitFor(() => expect(models.asked).toHaveLength(1))
    const stopped = api.stop()
    await expect(fetch(`${url}/health`)).rejects.toThrow()
    hold.resolve()
    await Promise.all([stopped, once(socket, 'close')])
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(api.address()).toBe(null)
    await expect(api.closed).resolves.toBeUndefined()
  })

  test('cuts a request that outlasts the deadline', async () => {
    const { api, models, url } = await startFixture({ drainMs: 50 })
    const hold = Promise.withResolvers<void>()
    models.hold = hold.promise
    const answer = fetch(`${url}/transactions/${hashOf(1)}`).then(
      () => 'answered',
      () => 'cut',
    )
    await vi.waitFor(() => expect(models.asked).toHaveLength(1))
    await api.stop()
    expect(await answer).toBe('cut')
    hold.resolve()
  })

  // The second has no key in its handshake.
  test.each(['/nowhere', '/stream'])(
    'cuts a client that takes no answers and whose upgrade on %s is refused, and so does its time',
    async (path) => {
      const asleep = async (overrides: Partial<VizApiOptions>) => {
        const fixture = await startFixture(overrides)
        fixture.log.append(1_000, 'x'.repeat(16_000))
        const socket = connect(fixture.api.address()?.port ?? 0, '127.0.0.1')
        onTestFinished(() => void socket.destroy())
        socket.on('error', () => {}).pause()
        const head = (target: string, ...lines: readonly string[]) =>
          [`GET ${target} HTTP/1.1`, 'host: localhost', ...lines, '', ''].join('\r\n')
        socket.write(head('/events'))
        await vi.waitFor(() => expect(fixture.log.reads()).toBe(2))
        await sleep(100)
        socket.write(head(path, 'connection: upgrade', 'upgrade: websocket'))
        return { ...fixture, connections: () => fixture.metrics.read().get('http_connections') }
      }
      const stopping = await asleep({ drainMs: 50 })
      await sleep(200)
      expect(stopping.connections()).toBe(1)
      await stopping.api.stop()
      await vi.waitFor(() => expect(stopping.connections()).toBe(0))

      const timed = await asleep({ http: { stalledTimeoutMs: 300 } })
      await vi.waitFor(() => expect(timed.connections()).toBe(0), { timeout: 5_000 })
    },
    20_000,
  )

  test('no stream outlives a connection that asks for an upgrade before its answers have ended', async () => {
    const { api, metrics } = await startFixture()
    const socket = connect(api.address()?.port ?? 0, '127.0.0.1')
    socket.on('error', () => {}).resume()
    const events = 'GET /dashboard/events-v1 HTTP/1.1\r\nhost: localhost\r\n\r\n'
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\n\r\n'
    socket.write(`${events}${events}GET /nowhere HTTP/1.1\r\nhost: localhost\r\n${upgrade}`)
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(2))
    socket.destroy()
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(0))
  })

  test('ends streams with 1001', async () => {
    const { api, url } = await startFixture()
    const client = await openStream(url)
    await api.stop()
    expect((await client.closed).code).toBe(1001)
  })

  test('does not wait for a stream client that sleeps', async () => {
    const { api, url } = await startFixture({ drainMs: 50 })
    const client = await openStream(url)
    client.socket.pause()
    await api.stop()
    client.socket.resume()
    await client.closed
  })
})

describe('roles', () => {
  test('a worker serves operations only and subscribes to nothing', async () => {
    const { url, log } = await startFixture({ role: 'worker', dashboardDir: import.meta.dirname })
    const status = async (path: string) => (await fetch(url + path)).status
    expect(await Promise.all(['/health', '/ready', '/metrics'].map(status))).toEqual([200, 200, 200])
    expect(
      await Promise.all(
        ['/transactions', '/events', '/replay', '/stream', '/', '/lifecycle.test.ts'].map(status),
      ),
    ).toEqual([404, 404, 404, 404, 404, 404])
    expect(log.listeners()).toBe(0)
    await expect(openStream(url)).rejects.toThrow()
  })

  test('an api serves everything', async () => {
    const { url } = await startFixture({ role: 'api' })
    expect((await fetch(`${url}/transactions`)).status).toBe(200)
  })
})
