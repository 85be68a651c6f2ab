import { createVizClient, type SocketHandlers, VizClientError } from '@org/viz-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SnapshotAnswer } from '../api/wire.ts'
import type { Action } from '../state/action.ts'
import { event, FIRST_SIGHTING, snapshot } from '../state/fixtures.ts'
import { feed } from './feed.ts'

/** Longest first wait. */
const FIRST_WAIT_MS = 500

interface FakeSocket {
  readonly path: string
  closed: boolean
  readonly handlers: SocketHandlers
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** A feed whose server is the test. */
async function startFeed(answers: (SnapshotAnswer | Error)[]) {
  const sockets: FakeSocket[] = []
  const actions: Action[] = []
  const stop = new AbortController()
  let loads = 0
  const random = () => 0.999
  const client = createVizClient({
    url: 'http://page.test',
    random,
    fetch: () => Promise.reject(new TypeError('no connection')),
    openSocket(url, _headers, handlers) {
      const socket: FakeSocket = { path: url.pathname + url.search, closed: false, handlers }
      sockets.push(socket)
      return {
        close() {
          socket.closed = true
        },
      }
    },
  })
  const ended = feed({
    client,
    loadSnapshot: async () => {
      const answer = answers[loads++] ?? new Error('no answer prepared')
      if (answer instanceof Error) throw answer
      return answer
    },
    dispatch: (action) => void actions.push(action),
    signal: stop.signal,
    random,
  }).then(
    () => null,
    (error: unknown) => error,
  )
  await vi.advanceTimersByTimeAsync(0)
  const say = async (message: object): Promise<void> => {
    sockets.at(-1)?.handlers.onMessage(JSON.stringify(message))
    await vi.advanceTimersByTimeAsync(0)
  }
  return {
    sockets,
    actions,
    ended,
    say,
    stop: () => stop.abort(),
    loads: () => loads,
    hello: (nodeId = 'node-a') => say({ op: 'hello', node_id: nodeId, latest_seq: 41, oldest_seq: 1 }),
    drop: async () => {
      sockets.at(-1)?.handlers.onClose(1006, '')
      await vi.advanceTimersByTimeAsync(0)
    },
    connection: () => actions.findLast((action) => action.type === 'connection')?.connection,
  }
}

function events(lastSeq: number) {
  return { op: 'events', last_seq: lastSeq, events: [event(lastSeq, 'TxSeen', lastSeq, FIRST_SIGHTING)] }
}

describe('the feed', () => {
  test('loads a snapshot and follows the stream from its number', async () => {
    const run = await startFeed([snapshot(41)])
    expect(run.sockets[0]?.path).toBe('/stream?from_seq=41')
    await run.hello()
    await run.say(events(42))
    await run.say({ op: 'heartbeat', latest_seq: 50 })
    expect(run.actions.map((action) => action.type)).toEqual([
      'connection',
      'snapshot',
      'connection',
      'hello',
      'events',
      'heartbeat',
    ])
    run.stop()
    expect(await run.ended).toBeNull()
  })

  test('says why it waits after a lost connection, and goes on without a snapshot', async () => {
    const run = await startFeed([snapshot(41)])
    await run.hello()
    await run.say(events(57))
    await run.drop()
    expect(run.connection()).toEqual({
      state: 'waiting',
      retryAtMs: 1_000_000 + FIRST_WAIT_MS,
      reason: 'the connection was lost',
    })
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.sockets.map((socket) => socket.path)).toEqual(['/stream?from_seq=41', '/stream?from_seq=57'])
    expect(run.loads()).toBe(1)
    run.stop()
  })

  test('tries again when the snapshot is refused, longer each time, and says why', async () => {
    const run = await startFeed([new Error('storage is starting'), new Error('still'), snapshot(3)])
    expect(run.connection()).toMatchObject({ state: 'waiting', reason: 'storage is starting' })
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.connection()).toMatchObject({ retryAtMs: 1_000_000 + 3 * FIRST_WAIT_MS, reason: 'still' })
    await vi.advanceTimersByTimeAsync(2 * FIRST_WAIT_MS)
    expect(run.sockets[0]?.path).toBe('/stream?from_seq=3')
    run.stop()
  })

  test.each(['reset', 'another node'])('loads a new snapshot after a gap: %s', async (kind) => {
    const run = await startFeed([snapshot(41), snapshot(7)])
    await run.hello()
    if (kind === 'reset') {
      await run.say({ op: 'reset', reason: 'ahead', requested_seq: 41, last_seq: 7 })
    } else {
      await run.drop()
      await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
      await run.hello('node-b')
    }
    expect(run.sockets.every((socket) => socket.closed || socket.path.endsWith('=41'))).toBe(true)
    await vi.advanceTimersByTimeAsync(2 * FIRST_WAIT_MS)
    expect(run.loads()).toBe(2)
    expect(run.sockets.at(-1)?.path).toBe('/stream?from_seq=7')
    run.stop()
  })

  test('ends when the server wants a key', async () => {
    const refused = new VizClientError('REFUSED', 'a key is needed', { retryable: false, status: 401 })
    const run = await startFeed([refused])
    expect(await run.ended).toBe(refused)
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each(['following', 'waiting'])('stops while %s, leaves no timer and no socket open', async (when) => {
    const run = await startFeed([snapshot(41)])
    if (when === 'waiting') await run.drop()
    run.stop()
    expect(await run.ended).toBeNull()
    expect(run.sockets.every((socket) => socket.closed || when === 'waiting')).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
