import { setTimeout as sleep } from 'node:timers/promises'
import type { Storage } from '@org/storage'
import { printRow } from '../ingest/print-table.ts'
import { createLatencies } from '../latencies.ts'
import { EVENTS_PER_TRANSACTION, transactionGroup } from './event-mix.ts'
import { withStorage } from './settings.ts'

const EVENTS_PER_SECOND = 30_000
const SAMPLE_MS = 50
/** Not counted: the first inserts of an engine that was just opened. */
const WARM_UP_SECONDS = 3

/**
 * Whether the embedded ClickHouse keeps up with 30,000 events a second, and what it takes: the same load once with it
 * and once with a server that never answers, for comparison.
 */
export async function clickHouseFigures(seconds: number): Promise<void> {
  printRow([
    'into ClickHouse',
    'offered/s',
    'shipped/s',
    'refused',
    'lag p99',
    'lag max',
    'p99 ms',
    'max ms',
    'CPU cores',
    'main thread',
    'RSS MB',
    'batch',
  ])
  await withStorage((storage) => underLoad('embedded', storage, seconds), {
    clickhouse: { kind: 'embedded' },
  })
  await withStorage((storage) => underLoad('none', storage, seconds))
}

async function underLoad(name: string, storage: Storage, seconds: number): Promise<void> {
  const warmUp = await load(storage, 0, WARM_UP_SECONDS)
  const figures = await load(storage, warmUp.offered, seconds)
  const isShipping = figures.shipped > 0
  printRow([
    name,
    Math.round((figures.offered * EVENTS_PER_TRANSACTION) / seconds),
    Math.round(figures.shipped / seconds),
    figures.refused,
    ...(isShipping
      ? [
          figures.lags.quantile(0.99),
          figures.lags.quantile(1),
          figures.ages.quantile(0.99),
          figures.ages.quantile(1),
        ]
      : ['-', '-', '-', '-']),
    figures.cores,
    figures.busy,
    Math.round(process.memoryUsage.rss() / 1e6),
    isShipping ? Math.round(figures.meanBatch) : '-',
  ])
}

/** Offers whole transactions at the rate, and looks at what ClickHouse has of them meanwhile. */
async function load(storage: Storage, first: number, seconds: number) {
  const lags = createLatencies()
  const ages = createLatencies()
  /** When the log reached which number; those that ClickHouse has are let go. */
  const reached: { readonly atMs: number; readonly seq: number }[] = []
  const shippedOf = (): number => storage.log.latestSeq() - storage.backlog().unshipped
  const shippedBefore = shippedOf()
  let lastShipped = shippedBefore
  let batches = 0
  let offered = 0
  let refused = 0
  let sampledMs = 0
  const cpuBefore = process.cpuUsage()
  const threadBefore = process.threadCpuUsage()
  const began = performance.now()

  for (;;) {
    const now = performance.now()
    const elapsed = (now - began) / 1000
    if (elapsed >= seconds) break
    const due = (elapsed * EVENTS_PER_SECOND) / EVENTS_PER_TRANSACTION
    for (; offered < due; offered += 1) {
      const group = transactionGroup(first + offered, Date.now() * 1000)
      if (storage.tryEnqueue(group) !== 'accepted') refused += 1
    }
    const shipped = shippedOf()
    if (shipped > lastShipped) batches += 1
    lastShipped = shipped
    reached.push({ atMs: now, seq: storage.log.latestSeq() })
    while ((reached[0]?.seq ?? Number.POSITIVE_INFINITY) <= shipped) reached.shift()
    if (now - sampledMs >= SAMPLE_MS) {
      sampledMs = now
      lags.add(storage.backlog().unshipped)
      ages.add(now - (reached[0]?.atMs ?? now))
    }
    await sleep(2)
  }
  const tookSeconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpuBefore)
  const onThread = process.threadCpuUsage(threadBefore)
  return {
    offered,
    refused,
    shipped: lastShipped - shippedBefore,
    meanBatch: (lastShipped - shippedBefore) / Math.max(batches, 1),
    lags,
    ages,
    cores: (used.user + used.system) / 1e6 / tookSeconds,
    // Not the utilisation of the event loop, which counts the time that others had the core.
    busy: (onThread.user + onThread.system) / 1e6 / tookSeconds,
  }
}
