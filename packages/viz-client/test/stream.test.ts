import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createVizClient,
  type StreamGap,
  type StreamOptions,
  type StreamState,
  type VizClientOptions,
} from '../src/index.ts'
import { createFakeServer } from './support/fake-server.ts'

/** Longest first wait, and the one that `random` gives. */
const FIRST_WAIT_MS = 500

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turn = () => vi.advanceTimersByTimeAsync(0)

/** A reader that keeps what it gets, over a server that is the test. */
async function startReader(options: StreamOptions = {}, clientOptions: Partial<VizClientOptions> = {}) {
  const server = createFakeServer()
  const gaps: StreamGap[] = []
  const states: StreamState[] = []
  const client = createVizClient({ ...server.options, random: () => 0.999, ...clientOptions })
  const stream = client.stream({
    ...options,
    onGap: (gap) => void gaps.push(gap),
    onState: (state) => void states.push(state),
  })
  const seqs: number[] = []
  const ended = stream
    .run((events) => void seqs.push(...events.map((event) => event.seq)))
    .then(
      () => null,
      (error: unknown) => error,
    )
  await turn()
  return { server, stream, gaps, states, seqs, ended }
}

describe('a stream', () => {
  test('begins with what comes next, or after a number, with its filter', async () => {
    const plain = await startReader()
    expect(String(plain.server.connection().url)).toBe('ws://server.test/stream')
    const filtered = await startReader({ after: 7, kinds: ['TxSeen', 'TxReady'], chainId: 5, minScore: 1.5 })
    expect(String(filtered.server.connection().url)).toBe(
      'ws://server.test/stream?from_seq=7&kinds=TxSeen%2CTxReady&chain_id=5&min_score=1.5',
    )
  })

  test('hands over events and goes on after a lost connection where it was', async () => {
    const { server, stream, seqs, states } = await startReader()
    server.replace('node-a', 10)
    server.greet()
    server.append(2)
    await turn()
    server.drop()
    await turn()
    expect(states.at(-1)).toEqual({
      state: 'waiting',
      retryInMs: FIRST_WAIT_MS,
      reason: 'the connection was lost',
    })
    server.append(3)
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(server.connection().url.search).toBe('?from_seq=12')
    server.greet()
    await turn()
    expect(seqs).toEqual([11, 12, 13, 14, 15])
    expect(stream.position()).toEqual({ nodeId: 'node-a', seq: 15 })
  })

  test('lost before its first event, it resumes from the greeting', async () => {
    const { server, seqs } = await startReader()
    server.replace('node-a', 10)
    server.greet()
    server.drop()
    server.append(1)
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    server.greet()
    await turn()
    expect(seqs).toEqual([11])
  })

  test('resumes from what filters hid', async () => {
    const { server, stream } = await startReader({ after: 0 })
    server.greet()
    server.append(90, true)
    await turn()
    server.drop()
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(server.connection().url.search).toBe('?from_seq=90')
    expect(stream.position()?.seq).toBe(90)
  })

  test('waits longer with each failure, and begins anew after progress', async () => {
    const { server, states } = await startReader({ after: 0 })
    const waits: number[] = []
    const dropAndWait = async (): Promise<void> => {
      server.drop()
      await turn()
      const state = states.at(-1)
      const waitMs = state?.state === 'waiting' ? state.retryInMs : Number.NaN
      waits.push(waitMs)
      await vi.advanceTimersByTimeAsync(waitMs)
    }
    await dropAndWait()
    server.greet() // a greeting alone is no progress
    await dropAndWait()
    await dropAndWait()
    server.greet()
    server.append(1)
    await dropAndWait()
    expect(waits).toEqual([500, 1_000, 1_999, 500])
  })

  test('takes a silent connection for dead; a heartbeat is no silence', async () => {
    const { server } = await startReader({ after: 0 })
    server.greet()
    await vi.advanceTimersByTimeAsync(39_999)
    server.say({ op: 'heartbeat', latest_seq: 0 })
    await vi.advanceTimersByTimeAsync(39_999)
    expect(server.connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1 + FIRST_WAIT_MS)
    expect(server.connections.map((connection) => connection.closed)).toEqual([true, false])
  })

  test('hears nothing more of a connection it has left', async () => {
    const { server, stream, seqs, ended } = await startReader({ after: 0 })
    server.greet()
    const left = server.connection()
    stream.close()
    left.handlers.onMessage('{"op":"events","last_seq":1,"events":[{"seq":1}]}')
    left.handlers.onClose(1006, '')
    expect(await ended).toBeNull()
    expect([seqs, left.closed, vi.getTimerCount()]).toEqual([[], true, 0])
  })

  test('an event that comes a second time is not handed over again', async () => {
    const { server, seqs } = await startReader({ after: 0 })
    server.greet()
    server.append(3)
    server.say({ op: 'events', last_seq: 4, events: [{ seq: 2 }, { seq: 3 }, { seq: 4 }] })
    await turn()
    expect(seqs).toEqual([1, 2, 3, 4])
  })
})

