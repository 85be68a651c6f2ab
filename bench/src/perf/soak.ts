import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLive } from './live.ts'
import { LONG_PACE } from './soak/pace.ts'
import { runSoak } from './soak/run-soak.ts'

// `pnpm perf:soak`: exit code 1 when something is wrong at the end. README.md says what is looked at.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '2000' },
    clients: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
})
/** @throws Error for what is no number above nothing: a run without load or time would look at nothing */
function positive(name: 'minutes' | 'rate' | 'clients'): number {
  const value = Number(values[name])
  if (!(Number.isFinite(value) && value > 0)) throw new Error(`--${name}: must be a positive number`)
  return value
}
const artifacts = fileURLToPath(new URL('../../../artifacts/perf', import.meta.url))
const minutes = positive('minutes')
const out = values.out ?? `${artifacts}/soak_${values.minutes}_minutes.json`
const live = createLive(process.stdout, () => performance.now())
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort())
const report = await runSoak({
  seconds: minutes * 60,
  rate: positive('rate'),
  seed: Number(values.seed),
  clients: positive('clients'),
  pace: LONG_PACE,
  live,
  signal: interrupted.signal,
})
live.print(JSON.stringify(report, null, 2))
await mkdir(dirname(out), { recursive: true })
await writeFile(out, `${JSON.stringify(report, null, 2)}\n`)
live.print(`written to ${out}`)
live.print(report.failures.length === 0 ? 'passed' : `FAILED\n${report.failures.join('\n')}`)
process.exit(report.failures.length === 0 ? 0 : 1)
