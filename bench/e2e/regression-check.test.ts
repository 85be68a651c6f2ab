import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCheckout } from '../src/perf/check/checkout.ts'
import { carryUncommitted, resolveCommit } from '../src/perf/check/commits.ts'
import { runCheck } from '../src/perf/check/run-check.ts'

// The gate itself, in a short form: a slowdown is planted into the hot path of one side and must be found.

const PIPELINE = 'packages/node-runtime/src/pipeline.ts'
const MARK = '  return (event) => {\n'
/** A busy loop for every event: some times what one costs, so that each of six short rounds shows it on a busy machine. */
const BUSY = '    for (const until = performance.now() + 0.4; performance.now() < until; );\n'

async function plant(folder: string): Promise<void> {
  const path = join(folder, PIPELINE)
  const text = await readFile(path, 'utf8')
  expect(text).toContain(MARK)
  await writeFile(path, text.replace(MARK, MARK + BUSY))
}

test('a slowdown planted into the hot path makes the check fail by its processor time', async () => {
  const commit = await resolveCommit('HEAD')
  await using base = await createCheckout(commit, carryUncommitted)
  await using head = await createCheckout(commit, async (folder) => {
    await carryUncommitted(folder)
    await plant(folder)
  })
  const result = await runCheck({
    base: base.main,
    head: head.main,
    loads: {
      steadyRate: 500,
      budgetRate: 500,
      saturatingRate: 1_000,
      seconds: 1,
      warmUpSeconds: 1,
      snapshots: 5,
      clients: 2,
    },
    least: 6,
    most: 6,
    live: { show: () => {}, print: () => {} },
  })
  expect(result.figures.find(({ figure }) => figure === 'cpuUsPerTx')).toMatchObject({ verdict: 'worse' })
  expect(result.outcome).toBe('failed')
}, 1_200_000)
