import { type ScriptedNodeOptions, startScriptedNode } from '@org/scripted-node'
import { type LoadFigures, runLoadStep } from './load-step.ts'
import { printRow } from './print-table.ts'

interface Case {
  readonly name: string
  readonly chains: number
  readonly ratePerChain: number
  readonly fullTransactions: boolean
  readonly node: ScriptedNodeOptions
}

const DELAYED: ScriptedNodeOptions = { script: { http: [{ kind: 'delay', ms: 100 }] } }

const CASES: readonly Case[] = [
  { name: 'hashes', chains: 1, ratePerChain: 2_000, fullTransactions: false, node: {} },
  {
    name: 'hashes, answers 100 ms late',
    chains: 1,
    ratePerChain: 2_000,
    fullTransactions: false,
    node: DELAYED,
  },
  { name: 'hashes', chains: 1, ratePerChain: 10_000, fullTransactions: false, node: {} },
  { name: 'hashes, four chains', chains: 4, ratePerChain: 2_500, fullTransactions: false, node: {} },
  { name: 'hashes', chains: 1, ratePerChain: 20_000, fullTransactions: false, node: {} },
  { name: 'whole transactions', chains: 1, ratePerChain: 10_000, fullTransactions: true, node: {} },
  {
    name: 'whole transactions, four chains',
    chains: 4,
    ratePerChain: 2_500,
    fullTransactions: true,
    node: {},
  },
  { name: 'whole transactions', chains: 1, ratePerChain: 20_000, fullTransactions: true, node: {} },
]

/** Throughput, latency and CPU of ingest alone, by rate and kind of subscription. */
export async function loadFigures(seconds: number): Promise<void> {
  printRow([
    'subscription',
    'offered tx/s',
    'decoded tx/s',
    'lost',
    'p50 ms',
    'p99 ms',
    'ingest cores',
    'node cores',
  ])
  for (const each of CASES) {
    const figures = await run(each, seconds)
    const { perSecond, lost, p50Ms, p99Ms, cores, nodeCores } = figures
    printRow([each.name, each.chains * each.ratePerChain, perSecond, lost, p50Ms, p99Ms, cores, nodeCores])
  }
}

async function run(each: Case, seconds: number): Promise<LoadFigures> {
  const nodes = await Promise.all(
    Array.from({ length: each.chains }, (_, i) =>
      startScriptedNode({ chainId: 31_337 + i, seed: i + 1, ...each.node }),
    ),
  )
  try {
    return await runLoadStep({
      nodes,
      ratePerNode: each.ratePerChain,
      seconds,
      fullTransactions: each.fullTransactions,
    })
  } finally {
    for (const node of nodes) await node.stop()
  }
}
