import type { Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import type { ArrivedSample } from './clients/messages.ts'
import { quantileOf } from './quantile.ts'
import type { Quantiles } from './report/report.ts'

/** From the moment the node wrote an announcement to each client's: one clock, one machine. */
export async function latenciesOf(node: ScriptedNode, samples: readonly ArrivedSample[]): Promise<Quantiles> {
  const reports = await node.reports(samples.map(({ hash }) => hash as Hash)) // hashes out of the server's events
  const sentUs = new Map(reports.map((report) => [report.hash as string, report.firstSentUs]))
  const waits = samples.flatMap(({ hash, arrivedUs }) => {
    const fromUs = sentUs.get(hash)
    return fromUs === undefined || fromUs === null ? [] : arrivedUs.map((atUs) => (atUs - fromUs) / 1000)
  })
  return quantilesOf(waits)
}

export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number): number => Math.round(quantileOf(sorted, share) * 100) / 100
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
