/*
 * Time of one whole analysis (decoding, features, strategies) over a realistic mix.
 * Run: node --conditions=@org/source bench/analyze.ts
 */
import type { EventDraft } from '@org/events'
import { createSearcher, loadRegistry } from '../src/index.ts'
import { sampleTransactions } from './sample-transactions.ts'

const TRANSACTIONS = 40_000
const RUNS = 5

const transactions = sampleTransactions(TRANSACTIONS)
const registry = loadRegistry()
const times = new Float64Array(TRANSACTIONS)
const lines: string[] = []
for (let run = 0; run <= RUNS; run++) {
  const searcher = createSearcher({ registry })
  const out: EventDraft[] = []
  let events = 0
  const started = performance.now()
  for (let index = 0; index < TRANSACTIONS; index++) {
    const transaction = transactions[index]
    if (transaction === undefined) break
    const before = performance.now()
    searcher.onTransaction(transaction, out)
    times[index] = performance.now() - before
    events += out.length
    out.length = 0
  }
  const seconds = (performance.now() - started) / 1000
  if (run === 0) continue // warm-up
  const sorted = times.slice().sort()
  const micros = (share: number): string =>
    ((sorted[Math.floor(share * TRANSACTIONS)] ?? 0) * 1000).toFixed(2)
  lines.push(
    `run ${run}: median ${micros(0.5)} µs, p90 ${micros(0.9)} µs, p99 ${micros(0.99)} µs, ${Math.round(TRANSACTIONS / seconds)} transactions/s, ${events} events`,
  )
}
process.stdout.write(`${lines.join('\n')}\n`)
