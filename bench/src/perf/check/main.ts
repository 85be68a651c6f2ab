import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLive } from '../live.ts'
import { describeMachine } from '../report/machine.ts'
import { createCheckout } from './checkout.ts'
import { applyPatch, carryUncommitted, hasUncommitted, resolveCommit } from './commits.ts'
import { requireRounds } from './judge-rounds.ts'
import { FULL_ROUND } from './measure-round.ts'
import { resultText } from './result-text.ts'
import { runCheck } from './run-check.ts'

// `pnpm perf:check`: exit code 1 when the head is worse than the base, may be far worse, or breaks a budget. README.md
// says how.

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: 'HEAD~1' },
    /** @default what is in this checkout */
    head: { type: 'string' },
    /** A file that changes the head further. */
    patch: { type: 'string' },
    rounds: { type: 'string', default: '6' },
    'most-rounds': { type: 'string', default: '12' },
    seconds: { type: 'string', default: String(FULL_ROUND.seconds) },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../../../artifacts/perf/regression_check.json', import.meta.url)),
    },
  },
})
const least = Number(values.rounds)
const most = Math.max(least, Number(values['most-rounds']))
const seconds = Number(values.seconds)
requireRounds(least, most)
if (!(seconds > 0 && seconds <= 600)) throw new Error('--seconds: must be a number from 0 to 600')
await rm(values.out, { force: true }) // what an earlier run left is no result of this one
const live = createLive(process.stdout, () => performance.now())
const machine = describeMachine()
const head = await resolveCommit(values.head ?? 'HEAD')
const base = await resolveCommit(values.base)
const carries = values.head === undefined && (await hasUncommitted())
const isChanged = carries || values.patch !== undefined
if (head === base && !isChanged) throw new Error(`${head}: base and head are the same, which tells nothing`)
live.print(`base ${base.slice(0, 12)} · head ${head.slice(0, 12)}${isChanged ? ' with changes' : ''}`)

if (machine.load_before > machine.cores) {
  live.print(`others are at work on this machine (load ${machine.load_before}): budgets may not be met`)
}
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort())
const { signal } = interrupted
live.show('building the base')
await using baseTree = await createCheckout(base, undefined, signal)
live.show('building the head')
const changeHead = async (folder: string): Promise<void> => {
  if (carries) await carryUncommitted(folder)
  if (values.patch !== undefined) await applyPatch(folder, await readFile(values.patch, 'utf8'))
}
await using headTree = await createCheckout(head, changeHead, signal)
const result = await runCheck({
  base: baseTree.main,
  head: headTree.main,
  loads: { ...FULL_ROUND, seconds },
  least,
  most,
  live,
  signal,
})
live.print(`\n${resultText(result)}`)
await mkdir(dirname(values.out), { recursive: true })
const date = new Date().toISOString()
const report = {
  schema: 'mevscope.perf.regression_check',
  schema_version: 2,
  date,
  base,
  head,
  isChanged,
  machine,
}
await writeFile(values.out, `${JSON.stringify({ ...report, ...result }, null, 2)}\n`)
process.exitCode = result.outcome === 'failed' ? 1 : 0
