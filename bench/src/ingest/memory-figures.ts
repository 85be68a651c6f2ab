import { startScriptedNode } from '@org/scripted-node'
import { waitFor } from '@org/testkit'
import { startBenchRuntime } from './bench-runtime.ts'
import { printRow } from './print-table.ts'

const RATE = 20_000

/** Memory of ingest over distinct hashes, a row for each tenth. */
export async function memoryFigures(hashes: number): Promise<void> {
  const node = await startScriptedNode({ capacity: 300_000 })
  const bench = await startBenchRuntime([node], { fullTransactions: false })
  try {
    printRow(['distinct hashes', 'RSS MB', 'heap MB', 'external MB', 'lost'])
    for (let tenth = 1; tenth <= 10; tenth++) {
      const settled = bench.decoded() + bench.lost()
      const { announced } = await node.load({ rate: RATE, seconds: hashes / 10 / RATE })
      await waitFor(() => bench.decoded() + bench.lost() - settled >= announced, {
        what: 'settled transactions',
        timeoutMs: 60_000,
      })
      bench.latencies.clear()
      globalThis.gc?.()
      const { rss, heapUsed, external } = process.memoryUsage()
      printRow([
        bench.decoded() + bench.lost(),
        Math.round(rss / 2 ** 20),
        Math.round(heapUsed / 2 ** 20),
        Math.round(external / 2 ** 20),
        bench.lost(),
      ])
    }
  } finally {
    await bench.runtime.stop()
    await node.stop()
  }
}
