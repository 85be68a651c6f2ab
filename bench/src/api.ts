import { parseArgs } from 'node:util'
import { createPrometheusMetrics, tuneEngine } from '@org/node-runtime'
import type { Storage } from '@org/storage'
import { createVizApi, type VizApiAddress } from '@org/viz-api'
import { startArrivals } from './api/arrivals.ts'
import type { LoadOrder } from './api/messages.ts'
import { runLoad } from './api/start-load.ts'
import { printRow } from './ingest/print-table.ts'
import { EVENTS_PER_TRANSACTION } from './storage/event-mix.ts'
import { flood } from './storage/flood.ts'
import { withStorage } from './storage/settings.ts'

// Storage and API in this process, the load in another. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    /** Events stored before the load. */
    events: { type: 'string', default: '10000,2000000' },
    /** Transactions that arrive each second meanwhile. */
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'transactions,snapshot,snapshot-br,page,hash' },
  },
})
const wanted = new Set(values.only.split(','))
const seconds = Number(values.seconds)

/** Loads by name: what is asked, on how many connections, at which rate. */
function loads(cursor: string, hash: string) {
  const gets = (path: string, connections: number, rate: number, headers = {}) => ({
    path,
    connections,
    rate,
    headers,
  })
  return {
    transactions: gets('/transactions?limit=25', 64, 0),
    snapshot: gets('/dashboard/snapshot', 32, 200),
    'snapshot-br': gets('/dashboard/snapshot', 32, 200, { 'accept-encoding': 'br' }),
    page: gets(`/transactions?limit=25&cursor=${cursor}`, 64, 0),
    hash: gets(`/transactions/${hash}`, 64, 0),
  }
}

// As the server does.
tuneEngine()
printRow([
  'load',
  'events stored',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'max ms',
  'not 200',
  'MB/s',
  'server cores',
  'load cores',
])
await withStorage(async (storage) => {
  const metrics = createPrometheusMetrics()
  const api = createVizApi({
    ports: {
      log: storage.log,
      models: storage.models,
      status: { chains: () => [], dependencies: () => [] },
      metricsPage: () => metrics.page(),
    },
    bind: { host: '127.0.0.1', port: 0 },
    ingestMode: 'off',
    metrics,
    // One address asks for all.
    access: { rateLimitPerMinute: 0 },
    http: { maxRequestsPerConnection: 0 },
  })
  await api.start()
  const address = api.address()
  if (address === null) throw new Error('the API has no address')
  let number = 0
  for (const stored of values.events.split(',').map(Number)) {
    const missing = Math.max(0, Math.ceil((stored - storage.log.latestSeq()) / EVENTS_PER_TRANSACTION))
    await flood(storage, number, missing)
    number += missing
    number += await measure(storage, address, stored, number)
  }
  await api.stop()
})

/** Every load over what is stored; returns how many transactions arrived meanwhile. */
async function measure(
  storage: Storage,
  { host, port, url }: VizApiAddress,
  stored: number,
  first: number,
): Promise<number> {
  const arrivals = startArrivals(storage, first, Number(values.rate))
  const page = await fetch(`${url}/transactions?limit=25`)
  const [row] = (await page.json()) as readonly { readonly tx_hash: string }[] // of the contract
  for (const [name, load] of Object.entries(
    loads(page.headers.get('x-next-cursor') ?? '', row?.tx_hash ?? ''),
  )) {
    if (!wanted.has(name)) continue
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      await printLoad(`${name}, round ${round}`, stored, { host, port, seconds, ...load })
    }
  }
  return await arrivals.stop()
}

async function printLoad(name: string, stored: number, order: LoadOrder): Promise<void> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const figures = await runLoad(order)
  const took = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  printRow([
    name,
    stored,
    Math.round(figures.answered / figures.seconds),
    figures.p50,
    figures.p99,
    figures.max,
    figures.failed,
    figures.bytes / 1e6 / figures.seconds,
    (user + system) / 1e6 / took,
    figures.cpuSeconds / figures.seconds,
  ])
}
