import { type LogEntry, type ScriptedNode, startScriptedNode } from '@org/scripted-node'
import { waitFor } from '@org/testkit'
import { createLatencies } from '../latencies.ts'
import { startBenchRuntime } from './bench-runtime.ts'
import { printRow } from './print-table.ts'

const PING_INTERVAL_MS = 2_000

/** How long the node is without a subscriber, by the node's own clock: after a closed socket and after a half-open one. */
export async function reconnectFigures(rounds: number): Promise<void> {
  const node = await startScriptedNode()
  const bench = await startBenchRuntime([node], { pingIntervalMs: PING_INTERVAL_MS })
  try {
    printRow(['subscribed again after', 'rounds', 'p50 ms', 'max ms', 'bound ms'])
    const closed = await measure(node, rounds, () => node.cut())
    printRow(['closed socket', rounds, closed.quantile(0.5), closed.quantile(1), 1000])
    const halfOpen = await measure(node, rounds, () => node.halfOpen())
    printRow(['half-open socket', rounds, halfOpen.quantile(0.5), halfOpen.quantile(1), 2 * PING_INTERVAL_MS])
  } finally {
    await bench.runtime.stop()
    await node.stop()
  }
}

async function measure(node: ScriptedNode, rounds: number, fault: () => Promise<void>) {
  const latencies = createLatencies()
  for (let round = 0; round < rounds; round++) {
    // A connection has to live for a while to count as one that worked.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const seen = (await node.counts()).log.length
    const beganUs = Date.now() * 1000
    await fault()
    let again: LogEntry | undefined
    await waitFor(
      async () => {
        const { log } = await node.counts()
        again = log.slice(seen).find((entry) => entry.what === 'subscribed' && entry.kind !== 'heads')
        return again !== undefined
      },
      { what: 'a new subscription', timeoutMs: 30_000 },
    )
    latencies.add(((again?.atUs ?? Number.NaN) - beganUs) / 1000)
  }
  return latencies
}
