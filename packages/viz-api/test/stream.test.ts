import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startFixture } from './support/api.ts'
import { NODE_ID } from './support/fake-log.ts'
import { openStream } from './support/stream-client.ts'

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

describe('live', () => {
  test('begins with hello and hands on what becomes durable, line for line', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(3)
    const client = await openStream(url)
    expect(client.messages).toEqual([{ op: 'hello', node_id: NODE_ID, latest_seq: 3, oldest_seq: 1 }])
    log.append(2)
    await client.until(() => client.lastSeq() === 5)
    const events = await (await fetch(`${url}/events?after=3`)).json()
    expect(client.messages.slice(1)).toEqual([{ op: 'events', last_seq: 5, events }])
  })

  test('batches of one turn come as one message', async () => {
    const { url, log } = await startFixture()
    const client = await openStream(url)
    log.append(2)
    log.append(3)
    await client.until(() => client.lastSeq() === 5)
    expect(client.messages.filter((message) => message.op === 'events')).toHaveLength(1)
  })

  test('a batch of megabytes comes in several messages, in order', async () => {
    const { url, log } = await startFixture()
    const client = await openStream(url)
    log.append(40, 'x'.repeat(100_000))
    await client.until(() => client.lastSeq() === 40)
    expect(client.seqs()).toEqual(range(1, 40))
    const counts = client.messages.filter((m) => m.op === 'events').map((m) => (m.events as unknown[]).length)
    expect(counts.length).toBeGreaterThanOrEqual(4)
  })

  test('filters by kind, chain and score; last_seq advances although everything is hidden', async () => {
    const { url, log } = await startFixture({ stream: { progressMs: 5 } })
    const scored = await openStream(url, '?kinds=TxFeatures&min_score=50')
    const chain = await openStream(url, '?chain_id=2')
    const nothing = await openStream(url, '?kinds=GapOpened,GapClosed')
    log.append(20)
    for (const client of [scored, chain, nothing]) await client.until(() => client.lastSeq() === 20)
    expect(scored.seqs()).toEqual([8, 11, 14]) // scores 56, 77, 98; of 2, 5, 17, 20: 14, 35, 18, 39
    expect(chain.seqs()).toEqual(range(1, 20).filter((seq) => seq % 2 === 1))
    expect(nothing.messages.slice(1)).toEqual([{ op: 'events', last_seq: 20, events: [] }])
  })

  test('a heartbeat breaks the silence, and only the silence', async () => {
    const { url, log } = await startFixture({ stream: { heartbeatMs: 30 } })
    log.appendSilently(4)
    const client = await openStream(url)
    await client.until(() => client.messages.filter((message) => message.op === 'heartbeat').length >= 2)
    expect(client.messages[1]).toEqual({ op: 'heartbeat', latest_seq: 4 })
    const quiet = await startFixture()
    const other = await openStream(quiet.url)
    quiet.log.append(1)
    await other.until(() => other.lastSeq() === 1)
    expect(other.messages.map((message) => message.op)).toEqual(['hello', 'events'])
  })
})

