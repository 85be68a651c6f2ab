import { printRow } from '../ingest/print-table.ts'
import { EVENTS_PER_TRANSACTION } from './event-mix.ts'
import { flood } from './flood.ts'
import { withStorage } from './settings.ts'

/** Whether appending stays as fast, and memory as small, over so many events. Takes about 0.5 kB of disk per event. */
export async function longFigures(events: number): Promise<void> {
  printRow(['appended', 'events/s of the last tenth', 'CPU µs/event', 'heap MB', 'buffers MB', 'RSS MB'])
  await withStorage(async (storage) => {
    const tenth = Math.ceil(events / 10 / EVENTS_PER_TRANSACTION)
    let number = 0
    for (const transactions of [
      Math.ceil(10_000 / EVENTS_PER_TRANSACTION),
      ...new Array<number>(10).fill(tenth),
    ]) {
      const figures = await flood(storage, number, transactions)
      number += transactions
      globalThis.gc?.()
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
      printRow([
        number * EVENTS_PER_TRANSACTION,
        Math.round(figures.events / figures.seconds),
        (1e6 * figures.cpuSeconds) / figures.events,
        heapUsed / 1e6,
        arrayBuffers / 1e6,
        rss / 1e6,
      ])
    }
  })
}
