import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startScriptedNode } from '@org/scripted-node'
import { tempDir } from '@org/testkit'
import { table } from './report/tables.ts'
import { startServerUnderTest } from './server-under-test.ts'
import { installSize } from './size/install-size.ts'
import { loadModule } from './size/loaded-modules.ts'

// How long a start takes and what an installation weighs. README.md says what the figures mean.

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const rounds = Array.from({ length: Number(values.rounds) })
const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)

const readyMs: number[] = []
const readyCpuMs: number[] = []
const residentMegabytes: number[] = []
for (const _ of rounds) {
  await using data = await tempDir('mevscope-start')
  const node = await startScriptedNode()
  const server = await startServerUnderTest({ dataDir: data.path, nodePort: node.port })
  readyMs.push(server.readyMs)
  const scrape = await server.scrape()
  readyCpuMs.push(scrape.sum('process_cpu_seconds_total') * 1000)
  residentMegabytes.push(scrape.sum('process_resident_memory_bytes') / 2 ** 20)
  await server.stop()
  await node.stop()
}
const loads = []
for (const _ of rounds) loads.push(await loadModule(root('packages/ingest/dist/index.js')))

const rows: (string | number)[][] = [['figure', 'value', 'wanted']]
rows.push(['start to /ready on an empty data directory, ms', middle(readyMs).toFixed(0), '≤ 2000'])
rows.push(['  of it processor time of all threads, ms', middle(readyCpuMs).toFixed(0), ''])
rows.push(['resident memory when ready, MB', middle(residentMegabytes).toFixed(0), ''])
rows.push(['import of @org/ingest, ms', middle(loads.map(({ ms }) => ms)).toFixed(0), '< 200'])
rows.push([
  '  of it processor time of all threads, ms',
  middle(loads.map(({ cpuMs }) => cpuMs)).toFixed(0),
  '',
])
rows.push(['modules it loads', loads[0]?.urls.length ?? 0, ''])
rows.push(['memory it takes, MB', middle(loads.map((load) => load.megabytes)).toFixed(1), ''])
for (const [name, folder] of [
  ['@org/ingest', 'packages/ingest'],
  ['the server', 'apps/server'],
] as const) {
  const { packages, bytes, largest } = await installSize(root(folder))
  rows.push([`${name} installed, MB in ${packages} packages`, megabytes(bytes), ''])
  for (const part of largest.slice(0, 3)) rows.push([`  of which ${part.name}`, megabytes(part.bytes), ''])
}
process.stdout.write(`${table(rows)}\n`)
process.exit(0)
