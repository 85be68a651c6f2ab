/*
 * Time of one whole analysis (decoding, features, strategies) over a realistic mix, and the memory of the registry and
 * of what the searcher remembers. Run: node --conditions=@org/source --expose-gc bench/analyze.ts
 */
import type { EventDraft } from '@org/events'
import { createSearcher, loadRegistry } from '../src/index.ts'
import { sampleTransactions } from './sample-transactions.ts'

const TRANSACTIONS = 40_000
const RUNS = 5
const MEGABYTE = 2 ** 20

function heapMegabytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / MEGABYTE
}

const beforeRegistry = heapMegabytes()
const registry = loadRegistry()
const registryMegabytes = heapMegabytes() - beforeRegistry

const transactions = sampleTransactions(TRANSACTIONS)
const times = new Float64Array(TRANSACTIONS)
const lines: string[] = []
for (let run = 0; run <= RUNS; run++) {
  const searcher = createSearcher({ registry })
  const out: EventDraft[] = []
  let events = 0
  // Two clocks cost as much as a plain transfer: the rate is measured without the one around each transaction.
  const started = performance.now()
  const cpu = process.threadCpuUsage()
  for (const transaction of transactions) {
    searcher.onTransaction(transaction, out)
    events += out.length
    out.length = 0
  }
  const seconds = (performance.now() - started) / 1000
  const used = process.threadCpuUsage(cpu)
  const cpuSeconds = (used.user + used.system) / 1e6

  const timed = createSearcher({ registry })
  transactions.forEach((transaction, index) => {
    const begun = performance.now()
    timed.onTransaction(transaction, out)
    times[index] = performance.now() - begun
    out.length = 0
  })
  if (events < TRANSACTIONS)
    throw new Error(`${events} events of ${TRANSACTIONS} transactions: analyses failed`)
  if (run === 0) continue // warm-up
  const sorted = times.slice().sort()
  const micros = (share: number): string =>
    ((sorted[Math.floor(share * TRANSACTIONS)] ?? 0) * 1000).toFixed(2)
  lines.push(
    `run ${run}: median ${micros(0.5)} µs, p90 ${micros(0.9)} µs, p99 ${micros(0.99)} µs, ${Math.round(TRANSACTIONS / seconds)} transactions/s, ${Math.round(TRANSACTIONS / cpuSeconds)} for each second of its core, ${events} events`,
  )
}

/** What a searcher holds on to after more senders, pools and transactions than it remembers. */
function rememberedMegabytes(): number {
  const before = heapMegabytes()
  const searcher = createSearcher({ registry })
  const out: EventDraft[] = []
  for (const transaction of transactions) {
    searcher.onTransaction(transaction, out)
    out.length = 0
  }
  const remembered = heapMegabytes() - before
  // Still needed here, so that nothing of it was collected above.
  for (const transaction of transactions.slice(0, 1)) searcher.onTransaction(transaction, out)
  return remembered
}

process.stdout.write(`remembered of one chain: ${rememberedMegabytes().toFixed(1)} MB\n`)
process.stdout.write(`registry of ${registry.chainIds().length} chains: ${registryMegabytes.toFixed(1)} MB\n`)
process.stdout.write(`${lines.join('\n')}\n`)
