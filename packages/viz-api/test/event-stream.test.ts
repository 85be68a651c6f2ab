import { describe, expect, test, vi } from 'vitest'
import { startFixture } from './support/api.ts'
import { NODE_ID } from './support/fake-log.ts'
import { openEvents } from './support/sse-client.ts'
import { openStream } from './support/stream-client.ts'

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

describe('live', () => {
  test('begins with hello and hands on what becomes durable, line for line', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(3)
    const client = await openEvents(url)
    expect(client.response.headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/event-stream/),
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    await client.until(() => client.messages.length === 1)
    expect(client.lastEventId()).toBe('3')
    expect(client.messages[0]?.event).toBe('hello')
    expect(JSON.parse(client.messages[0]?.data ?? '')).toEqual({
      op: 'hello',
      node_id: NODE_ID,
      latest_seq: 3,
      oldest_seq: 1,
    })
    log.append(2)
    await client.until(() => client.lastEventId() === '5')
    const lines = client.messages.slice(1).map((message) => message.data)
    expect(`[${lines.join(',')}]`).toBe(await (await fetch(`${url}/events?after=3`)).text())
  })

  test('filters as the WebSocket does; the id moves on although everything is hidden', async () => {
    const { url, log } = await startFixture({ stream: { progressMs: 5 } })
    const scored = await openEvents(url, '?kinds=TxFeatures&min_score=50')
    const chain = await openEvents(url, '?chain_id=2')
    const nothing = await openEvents(url, '?kinds=GapOpened,GapClosed')
    const socket = await openStream(url, '?chain_id=2')
    for (const client of [scored, chain, nothing]) await client.until(() => client.messages.length === 1)
    log.append(20)
    for (const client of [scored, chain, nothing]) await client.until(() => client.lastEventId() === '20')
    await socket.until(() => socket.lastSeq() === 20)
    expect(scored.seqs()).toEqual([8, 11, 14])
    expect(chain.seqs()).toEqual(socket.seqs())
    expect(nothing.seqs()).toEqual([])
  })

  test('a heartbeat breaks the silence', async () => {
    const { url, log } = await startFixture({ stream: { heartbeatMs: 30 } })
    log.appendSilently(4)
    const client = await openEvents(url)
    await client.until(() => client.comments.length >= 2)
    expect(client.comments[0]).toBe('heartbeat 4')
  })
})

describe('resume', () => {
  test('after the last id, which wins over the query', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 7 } })
    log.appendSilently(50)
    const query = await openEvents(url, '?after=20')
    const header = await openEvents(url, '?after=20', { 'last-event-id': '40' })
    const unheard = await openEvents(url, '?after=45', { 'last-event-id': '' })
    for (const client of [query, header, unheard]) await client.until(() => client.lastEventId() === '50')
    expect(query.seqs()).toEqual(range(21, 50))
    expect(header.seqs()).toEqual(range(41, 50))
    expect(unheard.seqs()).toEqual(range(46, 50))
  })

  test('over connections cut in the middle of a burst: id for id what /events has', async () => {
    const { url, log } = await startFixture({ stream: { pageSize: 50 } })
    const burst = setInterval(() => log.append(11), 1)
    const seqs: number[] = []
    try {
      let from = '0'
      for (let round = 0; round < 5; round++) {
        const client = await openEvents(url, '', { 'last-event-id': from })
        const goal = log.latestSeq() + 100
        await client.until(() => Number(client.lastEventId()) >= goal)
        client.leave()
        await client.ended
        seqs.push(...client.seqs())
        from = client.lastEventId()
      }
    } finally {
      clearInterval(burst)
    }
    const stored = (await (await fetch(`${url}/events?limit=5000`)).json()) as { seq: number }[] // asserted below
    expect(seqs).toEqual(stored.map((event) => event.seq).slice(0, seqs.length))
    expect(seqs.length).toBeGreaterThanOrEqual(500)
  })

  test('behind what can be read, and ahead of it: an event reset, then what there is', async () => {
    const { url, log } = await startFixture()
    log.appendSilently(50)
    log.prune(31)
    const old = await openEvents(url, '?after=5')
    await old.until(() => old.lastEventId() === '50')
    expect(JSON.parse(old.messages[1]?.data ?? '')).toMatchObject({
      op: 'reset',
      reason: 'too_old',
      requested_seq: 5,
      last_seq: 30,
    })
    expect(old.seqs()).toEqual(range(31, 50))
    const ahead = await openEvents(url, '', { 'last-event-id': '99' })
    await ahead.until(() => ahead.messages.length === 2)
    expect([ahead.messages[1]?.event, ahead.lastEventId()]).toEqual(['reset', '50'])
  })
})