describe('a gap', () => {
  test('is told between the events before and after it', async () => {
    const server = createFakeServer()
    server.replace('node-a', 5)
    const order: unknown[] = []
    const stream = createVizClient(server.options).stream({ after: 3, onGap: (gap) => order.push(gap) })
    void stream.run((events) => void order.push(...events.map((event) => event.seq)))
    await turn()
    server.greet()
    server.drop()
    server.append(20)
    server.prune(21)
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    server.greet()
    await turn()
    const gap = { reason: 'too_old', requestedSeq: 5, resumedAfter: 20, nodeId: 'node-a' }
    expect(order).toEqual([4, 5, gap, 21, 22, 23, 24, 25])
    stream.close()
  })

  test('ahead of the log the stream goes on from its end', async () => {
    const { server, gaps, seqs } = await startReader({ after: 9 })
    server.replace('node-a', 5)
    server.greet()
    server.append(1)
    await turn()
    expect(gaps).toEqual([{ reason: 'ahead', requestedSeq: 9, resumedAfter: 5, nodeId: 'node-a' }])
    expect(seqs).toEqual([6])
  })

  test('another node: at once on to what it has next', async () => {
    const { server, gaps, seqs, stream } = await startReader({ after: 0 })
    server.append(4)
    server.greet()
    server.drop()
    await turn()
    server.replace('node-b', 70)
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    server.greet()
    await turn()
    expect(server.connection().url.search).toBe('?from_seq=70')
    server.greet()
    server.append(1)
    await turn()
    expect(gaps).toEqual([{ reason: 'another_node', requestedSeq: 4, resumedAfter: 70, nodeId: 'node-b' }])
    expect(seqs).toEqual([1, 2, 3, 4, 71])
    expect(stream.position()).toEqual({ nodeId: 'node-b', seq: 71 })
  })

  test('a position of another node is one, too', async () => {
    const { server, gaps } = await startReader({ after: 4, nodeId: 'node-z' })
    server.greet()
    await turn()
    expect(gaps).toMatchObject([{ reason: 'another_node', requestedSeq: 4 }])
  })

  test('of two nodes that take turns behind one address is told less and less often', async () => {
    const { server, gaps, states } = await startReader({ after: 3, nodeId: 'node-a' })
    for (let turnNumber = 0; turnNumber < 3; turnNumber += 1) {
      server.replace(turnNumber % 2 === 0 ? 'node-b' : 'node-a', 10)
      server.greet()
      await vi.advanceTimersByTimeAsync(turnNumber === 0 ? 0 : FIRST_WAIT_MS * 2 ** (turnNumber - 1))
    }
    expect(gaps.map(({ nodeId }) => nodeId)).toEqual(['node-b', 'node-a', 'node-b'])
    expect(states.flatMap((state) => (state.state === 'waiting' ? [state.retryInMs] : []))).toEqual([
      FIRST_WAIT_MS,
      FIRST_WAIT_MS * 2,
    ])
  })
})

describe('a reader that is behind', () => {
  test('makes the stream leave, and come back when half is read; nothing is lost, nothing comes twice', async () => {
    const server = createFakeServer()
    const states: string[] = []
    const stream = createVizClient(server.options).stream({
      after: 0,
      maxBufferedEvents: 10,
      onState: ({ state }) => void states.push(state),
    })
    const seqs: number[] = []
    let letGo = (): void => {}
    void stream.run(async (events) => {
      seqs.push(...events.map((event) => event.seq))
      await new Promise<void>((resolve) => {
        letGo = resolve
      })
    })
    await turn()
    server.greet()
    for (let i = 0; i < 4; i++) server.append(4)
    await turn()
    // The first message is with the reader, two wait; the fourth came too late.
    expect([server.connections[0]?.closed, states.at(-1)]).toEqual([true, 'paused'])
    server.append(100)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.connections).toHaveLength(1)
    letGo()
    await turn()
    expect(server.connection().url.search).toBe('?from_seq=12')
    server.greet()
    for (let i = 0; i < 10; i++) {
      letGo()
      await turn()
      if (server.connections.at(-1)?.closed === false && server.connections.at(-1)?.sent === 0) server.greet()
    }
    expect(seqs).toEqual(Array.from({ length: 116 }, (_, i) => i + 1))
    stream.close()
    letGo()
  })
})

