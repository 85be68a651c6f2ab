import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFakeTelemetry } from '../../test/support/fake-telemetry.ts'
import { createTelemetryStreams } from './telemetry-streams.ts'

test('a client that does not read is cut and counted; others are not concerned', async () => {
  const log = createFakeTelemetry()
  let slow = 0
  const streams = createTelemetryStreams({
    log,
    heartbeatMs: 60_000,
    maxBufferedBytes: 64 * 1024,
    onSlow: () => {
      slow += 1
    },
  })
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    streams.open(response, 'debug', undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  const open = () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    return socket
  }
  const asleep = open()
  asleep.pause()
  const awake = open()
  let heard = 0
  awake.on('data', (data) => {
    heard += data.length
  })
  onTestFinished(async () => {
    streams.stop()
    asleep.destroy()
    awake.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
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
      return slow > 0
    },
    { timeout: 30_000, interval: 0 },
  )
  expect(slow).toBe(1)
  expect(log.listeners()).toBe(1)
  await vi.waitUntil(() => heard > told * text.length, { timeout: 5_000 })
})

test('none once it is stopping', () => {
  const log = createFakeTelemetry()
  const streams = createTelemetryStreams({ log, heartbeatMs: 60_000, onSlow: () => {} })
  expect(streams.obstacle()).toBeNull()
  streams.stop()
  expect(streams.obstacle()).toMatch('stopping')
})
