import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { createStorage, type Storage } from '@org/storage'
import { tempDir } from '@org/testkit'
import { printRow } from '../ingest/print-table.ts'
import { createLatencies } from '../latencies.ts'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'

const QUEUE_EVENTS = 65_536

/** A server that nobody runs: what is measured is the writer, and events wait in the log. */
const NO_CLICKHOUSE = { kind: 'server', url: 'http://127.0.0.1:9' } as const

/** Storage in a folder of its own, without ClickHouse. */
export async function withStorage(use: (storage: Storage) => Promise<void>): Promise<void> {
  await using folder = await tempDir('mevscope-bench')
  const storage = createStorage({
    dataDir: folder.path,
    clickhouse: NO_CLICKHOUSE,
    queueCapacity: QUEUE_EVENTS,
  })
  await storage.start()
  try {
    await use(storage)
  } finally {
    await storage.stop()
  }
}

/** Offers events as fast as they become durable; returns events per second. */
export async function flood(storage: Storage, from: number, transactions: number): Promise<number> {
  const nowUs = Date.now() * 1000
  const target = storage.log.latestSeq() + transactions * EVENTS_PER_TRANSACTION
  // Made beforehand: making events is not storing them.
  const cpu = process.cpuUsage()
  let making = 0
  const began = performance.now()
  for (let number = from; number < from + transactions; ) {
    const makingBegan = performance.now()
    const groups = []
    for (; groups.length < 500 && number < from + transactions; number += 1)
      groups.push(transactionGroup(number, nowUs))
    making += performance.now() - makingBegan
    for (const group of groups) {
      while (storage.tryEnqueue(group) !== 'accepted') await turn()
    }
    await turn()
  }
  while (storage.log.latestSeq() < target) await turn()
  const seconds = (performance.now() - began - making) / 1000
  const used = process.cpuUsage(cpu)
  printRow([
    'flood',
    transactions * EVENTS_PER_TRANSACTION,
    (transactions * EVENTS_PER_TRANSACTION) / seconds,
    `${((used.user + used.system) / 1e6).toFixed(2)} cpu s, making ${(making / 1000).toFixed(2)} s`,
  ])
  return (transactions * EVENTS_PER_TRANSACTION) / seconds
}

/** Waits of single events that nothing else accompanies, in milliseconds. */
async function loneEvents(storage: Storage): Promise<void> {
  const waits = createLatencies()
  let told: () => void = () => {}
  const leave = storage.log.subscribe(() => told())
  for (let round = 0; round < 300; round += 1) {
    const heard = new Promise<void>((resolve) => {
      told = resolve
    })
    const [seen] = transactionGroup(90_000_000 + round, Date.now() * 1000)
    const began = performance.now()
    if (seen !== undefined) storage.tryEnqueue([seen])
    await heard
    waits.add(performance.now() - began)
    await sleep(2)
  }
  leave()
  printRow(['lone event', waits.quantile(0.5), waits.quantile(0.99)])
}

/** Groups at a steady rate; from `tryEnqueue` to the subscriber. */
async function steady(storage: Storage, eventsPerSecond: number, seconds: number): Promise<void> {
  const waits = createLatencies()
  const enqueued: number[] = []
  let head = 0
  const first = storage.log.latestSeq() + 1
  const leave = storage.log.subscribe((events) => {
    const now = performance.now()
    for (const event of events) {
      if ((event.seq - first) % EVENTS_PER_TRANSACTION !== EVENTS_PER_TRANSACTION - 1) continue
      waits.add(now - (enqueued[head] ?? now))
      head += 1
    }
  })
  let number = 50_000_000
  let refused = 0
  const began = performance.now()
  for (;;) {
    const elapsed = (performance.now() - began) / 1000
    if (elapsed >= seconds) break
    const due = (elapsed * eventsPerSecond) / EVENTS_PER_TRANSACTION
    while (number - 50_000_000 < due) {
      const group = transactionGroup(number, Date.now() * 1000)
      const at = performance.now()
      if (storage.tryEnqueue(group) === 'accepted') enqueued.push(at)
      else refused += 1
      number += 1
    }
    await sleep(1)
  }
  while (head < enqueued.length) await turn()
  leave()
  printRow(['steady', eventsPerSecond, waits.quantile(0.5), waits.quantile(0.99), waits.quantile(1), refused])
}

await withStorage(async (storage) => {
  await flood(storage, 0, 20_000)
  await flood(storage, 20_000, 50_000)
  await loneEvents(storage)
  await steady(storage, 30_000, 5)
})
