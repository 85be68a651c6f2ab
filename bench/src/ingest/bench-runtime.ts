import { createLiveRpcRuntime, type LiveRpcOptions, type LiveRpcRuntime } from '@org/ingest'
import type { ScriptedNode } from '@org/scripted-node'
import { waitFor } from '@org/testkit'
import { createLatencies, type Latencies } from '../latencies.ts'

/** Ingest alone in this process, over one chain per node. */
export interface BenchRuntime {
  readonly runtime: LiveRpcRuntime
  /** Announcing frame → decoded record, milliseconds. */
  readonly latencies: Latencies
  /** Transactions handed over so far. */
  decoded(): number
  /** Announced hashes that are not settled. */
  inFlight(): number
  /** Hashes that ended without a body. */
  lost(): number
}

/** Starts it and waits until every source is subscribed. */
export async function startBenchRuntime(
  nodes: readonly ScriptedNode[],
  options: Partial<LiveRpcOptions> = {},
): Promise<BenchRuntime> {
  const runtime = createLiveRpcRuntime({
    chains: nodes.map(({ chainId, wsUrl, httpUrl }) => ({
      chainKey: `bench-${chainId}`,
      chainId,
      sources: [{ sourceId: 'node', endpoints: [{ wsUrl, httpUrl }] }],
    })),
    ...options,
  })
  const latencies = createLatencies()
  let decoded = 0
  await runtime.start((event) => {
    if (event.kind === 'TxDecoded') {
      decoded++
      latencies.add(event.data.fetch_us / 1000)
    }
    return 'accepted'
  })
  const live = (): boolean =>
    runtime.chains().every((chain) => chain.sources.every((source) => source.state === 'live'))
  await waitFor(live, { what: 'subscriptions', timeoutMs: 20_000 })
  const sum = (read: (row: ReturnType<LiveRpcRuntime['accounting']>[number]) => number): number =>
    runtime.accounting().reduce((total, row) => total + read(row), 0)
  return {
    runtime,
    latencies,
    decoded: () => decoded,
    inFlight: () => sum((row) => row.in_flight),
    lost: () => sum((row) => row.announced - row.fetched - row.in_flight),
  }
}
