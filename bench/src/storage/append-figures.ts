import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Storage } from '@org/storage'
import { printRow } from '../ingest/print-table.ts'
import { createLatencies, type Latencies } from '../latencies.ts'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'
import { flood } from './flood.ts'
import { withStorage } from './settings.ts'

/** How fast events become durable, and how long one waits. `seconds` of steady load. */
export async function appendFigures(seconds: number): Promise<void> {
  await withStorage(async (storage) => {
    await flood(storage, 0, 20_000) // warm-up
    printRow(['as fast as possible', 'events', 'events/s', 'CPU µs/event'])
    for (let round = 1; round <= 5; round += 1) {
      const figures = await flood(storage, round * 50_000, 50_000)
      const { events } = figures
      printRow([
        `round ${round}`,
        events,
        Math.round(events / figures.seconds),
        (1e6 * figures.cpuSeconds) / events,
      ])
    }
    printRow(['from tryEnqueue to durable', 'p50 ms', 'p99 ms', 'max ms', 'refused groups'])
    printWaits('lone event', await loneEvents(storage), 0)
    for (const rate of [1_000, 10_000, 30_000]) {
      const { waits, refused } = await steady(storage, rate, seconds)
      printWaits(`${rate} events/s`, waits, refused)
    }
  })
}

function printWaits(name: string, waits: Latencies, refused: number): void {
  printRow([name, waits.quantile(0.5), waits.quantile(0.99), waits.quantile(1), refused])
}

/** Waits of single events that nothing else accompanies. */
async function loneEvents(storage: Storage): Promise<Latencies> {
  const waits = createLatencies()
  let told: () => void = () => {}
  const leave = storage.log.subscribe(() => told())
  for (let round = 0; round < 500; round += 1) {
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
  return waits
}

/** Whole groups at a steady rate, from `tryEnqueue` of a group to the subscriber that hears of its last event. */
async function steady(
  storage: Storage,
  eventsPerSecond: number,
  seconds: number,
): Promise<{ readonly waits: Latencies; readonly refused: number }> {
  const waits = createLatencies()
  const enqueued: number[] = []
  const firstSeq = storage.log.latestSeq() + 1
  let heard = 0
  const leave = storage.log.subscribe(({ events }) => {
    const now = performance.now()
    for (const { seq } of events) {
      if ((seq - firstSeq) % EVENTS_PER_TRANSACTION !== EVENTS_PER_TRANSACTION - 1) continue
      waits.add(now - (enqueued[heard] ?? now))
      heard += 1
    }
  })
  const first = 50_000_000 + eventsPerSecond * 10_000
  let offered = 0
  let refused = 0
  const began = performance.now()
  for (;;) {
    const elapsed = (performance.now() - began) / 1000
    if (elapsed >= seconds) break
    const due = (elapsed * eventsPerSecond) / EVENTS_PER_TRANSACTION
    for (; offered < due; offered += 1) {
      const group = transactionGroup(first + offered, Date.now() * 1000)
      const at = performance.now()
      if (storage.tryEnqueue(group) === 'accepted') enqueued.push(at)
      else refused += 1
    }
    await sleep(1)
  }
  while (heard < enqueued.length) await turn()
  leave()
  return { waits, refused }
}