describe('resume', () => {
  test('catches up page by page and goes on live, while events keep arriving', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 7 } })
    log.appendSilently(100)
    log.beforeAnswer = async () => {
      if (log.latestSeq() < 160) log.append(3)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const client = await openStream(url, '?from_seq=10')
    await client.until(() => client.lastSeq() >= 160)
    const before = log.reads()
    log.append(5)
    await client.until(() => client.lastSeq() === log.latestSeq())
    expect(client.seqs()).toEqual(range(11, log.latestSeq()))
    expect(log.reads()).toBe(before)
  })

  test('over a reconnect in the middle of a burst: id for id what /events has', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 50 } })
    const burst = setInterval(() => log.append(11), 1)
    const seqs: number[] = []
    try {
      let from = 0
      for (let round = 0; round < 5; round++) {
        const client = await openStream(url, `?from_seq=${from}`)
        const goal = log.latestSeq() + 100
        await client.until(() => client.lastSeq() >= goal)
        client.socket.terminate()
        await client.closed
        seqs.push(...client.seqs())
        from = client.lastSeq()
      }
    } finally {
      clearInterval(burst)
    }
    const stored = (await (await fetch(`${url}/events?limit=5000`)).json()) as { seq: number }[] // asserted below
    expect(seqs).toEqual(stored.map((event) => event.seq).slice(0, seqs.length))
    expect(seqs.length).toBeGreaterThanOrEqual(500)
  })

  test('from 0 is everything there is', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(1_200)
    const client = await openStream(url, '?from_seq=0')
    await client.until(() => client.lastSeq() === 1_200)
    expect(client.seqs()).toEqual(range(1, 1_200))
  })

  test('behind what can be read: reset too_old, then from the oldest on', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(50)
    log.prune(31)
    const client = await openStream(url, '?from_seq=5')
    await client.until(() => client.lastSeq() === 50)
    expect(client.messages[1]).toEqual({
      op: 'reset',
      reason: 'too_old',
      requested_seq: 5,
      last_seq: 30,
      latest_seq: 50,
      oldest_seq: 31,
    })
    expect(client.seqs()).toEqual(range(31, 50))
    const exact = await openStream(url, '?from_seq=30')
    await exact.until(() => exact.lastSeq() === 50)
    expect(exact.messages.map((message) => message.op)).toEqual(['hello', 'events'])
  })

  test('pruned while it is read: a reset says so, and nothing is passed off as complete', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 10 } })
    log.appendSilently(100)
    log.beforeAnswer = async () => {
      if (log.reads() === 3) log.prune(61)
    }
    const client = await openStream(url, '?from_seq=0')
    await client.until(() => client.lastSeq() === 100)
    expect(client.messages.filter((message) => message.op === 'reset')).toMatchObject([
      { reason: 'too_old', requested_seq: 20, last_seq: 60 },
    ])
    expect(client.seqs()).toEqual([...range(1, 20), ...range(61, 100)])
  })

  test('ahead of the log: reset ahead, then live', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(3)
    const client = await openStream(url, '?from_seq=9')
    log.append(2)
    await client.until(() => client.lastSeq() === 5)
    expect(client.messages[1]).toMatchObject({ op: 'reset', reason: 'ahead', requested_seq: 9, last_seq: 3 })
    expect(client.seqs()).toEqual([4, 5])
  })

  test('a log that cannot be read closes 1011, is logged, and others go on', async () => {
    const { url, log, records } = await startFixture()
    log.appendSilently(5)
    const other = await openStream(url)
    log.beforeAnswer = () => Promise.reject(new Error('disk on fire'))
    const client = await openStream(url, '?from_seq=1')
    expect(await client.closed).toEqual({
      code: 1011,
      reason: 'the log cannot be read; resume with from_seq',
    })
    expect(records).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'stream catch-up failed' }),
    )
    log.append(1)
    await other.until(() => other.lastSeq() === 6)
  })
})

describe('client messages', () => {
  test('ping is answered with a heartbeat', async () => {
    const { url } = await startFixture()
    const client = await openStream(url)
    client.send({ op: 'ping' })
    await client.until(() => client.messages.length === 2)
    expect(client.messages[1]).toEqual({ op: 'heartbeat', latest_seq: 0 })
  })

  test('subscribe sets the filter from the present position on, and hello marks the change', async () => {
    const { url, log } = await startFixture({ stream: { progressMs: 5 } })
    const client = await openStream(url)
    log.append(6)
    await client.until(() => client.lastSeq() === 6)
    client.send({ op: 'subscribe', kinds: ['TxSeen'] })
    await client.until(() => client.messages.at(-1)?.op === 'hello')
    log.append(6)
    await client.until(() => client.lastSeq() === 12)
    expect(client.seqs()).toEqual([...range(1, 6), 9, 12])
  })

  test('subscribe with from_seq reads again from there, also in the middle of a catch-up', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 10 } })
    log.appendSilently(200)
    const hold = Promise.withResolvers<void>()
    log.beforeAnswer = () => hold.promise
    const client = await openStream(url, '?from_seq=0')
    client.send({ op: 'subscribe', kinds: ['TxSeen'], from_seq: 150 })
    await client.until(() => client.messages.filter((message) => message.op === 'hello').length === 2)
    hold.resolve()
    await client.until(() => client.lastSeq() === 200)
    expect(client.seqs()).toEqual(range(151, 200).filter((seq) => seq % 3 === 0))
  })

  test.each([
    ['not json', 'not JSON'],
    ['{"op":"dance"}', 'op: '],
    ['{"op":"ping","x":1}', 'message: '],
    ['{"op":"subscribe","kinds":["Nonsense"]}', 'kinds.0: '],
    ['{"op":"subscribe","kinds":[]}', 'kinds: '],
    ['{"op":"subscribe","from_seq":-1}', 'from_seq: '],
    ['{"op":"subscribe","min_score":"5"}', 'min_score: '],
    ['[]', 'message: '],
    [`{"op":"subscribe","kinds":["${'é'.repeat(40)}"]}`, 'kinds.0: '],
    [`{"op":"ping","${'語'.repeat(80)}":1}`, 'message: '],
  ])('%s closes 1008 and says why', async (text, why) => {
    const { url } = await startFixture()
    const client = await openStream(url)
    client.send(text)
    const { code, reason } = await client.closed
    expect(code).toBe(1008)
    expect(reason.startsWith(why)).toBe(true)
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
  })

  test('a binary message closes 1008, one over 64 KiB 1009', async () => {
    const { url } = await startFixture()
    const binary = await openStream(url)
    binary.socket.send(Buffer.from('{"op":"ping"}'))
    expect((await binary.closed).code).toBe(1008)
    const huge = await openStream(url)
    huge.send({ op: 'ping', x: 'y'.repeat(64 * 1024) })
    expect((await huge.closed).code).toBe(1009)
  })
})

