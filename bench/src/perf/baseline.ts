import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLive } from './live.ts'
import { reportText } from './report/tables.ts'
import { runBaseline } from './run-baseline.ts'

// `pnpm perf`, and its short form `pnpm bench`. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    rates: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    subscription: { type: 'string', default: 'hashes' },
    'profile-rate': { type: 'string' },
    'profile-dir': { type: 'string' },
    flame: { type: 'string' },
    out: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
})
const artifacts = fileURLToPath(new URL('../../../artifacts/perf', import.meta.url))
const out = values.out ?? (values.short ? undefined : `${artifacts}/tx_pipeline_baseline.json`)
const profileDir = values['profile-dir'] === undefined ? {} : { profileDir: resolve(values['profile-dir']) }
if (profileDir.profileDir !== undefined) await mkdir(profileDir.profileDir, { recursive: true })

const live = createLive(process.stdout, () => performance.now())
const rates = values.rates ?? (values.short ? '1000,5000,10000' : '1000,2000,5000,10000,15000,20000')
const report = await runBaseline({
  settings: {
    seed: Number(values.seed),
    rates: rates.split(',').map(Number),
    seconds: Number(values.seconds ?? (values.short ? 3 : 10)),
    warm_up_seconds: values.short ? 0 : 4,
    clients: Number(values.clients),
    subscription: values.subscription === 'full' ? 'full' : 'hashes',
    profile_rate: Number(values['profile-rate'] ?? (values.short ? 0 : 5000)),
  },
  live,
  ...profileDir,
  ...(values.flame === undefined ? {} : { flame: resolve(values.flame) }),
})
live.print(reportText(report))
if (out !== undefined) {
  await mkdir(dirname(out), { recursive: true })
  await writeFile(out, `${JSON.stringify(report, null, 2)}\n`)
  live.print(`\nwritten to ${out}`)
}
process.exit(0)
