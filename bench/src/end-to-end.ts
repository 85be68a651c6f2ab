import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { StoredEvent } from '@org/events'
import { type ScriptedNode, startScriptedNode, type TransactionMix } from '@org/scripted-node'
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
    subscription: { type: 'string', default: 'hashes' },
  },
})
const print = (cells: readonly (string | number)[]): boolean => process.stdout.write(`${cells.join(' | ')}\n`)

/** Mostly swaps: what costs the server most. */
const CONTENTS: TransactionMix['contents'] = { swap: 90, token: 4, transfer: 3, call: 3, create: 0 }
const HASHES_ONLY = { kind: 'error', code: -32_602, message: 'hashes only', of: 'full' } as const

await using folder = await tempDir('mevscope-bench')
const node = await startScriptedNode({
  mix: { contents: CONTENTS },
  script: { subscribe: values.subscription === 'full' ? [] : [HASHES_ONLY] },
})
try {
  const server = await startServerUnderTest(node.port, folder.path)
  try {
    await underLoad(server, node)
  } finally {
    await server.stop()
  }
} finally {
  await node.stop()
}

async function underLoad(server: ServerUnderTest, node: ScriptedNode): Promise<void> {
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
  for (const rate of values.rates.split(',').map(Number)) {
    print([rate, ...(await step(server, node, rate, latencies))])
  }
  socket.close()
}

/** One rate for some seconds, until all that was announced has come or was dropped. */
async function step(
  server: ServerUnderTest,
  node: ScriptedNode,
  rate: number,
  latencies: Latencies,
): Promise<readonly (string | number)[]> {
  const seconds = Number(values.seconds)
  await node.prepare(rate * seconds)
  latencies.clear()
  const before = await server.figures()
  const began = performance.now()
  const { announced } = await node.load({ rate, seconds })
  const arrived = async (): Promise<boolean> =>
    latencies.count() + (await server.figures()).dropped - before.dropped >= announced
  await waitFor(arrived, { what: `${announced} transactions on the stream`, timeoutMs: 60_000 })
  const took = (performance.now() - began) / 1000
  const after = await server.figures()
  return [
    latencies.count(),
    after.dropped - before.dropped,
    ...[0.5, 0.95, 0.99, 1].map((share) => latencies.quantile(share).toFixed(1)),
    ((after.cpuSeconds - before.cpuSeconds) / took).toFixed(2),
    after.residentMegabytes,
  ]
}
