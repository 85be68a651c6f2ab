import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFakeTelemetry } from '../../test/support/fake-telemetry.ts'
import { createTelemetryStreams } from './telemetry-streams.ts'

async function startStreams() {
  const log = createFakeTelemetry()
  const slow = vi.fn<() => void>()
  const streams = createTelemetryStreams({
    log,
    heartbeatMs: 60_000,
    maxBufferedBytes: 64 * 1024,
    onSlow: slow,
  })
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    streams.open(response, 'debug', undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  const sockets: Socket[] = []
  onTestFinished(async () => {
    streams.stop()
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const open = (): Socket => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    return socket
  }
  return { log, slow, open }
}

test('a client that does not read is cut and counted; others are not concerned', async () => {
  const { log, slow, open } = await startStreams()
  const asleep = open()
  asleep.pause()
  const awake = open()
  let heard = 0
  awake.on('data', (data) => {
    heard += data.length
  })
  await vi.waitUntil(() => log.listeners() === 2, { timeout: 5_000 })
  const text = 'x'.repeat(16 * 1024)
  let told = 0
  // More than the buffers of the system take, at the pace of the one who reads.
  await vi.waitUntil(
    () => {
      if (heard >= told * text.length) {
        log.tell('info', text)
        told += 1
      }
      return slow.mock.calls.length > 0
    },
    { timeout: 30_000, interval: 0 },
  )
  expect(slow).toHaveBeenCalledTimes(1)
  expect(log.listeners()).toBe(1)
  await vi.waitUntil(() => heard > told * text.length, { timeout: 5_000 })
})

test('a client that comes late is given the newest of much, and stays', async () => {
  const { log, slow, open } = await startStreams()
  for (let i = 1; i <= 100; i += 1) log.tell('info', `record ${i} ${'x'.repeat(8 * 1024)}`)
  let heard = ''
  open().on('data', (data) => {
    heard += String(data)
  })
  await vi.waitUntil(() => heard.includes('record 100 '), { timeout: 5_000 })
  log.tell('info', 'and then')
  await vi.waitUntil(() => heard.includes('and then'), { timeout: 5_000 })
  const ids = [...heard.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  expect(ids).toEqual([98, 99, 100, 101])
  expect(slow).not.toHaveBeenCalled()
})

test('none once it is stopping', () => {
  const log = createFakeTelemetry()
  const streams = createTelemetryStreams({ log, heartbeatMs: 60_000, onSlow: () => {} })
  expect(streams.obstacle()).toBeNull()
  streams.stop()
  expect(streams.obstacle()).toMatch('stopping')
})