describe('refusals', () => {
  const ask = (url: string, query: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/dashboard/events-v1${query}`, { headers })

  test('an invalid query or Last-Event-ID is a 400 that names it', async () => {
    const { url } = await startFixture()
    const query = await ask(url, '?after=x&from_seq=1')
    expect(query.status).toBe(400)
    expect(await query.json()).toMatchObject({ errors: [{ name: 'after' }, { name: 'from_seq' }] })
    const header = await ask(url, '', { 'last-event-id': 'abc' })
    expect(header.status).toBe(400)
    expect(await header.json()).toMatchObject({ errors: [{ in: 'header', name: 'last-event-id' }] })
  })

  test('HEAD gets the head alone and opens nothing', async () => {
    const { url, metrics } = await startFixture()
    const response = await fetch(`${url}/dashboard/events-v1`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(metrics.read().get('stream_clients')).toBe(0)
  })

  test('clients of both transports share the bound; a place that is left is free again', async () => {
    const { url, metrics } = await startFixture({ stream: { maxClients: 2 } })
    const [client] = [await openEvents(url), await openStream(url)]
    expect((await ask(url, '')).status).toBe(503)
    client?.leave()
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(1))
    await openEvents(url)
  })
})

describe('the end', () => {
  test('one that sleeps is cut, counted, and can resume; others hear everything', async () => {
    const { url, log, metrics } = await startFixture({ stream: { maxBufferedBytes: 512 * 1024 } })
    const [sleeper, reader] = [await openEvents(url), await openEvents(url)]
    await vi.waitFor(() => expect([sleeper.messages.length, reader.messages.length]).toEqual([1, 1]))
    sleeper.response.pause()
    await vi.waitFor(
      async () => {
        log.append(20, 'x'.repeat(5_000))
        await reader.until(() => Number(reader.lastEventId()) === log.latestSeq())
        expect(metrics.read().get('stream_slow_disconnects_total')).toBe(1)
      },
      { timeout: 20_000, interval: 1 },
    )
    sleeper.response.resume()
    await sleeper.ended
    expect(JSON.parse(sleeper.messages.at(-1)?.data ?? '')).toMatchObject({ op: 'close', code: 1013 })
    expect(reader.seqs()).toEqual(range(1, log.latestSeq()))

    const again = await openEvents(url, '', { 'last-event-id': sleeper.lastEventId() })
    await again.until(() => Number(again.lastEventId()) === log.latestSeq())
    expect([...sleeper.seqs(), ...again.seqs()]).toEqual(range(1, log.latestSeq()))
  }, 30_000)

  test('those with the most are cut when all together hold too much', async () => {
    const { url, log, metrics } = await startFixture({
      stream: { maxTotalBufferedBytes: 1024 * 1024, progressMs: 5 },
    })
    const [sleeper, reader] = [await openEvents(url), await openEvents(url)]
    await vi.waitFor(() => expect([sleeper.messages.length, reader.messages.length]).toEqual([1, 1]))
    sleeper.response.pause()
    await vi.waitFor(
      async () => {
        log.append(20, 'x'.repeat(5_000))
        await reader.until(() => Number(reader.lastEventId()) === log.latestSeq())
        expect(metrics.read().get('stream_slow_disconnects_total')).toBe(1)
      },
      { timeout: 20_000, interval: 1 },
    )
    expect(metrics.read().get('stream_clients')).toBe(1)
  }, 30_000)

  test('stop says 1001 and ends the answer', async () => {
    const { api, url } = await startFixture()
    const client = await openEvents(url)
    await client.until(() => client.messages.length === 1)
    await api.stop()
    await client.ended
    expect(JSON.parse(client.messages.at(-1)?.data ?? '')).toMatchObject({ op: 'close', code: 1001 })
  })

  test('how long a client stays is not measured as the time of an answer', async () => {
    const { url, metrics } = await startFixture()
    const client = await openEvents(url)
    client.leave()
    await vi.waitFor(() => expect(metrics.read().get('stream_clients')).toBe(0))
    expect([...metrics.read().keys()].filter((key) => key.includes('events-v1'))).toEqual([])
  })
})
