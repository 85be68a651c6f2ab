import { tempDir } from '@org/testkit'
import type { Live } from './live.ts'
import { describeCommit, describeMachine } from './report/machine.ts'
import type { ClassicalFigures, PerfReport, PerfSettings, StepFigures } from './report/report.ts'
import { judge } from './report/targets.ts'
import { runClassical } from './run-classical.ts'
import { runProfile } from './run-profile.ts'
import { runStep } from './run-step.ts'
import { withBench } from './with-bench.ts'

export interface BaselineOptions {
  readonly settings: PerfSettings
  readonly live: Live
  /** Where profiles stay; without it they are taken and thrown away. */
  readonly profileDir?: string
  /** Where a flame graph of the profile goes. @default nowhere */
  readonly flame?: string
}

const CLASSICAL_ROUNDS = 50
/** Less than is sustained: what a warm-up leaves undone would count for the step. */
const WARM_UP_RATE = 5_000

/** The whole server under rising load, with everything on: figures of each step, and where the time goes. */
export async function runBaseline(options: BaselineOptions): Promise<PerfReport> {
  const { settings, live, profileDir, flame } = options
  const machine = describeMachine()
  const main = await runSteps(settings, live)
  await using temporary = await tempDir('mevscope-profile')
  const profile =
    settings.profile_rate === 0
      ? null
      : await runProfile({
          settings,
          live,
          profileDir: profileDir ?? temporary.path,
          ...(flame === undefined ? {} : { flame }),
        })
  // What loses more than this carries nothing for long.
  const carried = main.steps.filter((step) => step.announced - step.received <= step.announced * 0.005)
  const best = (carried.length === 0 ? main.steps : carried).reduce((a, b) =>
    b.tx_per_second > a.tx_per_second ? b : a,
  )
  const report = {
    schema: 'mevscope.perf.tx_pipeline',
    schema_version: 2,
    date: new Date().toISOString(),
    ...describeCommit(),
    machine,
    settings,
    ...main,
    saturation: { tx_per_second: best.tx_per_second, events_per_second: best.events_per_second },
    profile,
  } as const
  return { ...report, targets: judge(report) }
}

/**
 * A server of its own for each step: nothing is mined, so what came in the steps before would fill the pool of 262,144
 * transactions, and each new one then costs the event of one that is given up.
 */
async function runSteps(
  settings: PerfSettings,
  live: Live,
): Promise<{ ready_ms: number; classical: ClassicalFigures; steps: readonly StepFigures[] }> {
  const first = await withBench({ ...settings, live }, async (bench) => ({
    ready_ms: Math.round(bench.server.readyMs),
    classical: await runClassical(bench, CLASSICAL_ROUNDS),
  }))
  const steps: StepFigures[] = []
  for (const rate of settings.rates) {
    steps.push(
      await withBench({ ...settings, live }, async (bench) => {
        if (settings.warm_up_seconds > 0) {
          await runStep(bench, WARM_UP_RATE, settings.warm_up_seconds)
        }
        return await runStep(bench, rate, settings.seconds)
      }),
    )
  }
  return { ...first, steps }
}
