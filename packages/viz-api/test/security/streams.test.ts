import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { KEY, startGuarded, type TestClock } from './support/guarded.ts'

async function open(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { headers: { 'x-api-key': KEY } })
  onTestFinished(() => socket.terminate())
  const counts = { messages: 0, pongs: 0 }
  socket.on('message', () => counts.messages++)
  socket.on('pong', () => counts.pongs++)
  const closed = new Promise<readonly [number, string]>((resolve) =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  await new Promise((resolve) => socket.on('open', resolve))
  return { socket, counts, closed }
}

test.each([
  ['messages', (socket: WebSocket) => socket.send('{"op":"ping"}')],
  ['subscriptions', (socket: WebSocket) => socket.send('{"op":"subscribe","from_seq":0}')],
  ['pings of the protocol', (socket: WebSocket) => socket.ping()],
])('a client that sends %s without end is closed, and others are not', async (_what, send) => {
  const time: TestClock = { nowMs: 0 }
  const clock = { monotonicMs: () => time.nowMs, nowUs: () => 0 }
  const { url, log } = await startGuarded({}, { clock })
  log.appendSilently(10)
  const [flooding, quiet] = [await open(url), await open(url)]
  for (let i = 0; i < 5_000; i++) send(flooding.socket)
  expect(await flooding.closed).toEqual([1008, 'more than 600 messages a minute'])
  expect(flooding.counts.pongs).toBeLessThanOrEqual(600)
  quiet.socket.ping()
  await expect.poll(() => quiet.counts.pongs).toBe(1)
  expect(quiet.socket.readyState).toBe(WebSocket.OPEN)
})

test.each([
  [
    'a binary message',
    (socket: WebSocket) => socket.send(Buffer.from('{"op":"ping"}'), { binary: true }),
    1008,
  ],
  ['an unknown message', (socket: WebSocket) => socket.send('{"op":"eval","code":"1"}'), 1008],
  [
    'a field that every object has',
    (socket: WebSocket) => socket.send('{"op":"ping","__proto__":{"a":1}}'),
    1008,
  ],
  ['SQL', (socket: WebSocket) => socket.send('{"op":"subscribe","kinds":["\' OR 1=1 --"]}'), 1008],
  ['deep JSON', (socket: WebSocket) => socket.send('['.repeat(30_000)), 1008],
  ['a message over 64 KiB', (socket: WebSocket) => socket.send(' '.repeat(65_537)), 1009],
  [
    'many fragments over 64 KiB',
    (socket: WebSocket) => {
      for (let i = 0; i < 70; i++) socket.send(' '.repeat(1_000), { fin: false })
    },
    1009,
  ],
  [
    'text that is no UTF-8',
    (socket: WebSocket) => socket.send(Buffer.from([0xc3, 0x28]), { binary: false }),
    1007,
  ],
] as const)('%s ends the stream', async (_what, send, code) => {
  const { url } = await startGuarded()
  const client = await open(url)
  send(client.socket)
  const [closedWith] = await client.closed
  expect(closedWith).toBe(code)
})