describe('slow clients', () => {
  test('one that sleeps is cut with 1013, counted, and can resume; others hear everything', async () => {
    const { url, log, metrics } = await startFixture({ stream: { maxBufferedBytes: 512 * 1024 } })
    const [sleeper, reader] = [await openStream(url), await openStream(url)]
    sleeper.socket.pause()
    const slow = () => metrics.read().get('stream_slow_disconnects_total')
    await vi.waitFor(
      async () => {
        log.append(20, 'x'.repeat(5_000))
        await reader.until(() => reader.lastSeq() === log.latestSeq())
        expect(slow()).toBe(1)
      },
      { timeout: 20_000, interval: 1 },
    )
    sleeper.socket.resume()
    expect(await sleeper.closed).toEqual({ code: 1013, reason: 'too slow; resume with from_seq' })
    expect(reader.seqs()).toEqual(range(1, log.latestSeq()))
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(1))

    const again = await openStream(url, `?from_seq=${sleeper.lastSeq()}`)
    await again.until(() => again.lastSeq() === log.latestSeq())
    expect([...sleeper.seqs(), ...again.seqs()]).toEqual(range(1, log.latestSeq()))
  }, 30_000)

  test('one that sleeps during its catch-up is not read for, and cut after the stall time', async () => {
    const { url, log, metrics } = await startFixture({
      stream: { pageSize: 10, stallMs: 200, progressMs: 10 },
    })
    log.appendSilently(3_000, 'x'.repeat(10_000))
    const client = await openStream(url, '?from_seq=0')
    client.socket.pause()
    await vi.waitFor(() => expect(metrics.read().get('stream_slow_disconnects_total')).toBe(1), {
      timeout: 10_000,
    })
    expect(log.reads()).toBeLessThan(300)
    client.socket.resume()
    expect((await client.closed).code).toBe(1013)
  }, 20_000)
})

describe('upgrade', () => {
  /** The answer to an upgrade that is refused. */
  function refusal(url: string, path: string, headers: Record<string, string> = {}) {
    return new Promise<{ status: number; type: string; body: unknown }>((resolve, reject) => {
      const socket = new WebSocket(url.replace('http', 'ws') + path, { headers })
      socket.on('open', () => {
        socket.close()
        reject(new Error('opened'))
      })
      socket.on('error', reject)
      socket.on('unexpected-response', (_request, response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += String(chunk)
        })
        response.on('end', () => {
          const type = response.headers['content-type'] ?? ''
          resolve({ status: response.statusCode ?? 0, type, body: JSON.parse(text) })
        })
      })
    })
  }

  test('an invalid query is refused with 400 naming each parameter', async () => {
    const { url } = await startFixture()
    expect(await refusal(url, '/stream?from_seq=x&kinds=Nonsense&min_score=5&min_score=6&a=b')).toMatchObject(
      {
        status: 400,
        type: 'application/problem+json',
        body: {
          status: 400,
          instance: '/stream',
          errors: [{ name: 'min_score' }, { name: 'from_seq' }, { name: 'kinds' }, { name: 'a' }],
        },
      },
    )
  })

  test('another path has no WebSocket', async () => {
    const { url } = await startFixture()
    expect(await refusal(url, '/events')).toMatchObject({ status: 404 })
  })

  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'file://'])(
    'origin %s is refused',
    async (origin) => {
      const { url, metrics } = await startFixture()
      expect(await refusal(url, '/stream', { origin })).toMatchObject({ status: 403 })
      expect(metrics.read().get('stream_clients')).toBe(0)
    },
  )

  test('a page of the same host may open it', async () => {
    const { url } = await startFixture()
    const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { headers: { origin: url } })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.terminate()
  })

  test('clients over the bound are refused with 503', async () => {
    const { url, metrics } = await startFixture({ stream: { maxClients: 1 } })
    const client = await openStream(url)
    expect(metrics.read().get('stream_clients')).toBe(1)
    expect(await refusal(url, '/stream')).toMatchObject({ status: 503 })
    client.socket.terminate()
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(0))
    await openStream(url)
  })

  test('another protocol to upgrade to is declined by answering as usual', async () => {
    const { url } = await startFixture()
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      request(`${url}/health`, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(200)
  })
})
