import type { Storage } from '@org/storage'
import { printRow } from '../ingest/print-table.ts'
import { EVENTS_PER_TRANSACTION } from './event-mix.ts'
import { flood } from './flood.ts'
import { withStorage } from './settings.ts'

const SAMPLE = Math.ceil(10_000 / EVENTS_PER_TRANSACTION)
const SAMPLES = 15

/**
 * Whether appending stays as fast, and memory as small, over so many events: after each tenth the median of some floods
 * of ten thousand events, in turn with floods into a storage that has just begun. A machine becomes slower or faster
 * over such a time (writing costs the kernel five times as much once the page cache grows into memory that the host
 * has to find first); the ratio does not know. Takes about 0.6 kB of disk per event.
 */
export async function longFigures(events: number): Promise<void> {
  await withStorage((storage) => flood(storage, 0, 50_000)) // warm-up
  printRow([
    'events stored',
    'events/s there',
    'events/s of a new one',
    'ratio',
    'heap MB',
    'buffers MB',
    'RSS MB',
  ])
  await withStorage(async (storage) => {
    let number = await sample(storage, 0)
    const tenth = Math.ceil(events / 10 / EVENTS_PER_TRANSACTION)
    for (let round = 1; round <= 10; round += 1) {
      await flood(storage, number, tenth)
      number = await sample(storage, number + tenth)
    }
  })
}

/** @returns the number to go on with */
async function sample(storage: Storage, first: number): Promise<number> {
  const stored = storage.log.latestSeq()
  const rates: number[] = []
  const controls: number[] = []
  await withStorage(async (control) => {
    for (let round = 0; round < SAMPLES; round += 1) {
      rates.push(await rate(storage, first + round * SAMPLE))
      controls.push(await rate(control, round * SAMPLE))
    }
  })
  globalThis.gc?.()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  const there = median(rates)
  const anew = median(controls)
  printRow([
    stored,
    Math.round(there),
    Math.round(anew),
    there / anew,
    heapUsed / 1e6,
    arrayBuffers / 1e6,
    rss / 1e6,
  ])
  return first + SAMPLES * SAMPLE
}

/** Events per second of ten thousand. */
async function rate(storage: Storage, first: number): Promise<number> {
  const { events, seconds } = await flood(storage, first, SAMPLE)
  return events / seconds
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}
