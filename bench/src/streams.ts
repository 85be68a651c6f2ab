import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { tuneEngine } from '@org/node-runtime'
import { waitFor } from '@org/testkit'
import { createVizApi } from '@org/viz-api'
import { transactionGroup } from './storage/event-mix.ts'
import { withStorage } from './storage/settings.ts'
import { nowMs, type Transport } from './streams/messages.ts'
import { startClients } from './streams/start-clients.ts'

// Storage and API in this process, stream clients in another. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1,100,1000' },
    /** Events per second, each made durable by itself. */
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    transport: { type: 'string', default: 'ws,sse' },
  },
})
const rate = Number(values.rate)
const seconds = Number(values.seconds)
const print = (cells: readonly (string | number)[]): boolean => process.stdout.write(`${cells.join(' | ')}\n`)

// As the server does.
tuneEngine()
print([
  'transport',
  'clients',
  'arrived',
  'missed',
  'events a message',
  'p50 ms',
  'p99 ms',
  'max ms',
  'server cores',
  'client cores',
])
for (const transport of values.transport.split(',') as Transport[]) {
  for (const clients of values.clients.split(',').map(Number)) {
    print([transport, clients, ...(await step(transport, clients))])
  }
}

async function step(transport: Transport, clients: number): Promise<readonly (string | number)[]> {
  return await withStorage(async (storage) => {
    const api = createVizApi({
      ports: {
        log: storage.log,
        models: storage.models,
        status: { chains: () => [], dependencies: () => [] },
        metricsPage: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
      },
      bind: { host: '127.0.0.1', port: 0 },
      ingestMode: 'off',
      // All clients come from one address.
      access: { rateLimitPerMinute: 0 },
    })
    await api.start()
    const group = await startClients(api.address()?.url ?? '', clients, transport)
    const firstSeq = storage.log.latestSeq() + 1
    const durableAtMs: number[] = []
    storage.log.subscribe(({ events }) => {
      const atMs = nowMs()
      for (let i = 0; i < events.length; i += 1) durableAtMs.push(atMs)
    })
    const cpu = process.cpuUsage()
    const began = performance.now()
    await append(storage)
    await waitFor(() => durableAtMs.length === rate * seconds, { what: 'the events to be durable' })
    await sleep(500)
    const took = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const figures = await group.figures(firstSeq, durableAtMs)
    group.stop()
    await api.stop()
    return [
      figures.arrived,
      figures.missed,
      (figures.arrived / figures.messages).toFixed(2),
      ...[figures.p50, figures.p99, figures.max].map((ms) => ms.toFixed(1)),
      ((user + system) / 1e6 / took).toFixed(2),
      (figures.cpuSeconds / took).toFixed(2),
    ]
  })
}

/** Events at an even rate, one at a time. */
async function append(storage: Parameters<Parameters<typeof withStorage>[0]>[0]): Promise<void> {
  const began = performance.now()
  let made = 0
  let transaction = 0
  while (made < rate * seconds) {
    for (const draft of transactionGroup(++transaction, Math.round(nowMs() * 1000))) {
      if (made === rate * seconds) return
      const dueMs = began + (made * 1000) / rate
      const waitMs = dueMs - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      storage.tryEnqueue([draft])
      made += 1
    }
  }
}
