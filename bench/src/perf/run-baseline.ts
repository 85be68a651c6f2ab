import { startScriptedNode } from '@org/scripted-node'
import { tempDir } from '@org/testkit'
import { startPerfClients } from './clients/start-clients.ts'
import type { Live } from './live.ts'
import { describeCommit, describeMachine } from './report/machine.ts'
import type { ClassicalFigures, PerfReport, PerfSettings, StepFigures } from './report/report.ts'
import { judge } from './report/targets.ts'
import { runClassical } from './run-classical.ts'
import { runProfile } from './run-profile.ts'
import { runStep } from './run-step.ts'
import { startServerUnderTest } from './server-under-test.ts'

export interface BaselineOptions {
  readonly settings: PerfSettings
  readonly live: Live
  /** Where profiles stay; without it they are taken and thrown away. */
  readonly profileDir?: string
}

const HASHES_ONLY = { kind: 'error', code: -32_602, message: 'hashes only', of: 'full' } as const
const CLASSICAL_ROUNDS = 50

/** The whole server under rising load, with everything on: figures of each step, and where the time goes. */
export async function runBaseline({ settings, live, profileDir }: BaselineOptions): Promise<PerfReport> {
  const machine = describeMachine()
  const node = await startScriptedNode({
    seed: settings.seed,
    script: { subscribe: settings.subscription === 'full' ? [] : [HASHES_ONLY] },
  })
  try {
    const main = await runSteps(settings, node, live)
    await using temporary = await tempDir('mevscope-profile')
    const folder = profileDir ?? temporary.path
    const profile =
      settings.profile_rate === 0 ? null : await runProfile({ settings, node, live, profileDir: folder })
    const best = main.steps.reduce((a, b) => (b.tx_per_second > a.tx_per_second ? b : a))
    const report = {
      schema: 'mevscope.perf.tx_pipeline',
      schema_version: 1,
      date: new Date().toISOString(),
      ...describeCommit(),
      machine,
      settings,
      ...main,
      saturation: { tx_per_second: best.tx_per_second, events_per_second: best.events_per_second },
      profile,
    } as const
    return { ...report, targets: judge(report) }
  } finally {
    await node.stop()
  }
}

async function runSteps(
  settings: PerfSettings,
  node: Awaited<ReturnType<typeof startScriptedNode>>,
  live: Live,
): Promise<{ ready_ms: number; classical: ClassicalFigures; steps: readonly StepFigures[] }> {
  await using data = await tempDir('mevscope-perf')
  const server = await startServerUnderTest({ dataDir: data.path, nodePort: node.port })
  try {
    const clients = await startPerfClients(server.url, settings.clients)
    const bench = { server, node, clients, live }
    const classical = await runClassical(bench, CLASSICAL_ROUNDS)
    const steps: StepFigures[] = []
    for (const rate of settings.rates) steps.push(await runStep(bench, rate, settings.seconds))
    clients.stop()
    return { ready_ms: Math.round(server.readyMs), classical, steps }
  } finally {
    await server.stop()
  }
}
