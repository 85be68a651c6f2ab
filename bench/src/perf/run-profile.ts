import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FlameSvgOptions } from './flame/flame-svg.ts'
import { writeFlameGraph } from './flame/write-flame-graph.ts'
import type { Live } from './live.ts'
import { type CpuProfile, stagesOf } from './profile.ts'
import { describeCommit, describeMachine } from './report/machine.ts'
import type { PerfSettings, ProfileFigures } from './report/report.ts'
import { runStep } from './run-step.ts'
import { withBench } from './with-bench.ts'

const WARM_UP_SECONDS = 4

export interface ProfileOptions {
  readonly settings: PerfSettings
  readonly live: Live
  /** Where the profile itself stays. */
  readonly profileDir: string
  /** Where a flame graph of it goes. @default nowhere */
  readonly flame?: string
}

/** A server of its own under steady load, with V8's profiler on: it costs some, so no other figure comes from here. */
export async function runProfile(options: ProfileOptions): Promise<ProfileFigures> {
  const { settings, live, profileDir } = options
  const rate = settings.profile_rate
  const before = new Set(await readdir(profileDir))
  const measured = await withBench({ ...settings, live, profileDir }, async (bench) => {
    await runStep(bench, rate, WARM_UP_SECONDS)
    const fromUs = monotonicUs()
    const figures = await runStep(bench, rate, settings.seconds)
    return { figures, fromUs, toUs: monotonicUs(), pid: bench.server.pid }
  })
  const { figures, fromUs, toUs, pid } = measured
  const profile = await mainProfile(profileDir, before, pid)
  const { idle: _, ...stages } = stagesOf(profile, fromUs, toUs)
  if (options.flame !== undefined) {
    await writeFlameGraph(profile, {
      file: options.flame,
      ...flameText(settings, figures.tx_per_second),
      transactions: figures.received,
      fromUs,
      toUs,
    })
  }
  const perTx = (us: number): number => Math.round((us / Math.max(1, figures.received)) * 100) / 100
  const { threads } = figures.cpu_us_per_tx
  return {
    tx_per_second: figures.tx_per_second,
    transactions: figures.received,
    main_us_per_tx: Object.fromEntries(
      Object.entries(stages)
        .sort(([, a], [, b]) => b - a)
        .map(([stage, us]) => [stage, perTx(us)]),
    ),
    other_threads_us_per_tx:
      threads === null ? null : { v8: threads.v8, 'files and ClickHouse': threads.others },
  }
}

/** Above the flame graph: what it shows, and of what day and machine. */
function flameText(settings: PerfSettings, txPerSecond: number): Pick<FlameSvgOptions, 'title' | 'notes'> {
  const { cpu, cores, node } = describeMachine()
  const { commit, modified } = describeCommit()
  const day = new Date().toISOString().slice(0, 10)
  return {
    title: `Processor time of the server's main thread at ${txPerSecond} tx/s, ${settings.clients} stream clients`,
    notes: [
      `${day}, commit ${commit.slice(0, 10)}${modified ? ' and changes' : ''}, Node ${node}, ${cores} cores, ${cpu}; the profiler's own part included, idling left out`,
      'In full colour what is of the package itself, lighter what it called of Node and of libraries',
    ],
  }
}

/** Worker threads have profiles of their own: the name says the process and the thread, 0 is the main one. */
async function mainProfile(folder: string, before: ReadonlySet<string>, pid: number): Promise<CpuProfile> {
  const name = (await readdir(folder)).find(
    (file) => !before.has(file) && new RegExp(`^CPU\\..*\\.${pid}\\.0\\..*\\.cpuprofile$`).test(file),
  )
  if (name === undefined) throw new Error(`the server left no profile in ${folder}`)
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile // V8's format
}

/** The clock of V8's profiles. */
function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
