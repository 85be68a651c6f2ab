import { noopLogger } from '@org/events'
import { expect, test, vi } from 'vitest'
import { createFakeLog, eventOf } from '../../test/support/fake-log.ts'
import { DEFAULT_STREAM_LIMITS, type StreamLimits } from '../options.ts'
import { wsWording } from '../ws/ws-wording.ts'
import type { StreamConnection } from './connection.ts'
import { createHub } from './hub.ts'
import { toStreamFilter } from './stream-filter.ts'
import type { Wording } from './wording.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

function createFixture(limits: Partial<StreamLimits> = {}) {
  const log = createFakeLog()
  const time = { nowMs: 0 }
  let slow = 0
  const hub = createHub({
    log,
    limits: { ...DEFAULT_STREAM_LIMITS, ...limits },
    logger: noopLogger,
    monotonicMs: () => time.nowMs,
    onSlow: () => {
      slow++
    },
  })
  hub.start()
  return { log, hub, time, slow: () => slow }
}

/** @param takes says at once that the bytes were taken */
function createSocket(takes = false) {
  const sent: Buffer[] = []
  const closes: number[] = []
  const socket: StreamConnection & { bufferedBytes: number } = {
    wording: wsWording,
    bufferedBytes: 0,
    send(data, taken) {
      sent.push(data)
      if (takes && taken !== undefined) setImmediate(taken)
    },
    close: (code) => void closes.push(code),
  }
  const seqs = () =>
    sent.flatMap((bytes) =>
      (JSON.parse(String(bytes)).events ?? []).map((event: { seq: number }) => event.seq),
    )
  return { socket, sent, closes, seqs }
}

test('a batch is encoded once for all clients of equal filters', async () => {
  const { log, hub } = createFixture()
  const [a, b, c, d] = [createSocket(), createSocket(), createSocket(), createSocket()]
  hub.add(a.socket, toStreamFilter({}), undefined)
  hub.add(b.socket, toStreamFilter({}), undefined)
  hub.add(c.socket, toStreamFilter({ kinds: ['TxSeen', 'TxReady'], chain_id: 1 }), undefined)
  hub.add(d.socket, toStreamFilter({ kinds: ['TxReady', 'TxSeen', 'TxSeen'], chain_id: 1 }), undefined)
  log.append(9)
  await turn()
  expect(a.sent).toHaveLength(2)
  expect(b.sent[1]).toBe(a.sent[1])
  expect(c.sent[1]).not.toBe(a.sent[1])
  expect(d.sent[1]).toBe(c.sent[1])
  await hub.stop()
})

test('others have their turn between clients for each of whom a batch is encoded', async () => {
  const { log, hub, time } = createFixture()
  const wording: Wording = {
    ...wsWording,
    events(events, lastSeq) {
      time.nowMs += 6
      return wsWording.events(events, lastSeq)
    },
  }
  const clients = Array.from({ length: 10 }, () => createSocket())
  for (const [score, { socket }] of clients.entries()) {
    hub.add({ ...socket, wording }, toStreamFilter({ min_score: score }), undefined)
  }
  log.append(9)
  const served = () => clients.filter(({ sent }) => sent.length > 1).length
  for (let turns = 1; turns <= clients.length; turns++) {
    await turn()
    expect(served()).toBe(turns)
  }
  await hub.stop()
})

test('of a batch of many megabytes a client reads at its own pace, in catching up and live', async () => {
  const { log, hub, slow } = createFixture({ maxBufferedBytes: 3 * 1024 * 1024 })
  log.appendSilently(100, 'x'.repeat(100_000))
  const { socket, sent, seqs } = createSocket(true)
  // What waits is taken in the next turn.
  const { send } = socket
  socket.send = (data, taken) => {
    socket.bufferedBytes += data.length
    setImmediate(() => {
      socket.bufferedBytes -= data.length
    })
    send(data, taken)
  }
  hub.add(socket, toStreamFilter({}), 0)
  for (let i = 0; i < 100 && seqs().length < 100; i++) await turn()
  log.append(100, 'x'.repeat(100_000))
  for (let i = 0; i < 100 && seqs().length < 200; i++) await turn()
  expect(seqs()).toEqual(Array.from({ length: 200 }, (_, i) => 1 + i))
  expect([slow(), sent.length]).toEqual([0, 1 + 2 * 10])
  await hub.stop()
})

test('clients that catch up from one place share what is read and encoded', async () => {
  const { log, hub } = createFixture({ pageSize: 10 })
  log.appendSilently(100)
  const clients = Array.from({ length: 20 }, () => createSocket(true))
  for (const { socket } of clients) hub.add(socket, toStreamFilter({}), 0)
  for (let i = 0; i < 100 && (clients[0]?.seqs().length ?? 0) < 100; i++) await turn()
  const late = createSocket(true)
  hub.add(late.socket, toStreamFilter({}), 50)
  for (let i = 0; i < 100 && late.seqs().length < 50; i++) await turn()
  expect(log.reads()).toBe(10)
  expect(clients.map((client) => client.sent[1])).toEqual(clients.map(() => clients[0]?.sent[1]))
  expect(late.sent[1]).toBe(clients[0]?.sent[6])
  expect(late.seqs()).toEqual(Array.from({ length: 50 }, (_, i) => 51 + i))
  await hub.stop()
})

