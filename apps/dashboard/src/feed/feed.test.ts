import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fetched } from '../api/fetch-json.ts'
import type { SnapshotAnswer, StreamMessage } from '../api/wire.ts'
import type { Action } from '../state/action.ts'
import { event, FIRST_SIGHTING, snapshot } from '../state/fixtures.ts'
import { createFeed } from './feed.ts'
import type { SocketHandlers } from './open-socket.ts'

/** Longest first wait. */
const FIRST_WAIT_MS = 500

interface FakeSocket {
  readonly path: string
  readonly closed: boolean
  say(message: StreamMessage): void
  drop(reason: string): void
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** A feed whose server is the test. */
async function startFeed(answers: Fetched<SnapshotAnswer>[]) {
  const sockets: FakeSocket[] = []
  const actions: Action[] = []
  let loads = 0
  const feed = createFeed({
    loadSnapshot: () => {
      loads++
      return Promise.resolve(answers.shift() ?? { ok: false, reason: 'no answer prepared' })
    },
    openSocket: (path, handlers) => {
      const socket = fakeSocket(path, handlers)
      sockets.push(socket)
      return socket
    },
    dispatch: (action) => void actions.push(action),
    random: () => 0.999,
  })
  const ended = feed.start()
  await vi.advanceTimersByTimeAsync(0)
  return {
    feed,
    ended,
    sockets,
    actions,
    loads: () => loads,
    socket: (): FakeSocket => {
      const last = sockets.at(-1)
      if (last === undefined) throw new Error('the feed opened no socket')
      return last
    },
    connection: () => actions.findLast((action) => action.type === 'connection')?.connection,
  }
}

function fakeSocket(path: string, handlers: SocketHandlers): FakeSocket & { close(): void } {
  let closed = false
  return {
    path,
    get closed() {
      return closed
    },
    close: () => {
      closed = true
    },
    say: (message) => handlers.onMessage(JSON.stringify(message)),
    drop: (reason) => handlers.onClose(reason),
  }
}

function loaded(latestSeq: number): Fetched<SnapshotAnswer> {
  return { ok: true, value: snapshot(latestSeq) }
}

function hello(nodeId = 'node-a'): StreamMessage {
  return { op: 'hello', node_id: nodeId, latest_seq: 100, oldest_seq: 1 }
}

function events(lastSeq: number): StreamMessage {
  return { op: 'events', last_seq: lastSeq, events: [event(lastSeq, 'TxSeen', lastSeq, FIRST_SIGHTING)] }
}

describe('the feed', () => {
  test('loads a snapshot and follows the stream from its number', async () => {
    const run = await startFeed([loaded(41)])
    expect(run.socket().path).toBe('/stream?from_seq=41')
    run.socket().say(hello())
    run.socket().say(events(42))
    run.socket().say({ op: 'heartbeat', latest_seq: 50 })
    expect(run.actions.map((action) => action.type)).toEqual([
      'connection',
      'snapshot',
      'connection',
      'hello',
      'events',
      'heartbeat',
    ])
    run.feed.stop()
    await run.ended
  })

  test('resumes after a lost connection from the last number, without a snapshot', async () => {
    const run = await startFeed([loaded(41)])
    run.socket().say(hello())
    run.socket().say(events(57))
    run.socket().drop('the connection was lost')
    await vi.advanceTimersByTimeAsync(0)
    expect(run.connection()).toEqual({
      state: 'waiting',
      retryAtMs: 1_000_000 + FIRST_WAIT_MS,
      reason: 'the connection was lost',
    })
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.sockets.map((socket) => socket.path)).toEqual(['/stream?from_seq=41', '/stream?from_seq=57'])
    expect(run.loads()).toBe(1)
    run.feed.stop()
    await run.ended
  })

  test('resumes from what filters hid', async () => {
    const run = await startFeed([loaded(41)])
    run.socket().say({ op: 'events', last_seq: 90, events: [] })
    run.socket().drop('lost')
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.socket().path).toBe('/stream?from_seq=90')
    run.feed.stop()
    await run.ended
  })

  test('waits longer with each failure, and begins anew after progress', async () => {
    const run = await startFeed([loaded(41)])
    const waits: number[] = []
    const dropAndWait = async (): Promise<void> => {
      run.socket().drop('lost')
      await vi.advanceTimersByTimeAsync(0)
      const connection = run.connection()
      const waitMs = connection?.state === 'waiting' ? connection.retryAtMs - Date.now() : Number.NaN
      waits.push(waitMs)
      await vi.advanceTimersByTimeAsync(waitMs)
    }
    await dropAndWait()
    run.socket().say(hello()) // a greeting alone is no progress
    await dropAndWait()
    await dropAndWait()
    run.socket().say(events(42))
    await dropAndWait()
    expect(waits).toEqual([500, 1_000, 1_999, 500])
    run.feed.stop()
    await run.ended
  })

  test('tries again when the snapshot is refused, and says why', async () => {
    const run = await startFeed([{ ok: false, reason: 'storage is starting' }, loaded(3)])
    expect(run.connection()).toMatchObject({ state: 'waiting', reason: 'storage is starting' })
    expect(run.sockets).toEqual([])
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.socket().path).toBe('/stream?from_seq=3')
    run.feed.stop()
    await run.ended
  })

  test('loads a new snapshot after a reset', async () => {
    const run = await startFeed([loaded(41), loaded(7)])
    run.socket().say({ op: 'reset', reason: 'ahead' })
    expect(run.socket().closed).toBe(true)
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    expect(run.loads()).toBe(2)
    expect(run.socket().path).toBe('/stream?from_seq=7')
    run.feed.stop()
    await run.ended
  })

  test('loads a new snapshot when another node answers, whose numbers mean other events', async () => {
    const run = await startFeed([loaded(41), loaded(7)])
    run.socket().say(hello('node-a'))
    run.socket().drop('lost')
    await vi.advanceTimersByTimeAsync(FIRST_WAIT_MS)
    run.socket().say(hello('node-b'))
    await vi.advanceTimersByTimeAsync(2 * FIRST_WAIT_MS)
    expect(run.socket().path).toBe('/stream?from_seq=7')
    run.socket().say(hello('node-b'))
    expect(run.socket().closed).toBe(false)
    run.feed.stop()
    await run.ended
  })

  test('takes a silent connection for dead', async () => {
    const run = await startFeed([loaded(41)])
    run.socket().say(hello())
    await vi.advanceTimersByTimeAsync(39_999)
    run.socket().say({ op: 'heartbeat', latest_seq: 41 })
    await vi.advanceTimersByTimeAsync(39_999)
    expect(run.sockets.length).toBe(1)
    await vi.advanceTimersByTimeAsync(1 + FIRST_WAIT_MS)
    expect(run.sockets.map((socket) => socket.closed)).toEqual([true, false])
    run.feed.stop()
    await run.ended
  })

  test('hears nothing more of a connection it has left', async () => {
    const run = await startFeed([loaded(41), loaded(50)])
    const [left] = run.sockets
    run.socket().say({ op: 'reset', reason: 'too_old' })
    const before = run.actions.length
    left?.say(events(42))
    left?.drop('late')
    expect(run.actions.length).toBe(before)
    run.feed.stop()
    await run.ended
  })

  test.each(['following', 'waiting'])('stops while %s, leaves no timer and no socket open', async (when) => {
    const run = await startFeed([loaded(41)])
    if (when === 'waiting') run.socket().drop('lost')
    await vi.advanceTimersByTimeAsync(0)
    run.feed.stop()
    run.feed.stop()
    await run.ended
    expect(run.sockets.every((socket) => socket.closed)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
