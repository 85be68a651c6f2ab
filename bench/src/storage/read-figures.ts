import type { EventLog, Json, ReadModels, StoredEvent } from '@org/events'
import { tempDir } from '@org/testkit'
import { printRow } from '../ingest/print-table.ts'
import { createLatencies, type Latencies } from '../latencies.ts'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'
import { flood } from './flood.ts'
import { withStorage, withStorageIn } from './settings.ts'

const PAGE = 5_000
const SNAPSHOT = { txLimit: 250, featureLimit: 600, oppLimit: 600, minScore: 0 }

/** How fast stored lines are read again, from memory and from the log on disk. */
export async function readFigures(): Promise<void> {
  printRow(['reading encoded lines', 'events', 'events/s', 'MB/s'])
  await withStorage(
    async (storage) => {
      await flood(storage, 0, 60_000)
      for (let round = 1; round <= 3; round += 1) await printRead(`memory, round ${round}`, storage.log)
    },
    // All of it.
    { memoryEvents: 400_000, memoryBytes: 1024 ** 3 },
  )
  await withStorage(
    async (storage) => {
      await flood(storage, 0, 60_000)
      for (let round = 1; round <= 3; round += 1) await printRead(`log, round ${round}`, storage.log)
    },
    { memoryEvents: 1_000 },
  )
}

async function printRead(name: string, log: EventLog): Promise<void> {
  let after = 0
  let events = 0
  let chars = 0
  const last = log.latestSeq() - 1_000
  const began = performance.now()
  while (after < last) {
    const page = await log.readAfter(after, PAGE)
    const lines: Json<StoredEvent>[] = []
    for (const event of page.events) lines.push(event.line)
    for (const line of lines) chars += line.length
    events += lines.length
    after = page.nextAfter
  }
  const seconds = (performance.now() - began) / 1000
  printRow([name, events, Math.round(events / seconds), chars / 1e6 / seconds])
}

/** The snapshot with few and with many events stored; every round changes what it shows. */
export async function snapshotFigures(manyEvents: number): Promise<void> {
  printRow([
    'snapshot of 250/600/600 rows',
    'events stored',
    'rows p50 ms',
    'rows p99 ms',
    'as text p50 ms',
    'as text p99 ms',
    'kB',
  ])
  await withStorage(async (storage) => {
    let number = 0
    for (const stored of [10_000, manyEvents]) {
      const missing = Math.ceil((stored - storage.log.latestSeq()) / EVENTS_PER_TRANSACTION)
      await flood(storage, number, missing)
      number += missing
      const rows = createLatencies()
      const texts = createLatencies()
      let bytes = 0
      for (let round = 0; round < 300; round += 1) {
        // Twenty new transactions between two looks: a thousand a second looked at fifty times a second.
        const target = storage.log.latestSeq() + 20 * EVENTS_PER_TRANSACTION
        for (let count = 0; count < 20; count += 1) {
          storage.tryEnqueue(transactionGroup(number, Date.now() * 1000))
          number += 1
        }
        while (storage.log.latestSeq() < target) await new Promise((resolve) => setImmediate(resolve))
        bytes = round < 50 ? look(storage.models) : look(storage.models, rows, texts)
      }
      printRow([
        '',
        stored,
        rows.quantile(0.5),
        rows.quantile(0.99),
        texts.quantile(0.5),
        texts.quantile(0.99),
        bytes / 1000,
      ])
    }
  })
}

/** Takes a snapshot, then joins its rows as the API does; returns the size of the text. */
function look(models: ReadModels, rows?: Latencies, texts?: Latencies): number {
  const began = performance.now()
  const { opportunities, featureDetails, transactions } = models.snapshot(SNAPSHOT)
  rows?.add(performance.now() - began)
  const text = Buffer.from(
    `{"o":[${opportunities.join(',')}],"f":[${featureDetails.join(',')}],"t":[${transactions.join(',')}]}`,
  )
  texts?.add(performance.now() - began)
  return text.length
}

/** A start over so many stored events, with memory as it is by default and with memory for all of them. */
export async function recoveryFigures(events: number): Promise<void> {
  await using folder = await tempDir('mevscope-bench')
  await withStorageIn(folder.path, (storage) => flood(storage, 0, Math.ceil(events / EVENTS_PER_TRANSACTION)))
  printRow(['start over', 'events stored', 'seconds'])
  for (const [name, options] of [
    ['memory by default', {}],
    ['memory for all', { memoryEvents: events, memoryBytes: 4 * 1024 ** 3 }],
  ] as const) {
    for (let round = 1; round <= 3; round += 1) {
      const began = performance.now()
      const seconds = await withStorageIn(
        folder.path,
        async () => (performance.now() - began) / 1000,
        options,
      )
      printRow([`${name}, round ${round}`, events, seconds])
    }
  }
}
