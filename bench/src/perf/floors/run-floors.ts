import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Live } from '../live.ts'
import { describeCommit, describeMachine } from '../report/machine.ts'
import { clickHouseParts } from './clickhouse-parts.ts'
import { cpuParts } from './cpu-parts.ts'
import { diskParts } from './disk-parts.ts'
import { type FloorsReport, sumsByStage } from './floors-report.ts'
import { gatherInputs, type Inputs } from './inputs.ts'
import { type Floor, measureParts } from './measure-parts.ts'
import type { PartGroup } from './part.ts'
import { socketParts } from './socket-parts.ts'

export interface FloorsOptions {
  readonly settings: FloorsReport['settings']
  /** Empty folder on the disk in question. */
  readonly folder: string
  readonly live: Live
}

/** Measures what the parts of a transaction's way cost by themselves. */
export async function runFloors({ settings, folder, live }: FloorsOptions): Promise<FloorsReport> {
  const machine = describeMachine()
  live.show(`${settings.transactions} transactions through the server`)
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  const inputs = await gatherInputs({ ...settings, dataDir })
  // The engine comes last, since its threads never rest entirely.
  const groups: readonly (() => Promise<PartGroup>)[] = [
    async () => ({ parts: cpuParts(inputs), async [Symbol.asyncDispose]() {} }),
    () => socketParts(inputs, settings.clients),
    () => diskParts(folder, inputs),
    () => clickHouseParts(dataDir, inputs),
  ]
  const floors: Floor[] = []
  for (const open of groups) {
    await using group = await open()
    floors.push(
      ...(await measureParts(group.parts, {
        rounds: settings.rounds,
        onRun: ({ name }, round) => live.show(`round ${round + 1} of ${settings.rounds}: ${name}`),
      })),
    )
  }
  return {
    schema: 'mevscope.perf.floors',
    schema_version: 1,
    date: new Date().toISOString(),
    ...describeCommit(),
    machine,
    settings,
    ...sizesOf(inputs),
    floors,
    cpu_us_per_tx: sumsByStage(floors),
  }
}

function sizesOf({
  transactions,
  lines,
}: Inputs): Pick<FloorsReport, 'events_per_transaction' | 'bytes_per_event'> {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
  return {
    events_per_transaction: Math.round((lines.length / transactions) * 100) / 100,
    bytes_per_event: Math.round(bytes / lines.length),
  }
}
