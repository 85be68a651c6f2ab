import type { ScriptedNode } from '@org/scripted-node'
import { waitFor } from '@org/testkit'
import { type BenchRuntime, startBenchRuntime } from './bench-runtime.ts'

export interface LoadStep {
  /** One chain per node, each at this rate. */
  readonly nodes: readonly ScriptedNode[]
  readonly ratePerNode: number
  readonly seconds: number
  readonly fullTransactions: boolean
}

export interface LoadFigures {
  /** Transactions handed over per second, from the first announcement to the last decoded record. */
  readonly perSecond: number
  readonly lost: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU seconds of this process, ingest alone, per second. */
  readonly cores: number
  /** CPU seconds of the nodes, per second. */
  readonly nodeCores: number
}

/** Ingest under load after two seconds of the same load to warm up. */
export async function runLoadStep(step: LoadStep): Promise<LoadFigures> {
  const bench = await startBenchRuntime(step.nodes, { fullTransactions: step.fullTransactions })
  try {
    for (const node of step.nodes) await node.prepare(step.ratePerNode * (step.seconds + WARM_UP_SECONDS + 1))
    await load(bench, step, WARM_UP_SECONDS)
    bench.latencies.clear()
    const before = { decoded: bench.decoded(), lost: bench.lost(), node: await nodeCpu(step.nodes) }
    const cpu = process.cpuUsage()
    const began = performance.now()
    await load(bench, step, step.seconds)
    const seconds = (performance.now() - began) / 1000
    const used = process.cpuUsage(cpu)
    return {
      perSecond: (bench.decoded() - before.decoded) / seconds,
      lost: bench.lost() - before.lost,
      p50Ms: bench.latencies.quantile(0.5),
      p99Ms: bench.latencies.quantile(0.99),
      cores: (used.user + used.system) / 1e6 / seconds,
      nodeCores: ((await nodeCpu(step.nodes)) - before.node) / seconds,
    }
  } finally {
    await bench.runtime.stop()
  }
}

const WARM_UP_SECONDS = 2

async function load(bench: BenchRuntime, step: LoadStep, seconds: number): Promise<void> {
  const settled = bench.decoded() + bench.lost()
  const reports = await Promise.all(step.nodes.map((node) => node.load({ rate: step.ratePerNode, seconds })))
  const announced = reports.reduce((sum, report) => sum + report.announced, 0)
  await waitFor(() => bench.decoded() + bench.lost() - settled >= announced, {
    what: `${announced} settled transactions`,
    timeoutMs: 60_000,
  })
}

async function nodeCpu(nodes: readonly ScriptedNode[]): Promise<number> {
  const counts = await Promise.all(nodes.map((node) => node.counts()))
  return counts.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}
