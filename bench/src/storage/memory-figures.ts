import { setTimeout as sleep } from 'node:timers/promises'
import type { Storage } from '@org/storage'
import { printRow } from '../ingest/print-table.ts'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'
import { withStorage } from './settings.ts'

const EVENTS_PER_SECOND = 10_000
const ROWS = 15
const SAMPLE_MS = 1_000

/** What the process held at a moment. */
interface Sample {
  readonly minutes: number
  readonly rssMb: number
}

/**
 * Whether memory stays as it is under steady load, the embedded ClickHouse on: means of each fifteenth of the time, and
 * how fast resident memory grows over the second half.
 */
export async function memoryFigures(minutes: number): Promise<void> {
  printRow(['minutes', 'events stored', 'RSS MB', 'RSS max MB', 'heap MB', 'buffers MB', 'behind', 'refused'])
  await withStorage(async (storage) => await run(storage, minutes), { clickhouse: { kind: 'embedded' } })
}

async function run(storage: Storage, minutes: number): Promise<void> {
  const all: Sample[] = []
  const load = { offered: 0, refused: 0, beganMs: performance.now() }
  for (let row = 1; row <= ROWS; row += 1) {
    const usages: NodeJS.MemoryUsage[] = []
    const until = (row * minutes * 60) / ROWS
    while ((performance.now() - load.beganMs) / 1000 < until) {
      await offer(storage, load, SAMPLE_MS)
      const usage = process.memoryUsage()
      usages.push(usage)
      all.push({ minutes: (performance.now() - load.beganMs) / 60_000, rssMb: usage.rss / 1e6 })
    }
    const mean = (of: (usage: NodeJS.MemoryUsage) => number): number =>
      Math.round(usages.reduce((sum, usage) => sum + of(usage), 0) / usages.length / 1e6)
    printRow([
      (row * minutes) / ROWS,
      storage.log.latestSeq(),
      mean(({ rss }) => rss),
      Math.round(Math.max(...usages.map(({ rss }) => rss)) / 1e6),
      mean(({ heapUsed }) => heapUsed),
      mean(({ arrayBuffers }) => arrayBuffers),
      storage.backlog().unshipped,
      load.refused,
    ])
  }
  const second = all.slice(Math.floor(all.length / 2))
  printRow(['RSS over the second half', `${slope(second).toFixed(2)} MB a minute`])
}

/** Offers what is due for so long. */
async function offer(
  storage: Storage,
  load: { offered: number; refused: number; readonly beganMs: number },
  forMs: number,
): Promise<void> {
  const until = performance.now() + forMs
  for (let now = performance.now(); now < until; now = performance.now()) {
    const due = ((now - load.beganMs) / 1000) * (EVENTS_PER_SECOND / EVENTS_PER_TRANSACTION)
    for (; load.offered < due; load.offered += 1) {
      const group = transactionGroup(load.offered, Date.now() * 1000)
      if (storage.tryEnqueue(group) !== 'accepted') load.refused += 1
    }
    await sleep(2)
  }
}

/** Least squares, MB a minute. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map(({ minutes }) => minutes))
  const y = mean(samples.map(({ rssMb }) => rssMb))
  let over = 0
  let under = 0
  for (const { minutes, rssMb } of samples) {
    over += (minutes - x) * (rssMb - y)
    under += (minutes - x) ** 2
  }
  return over / under
}