test('many clients are served in slices, and then the process rests', async () => {
  const { log, hub, time } = createFixture()
  const clients = Array.from({ length: 100 }, () => createSocket())
  for (const { socket, sent } of clients) {
    hub.add(socket, toStreamFilter({}), undefined)
    socket.send = (data) => {
      sent.push(data)
      time.nowMs++
    }
  }
  const served = () => clients.filter((client) => client.sent.length > 1).length
  log.append(1)
  await turn()
  expect(served()).toBeGreaterThan(0)
  expect(served()).toBeLessThan(50)
  log.append(1)
  for (let i = 0; i < 20; i++) await turn()
  // The second event waits as long as the first took, and comes alone.
  expect(clients.map((client) => client.seqs())).toEqual(clients.map(() => [1]))
  await vi.waitFor(() => expect(clients.map((client) => client.seqs())).toEqual(clients.map(() => [1, 2])))
  await hub.stop()
})

test('a flood during a pass is not gathered without bound: what is left out is read from the log', async () => {
  const { log, hub, time } = createFixture()
  const clients = Array.from({ length: 100 }, () => createSocket(true))
  for (const { socket } of clients) {
    hub.add(socket, toStreamFilter({}), undefined)
    const { send } = socket
    socket.send = (data, sent) => {
      send(data, sent)
      time.nowMs++
    }
  }
  log.append(1)
  await turn()
  for (let i = 0; i < 3; i++) log.append(5_000)
  await vi.waitFor(() => expect(clients.every((client) => client.seqs().length === 15_001)).toBe(true), {
    timeout: 20_000,
    interval: 200,
  })
  expect(log.reads()).toBeGreaterThan(0)
  await hub.stop()
}, 30_000)

test('a batch that the log did not announce is read from it with the next one', async () => {
  const { log, hub } = createFixture()
  const { socket, seqs } = createSocket()
  hub.add(socket, toStreamFilter({}), undefined)
  log.appendSilently(3)
  log.append(2)
  await turn()
  await turn()
  expect(seqs()).toEqual([1, 2, 3, 4, 5])
  await hub.stop()
})

test('of a batch that a client has read in part it gets the rest', async () => {
  const { log, hub } = createFixture()
  const [early, late] = [createSocket(), createSocket()]
  hub.add(early.socket, toStreamFilter({}), undefined)
  const read = log.appendSilently(2)
  hub.add(late.socket, toStreamFilter({}), 0)
  await turn()
  expect(late.seqs()).toEqual([1, 2])
  log.announce([...read, ...log.appendSilently(2)])
  await turn()
  expect(early.seqs()).toEqual([1, 2, 3, 4])
  expect(late.seqs()).toEqual([1, 2, 3, 4])
  await hub.stop()
})

test('a page is read only when the client has taken the one before; one that never does is cut', async () => {
  const { log, hub, time, slow } = createFixture({ pageSize: 10 })
  log.appendSilently(100)
  const { socket, closes, seqs } = createSocket()
  const session = hub.add(socket, toStreamFilter({}), 0)
  for (let i = 0; i < 5; i++) await turn()
  expect([log.reads(), seqs().length]).toEqual([1, 10])
  time.nowMs = DEFAULT_STREAM_LIMITS.stallMs - 1
  session.tick(time.nowMs)
  expect([closes, slow()]).toEqual([[], 0])
  session.tick(time.nowMs + 1)
  expect([closes, slow(), hub.size()]).toEqual([[1013], 1, 0])
})

test('a log that does not move on is not asked for ever: the client is told to come back', async () => {
  const log = createFakeLog()
  log.appendSilently(3)
  const stuck = {
    ...log,
    readAfter: async (after: number) => ({ events: [eventOf(after)], nextAfter: after }),
  }
  const errors: string[] = []
  const logger = {
    ...noopLogger,
    error: (_message: string, fields = {}) => void errors.push(JSON.stringify(fields)),
  }
  const hub = createHub({
    log: stuck,
    limits: { ...DEFAULT_STREAM_LIMITS, pageSize: 1 },
    logger,
    monotonicMs: () => 0,
    onSlow: () => {},
  })
  const { socket, closes } = createSocket()
  hub.add(socket, toStreamFilter({}), 1)
  await turn()
  expect(closes).toEqual([1011])
  expect(errors).toEqual([expect.stringContaining('reading events after 1: the log answered up to 1')])
  await hub.stop()
})

test('gathering is bounded: a flood within one turn is handed on in between', async () => {
  const { log, hub } = createFixture()
  const { socket, sent } = createSocket()
  hub.add(socket, toStreamFilter({}), undefined)
  log.append(6_000)
  expect(sent).toHaveLength(1)
  log.append(6_000)
  expect(sent.length).toBeGreaterThan(1)
  await hub.stop()
})

test('a client with 8 MiB waiting is cut once, counted and forgotten', async () => {
  const { log, hub, slow } = createFixture()
  const { socket, sent, closes } = createSocket()
  const session = hub.add(socket, toStreamFilter({}), undefined)
  socket.bufferedBytes = 8 * 1024 * 1024 - 1
  log.append(1)
  await turn()
  expect([sent.length, closes]).toEqual([2, []])
  socket.bufferedBytes++
  log.append(1)
  await turn()
  log.append(1)
  await turn()
  session.pong()
  expect([sent.length, closes, slow(), hub.size()]).toEqual([2, [1013], 1, 0])
  hub.subscribe(session, toStreamFilter({ chain_id: 1 }), 0)
  expect(hub.size()).toBe(0)
  await hub.stop()
})

test('stop ends every session with 1001 once and hears of no further batch', async () => {
  const { log, hub } = createFixture()
  const { socket, sent, closes } = createSocket()
  hub.add(socket, toStreamFilter({}), undefined)
  log.append(1)
  await hub.stop()
  await hub.stop()
  log.append(1)
  await turn()
  expect([sent.length, closes, log.listeners(), hub.size()]).toEqual([1, [1001], 0, 0])
})
