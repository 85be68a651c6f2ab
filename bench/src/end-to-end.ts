import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { StoredEvent } from '@org/events'
import { tempDir, waitFor } from '@org/testkit'
import { WebSocket } from 'ws'
import { createLatencies, type Latencies } from './latencies.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

// The whole server under load: a scripted node in one process, the server with embedded ClickHouse in a second, one
// stream client here. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '100,1000,2000,5000,10000,15000' },
    seconds: { type: 'string', default: '5' },
  },
})
const print = (cells: readonly (string | number)[]): boolean => process.stdout.write(`${cells.join(' | ')}\n`)

await using folder = await tempDir('mevscope-bench')
const node = fork(fileURLToPath(new URL('./scripted-node.ts', import.meta.url)))
const [{ port }] = (await once(node, 'message')) as [{ port: number }] // the node's first message
const server = await startServerUnderTest(port, folder.path)
try {
  await underLoad(server)
} finally {
  await server.stop()
  node.disconnect()
}

async function underLoad(server: ServerUnderTest): Promise<void> {
  const latencies = createLatencies()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/stream?kinds=TxDecoded`)
  socket.on('message', (data) => {
    const nowUs = (performance.timeOrigin + performance.now()) * 1000
    const message = JSON.parse(String(data)) as { events?: readonly StoredEvent[] } // the contract of /stream
    for (const event of message.events ?? []) latencies.add((nowUs - event.ingest_ts_unix_us) / 1000)
  })
  await once(socket, 'open')
  print([
    'offered tx/s',
    'received',
    'dropped',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'max ms',
    'server CPU cores',
    'RSS MB',
  ])
  for (const rate of values.rates.split(',').map(Number)) print([rate, ...(await step(rate, latencies))])
  socket.close()
}

/** One rate for some seconds, until all that was announced has come or was dropped. */
async function step(rate: number, latencies: Latencies): Promise<readonly (string | number)[]> {
  latencies.clear()
  const before = await server.figures()
  const began = performance.now()
  node.send({ rate, seconds: Number(values.seconds) })
  const [{ announced }] = (await once(node, 'message')) as [{ announced: number }] // the node's answer
  const arrived = async (): Promise<boolean> =>
    latencies.count() + (await server.figures()).dropped - before.dropped >= announced
  await waitFor(arrived, { what: `${announced} transactions on the stream`, timeoutMs: 60_000 })
  const seconds = (performance.now() - began) / 1000
  const after = await server.figures()
  return [
    latencies.count(),
    after.dropped - before.dropped,
    ...[0.5, 0.95, 0.99, 1].map((share) => latencies.quantile(share).toFixed(1)),
    ((after.cpuSeconds - before.cpuSeconds) / seconds).toFixed(2),
    after.residentMegabytes,
  ]
}