describe('who asks', () => {
  const key = { apiKey: 'a-key-of-some-length' }
  const problem =
    (status: number, detail: string, headers = {}) =>
    () =>
      Response.json(
        { type: 'urn:mevscope:problem:x', title: '', status, detail, instance: '/' },
        { status, headers },
      )

  test('in Node the key is a header of the opening request', async () => {
    const { server } = await startReader({}, key)
    expect(server.connection().headers).toEqual({ 'x-api-key': key.apiKey })
    expect(String(server.connection().url)).not.toContain('key')
  })

  test('in a browser it buys a ticket for each connection', async () => {
    const { server } = await startReader({}, { ...key, streamAuth: 'ticket' })
    expect(server.connections).toHaveLength(0) // the server is not there yet
    let tickets = 0
    server.answers.set('POST /auth/ticket', () =>
      Response.json({ ticket: `t${++tickets}`, expires_in_s: 30 }),
    )
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    await vi.waitFor(() => expect(server.connections).toHaveLength(1))
    expect([server.connection().url.search, server.connection().headers]).toEqual(['?ticket=t1', {}])
    server.greet()
    server.drop()
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    await vi.waitFor(() => expect(server.connections).toHaveLength(2))
    expect(server.connection().url.search).toBe('?from_seq=0&ticket=t2')
  })

  test('a ticket that is refused for good ends the stream with the problem', async () => {
    const server = createFakeServer()
    server.answers.set('POST /auth/ticket', problem(401, 'no such key'))
    const stream = createVizClient({ ...server.options, ...key, streamAuth: 'ticket' }).stream()
    const failed = expect(stream.run(() => {})).rejects.toMatchObject({
      code: 'REFUSED',
      status: 401,
      retryable: false,
      problem: { detail: 'no such key' },
      message: 'POST http://server.test/auth/ticket answered 401: no such key',
    })
    await turn()
    await failed
  })

  test('a connection that never opens is asked about: a filter that is refused ends the stream', async () => {
    const { server, ended } = await startReader({ minScore: 500 })
    server.answers.set('GET /stream', problem(400, 'Parameters at fault: min_score.'))
    server.drop()
    expect(await ended).toMatchObject({ code: 'REFUSED', status: 400, retryable: false })
    expect(server.asked).toEqual(['GET /stream?min_score=500'])
  })

  test('a server that is not there, is busy or would open is tried again', async () => {
    const { server, states } = await startReader()
    server.drop()
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    server.answers.set('GET /stream', problem(426, 'This path speaks WebSocket'))
    server.drop()
    await vi.advanceTimersByTimeAsync(2 * FIRST_WAIT_MS)
    server.answers.set('GET /stream', problem(429, 'Too many', { 'retry-after': '7' }))
    server.drop()
    await turn()
    expect(states.at(-1)).toMatchObject({ state: 'waiting', retryInMs: 7_000 })
    await vi.advanceTimersByTimeAsync(7_000)
    expect(server.connections).toHaveLength(4)
  })
})

describe('the end', () => {
  test('a loop that is left closes the connection', async () => {
    const server = createFakeServer()
    const stream = createVizClient(server.options).stream({ after: 0 })
    const reading = (async () => {
      for await (const event of stream) if (event.seq === 2) break
    })()
    await turn()
    server.greet()
    server.append(5)
    await reading
    expect(server.connections[0]?.closed).toBe(true)
    expect(stream.position()).toEqual({ nodeId: 'node-a', seq: 2 })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('what the callback throws closes it, too', async () => {
    const server = createFakeServer()
    const stream = createVizClient(server.options).stream({ after: 0 })
    const failed = expect(stream.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    await turn()
    server.greet()
    server.append(1)
    await failed
    expect([server.connections[0]?.closed, vi.getTimerCount()]).toEqual([true, 0])
  })

  test.each(['following', 'waiting', 'before it began'])('a signal ends it while %s', async (when) => {
    const stop = new AbortController()
    if (when === 'before it began') stop.abort()
    const { server, ended } = await startReader({ signal: stop.signal })
    if (when === 'waiting') server.drop()
    await turn()
    stop.abort()
    expect(await ended).toBeNull()
    expect(server.connections.every((connection) => connection.closed)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a second reader is refused', async () => {
    const { stream } = await startReader()
    await expect(stream.run(() => {})).rejects.toMatchObject({ code: 'STREAM_TAKEN' })
  })

  test.each([
    [{ after: -1 }, 'after'],
    [{ maxBufferedEvents: 0 }, 'maxBufferedEvents'],
  ])('options that cannot work are refused: %o', (options, name) => {
    const client = createVizClient({ url: 'http://server.test' })
    expect(() => client.stream(options)).toThrow(name)
  })
})
