import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { CpuProfile } from '../profile.ts'
import { writeFlameGraph } from './write-flame-graph.ts'

// `pnpm perf:flame`: a flame graph of any profile that Node's --cpu-prof left. README.md says how to read it.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string', default: '0' }, to: { type: 'string' } },
})
const [source, file] = positionals
if (source === undefined || file === undefined) {
  throw new Error('perf:flame [--from <second>] [--to <second>] <profile.cpuprofile> <graph.svg>')
}
const profile = JSON.parse(await readFile(source, 'utf8')) as CpuProfile // V8's format
await writeFlameGraph(profile, {
  file,
  title: `Processor time of the main thread, ${basename(source)}`,
  fromUs: profile.startTime + Number(values.from) * 1e6,
  ...(values.to === undefined ? {} : { toUs: profile.startTime + Number(values.to) * 1e6 }),
})
