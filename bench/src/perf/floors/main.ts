import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLive } from '../live.ts'
import { floorsText } from './floors-report.ts'
import { runFloors } from './run-floors.ts'

// `pnpm perf:floors`. README.md says what the figures mean.

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '4300' },
    clients: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '9' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string', default: tmpdir() },
    out: { type: 'string' },
  },
})
const out = values.out ?? fileURLToPath(new URL('../../../../artifacts/perf/floors.json', import.meta.url))
const live = createLive(process.stdout, () => performance.now())
await mkdir(values.dir, { recursive: true })
const folder = await mkdtemp(join(values.dir, 'mevscope-floors-'))
try {
  const report = await runFloors({
    settings: {
      seed: Number(values.seed),
      transactions: Number(values.transactions),
      clients: Number(values.clients),
      rounds: Number(values.rounds),
    },
    folder,
    live,
  })
  live.print(floorsText(report))
  await mkdir(dirname(out), { recursive: true })
  await writeFile(out, `${JSON.stringify(report, null, 2)}\n`)
  live.print(`\nwritten to ${out}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)
