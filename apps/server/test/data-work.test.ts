import { readdir, readFile } from 'node:fs/promises'
import { waitFor } from '@org/testkit'
import { expect, test, vi } from 'vitest'
import { runData, startData } from './support/data-command.ts'
import { DAY, dataPlace } from './support/data-place.ts'
import { startServer } from './support/server-process.ts'
import { transactionsCsv } from './support/transactions-csv.ts'

// Real processes with a real engine on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const place = dataPlace()

test('a day in and out again is the same file; a second import adds nothing; a server shows what came in', async () => {
  const text = transactionsCsv(DAY, 50)
  const csv = await place.fileOf('day.csv', text)
  const first = await runData(['import', '--format', 'csv', csv], place.env)
  expect([first.code, first.out]).toEqual([
    0,
    '50 rows: 50 imported, 0 already there, 0 rejected\nmade 100 events, which ClickHouse has\n',
  ])
  const again = await runData(['import', '--format', 'csv', csv], place.env)
  expect(again.out).toContain('50 rows: 0 imported, 50 already there')
  const exported = await runData(
    ['export', '--what', 'transactions', '--format', 'csv', '--out', `${place.path}/out/`],
    place.env,
  )
  expect([exported.code, exported.out]).toEqual([
    0,
    expect.stringMatching(
      /2026-11-28\.csv: 50 transactions, \d+ bytes\nexported 50 transactions to 1 file\n$/,
    ),
  ])
  expect(await readFile(`${place.path}/out/2026-11-28.csv`, 'utf8')).toBe(text)
  expect(await readdir(`${place.path}/out`)).toEqual(['2026-11-28.csv'])

  const server = startServer({ ...place.env, VIZ_API_INGEST_MODE: 'off' })
  const url = await server.ready()
  const rows = (await (await fetch(`${url}/transactions/all?limit=5000`)).json()) as unknown[]
  expect(rows.length).toBe(50)
  expect(await server.stop()).toBe(0)
})

test('bad rows are shown, and the rest is imported', async () => {
  const csv = await place.fileOf('day.csv', `${transactionsCsv(DAY, 2)}1,2,3\n`)
  const { code, out } = await runData(['import', '--format', 'csv', csv], place.env)
  expect(code).toBe(0)
  expect(out).toContain('3 rows: 2 imported, 0 already there, 1 rejected')
  expect(out).toContain('  malformed_row: 1\n')
  expect(out).toContain(`  ${csv}:4 malformed_row: `)
})

test('an import that is killed with -9 is completed by running it again', async () => {
  const text = transactionsCsv(DAY, 45_000)
  const csv = await place.fileOf('day.csv', text)
  let kills = 0
  for (const afterMs of [300, 900, 1_500]) {
    const run = startData(['import', '--format', 'csv', csv], place.env)
    const events = async () => (await readdir(`${place.path}/data/wal`).catch(() => [])).length > 0
    await waitFor(events, { what: 'the log', timeoutMs: 60_000 })
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    run.process.kill('SIGKILL')
    if ((await run.result).code === 137) kills += 1
  }
  expect(kills).toBeGreaterThan(0)
  const last = await runData(['import', '--format', 'csv', csv], place.env)
  expect([last.code, last.out]).toEqual([0, expect.stringContaining('45,000 rows: ')])
  const out = `${place.path}/out.csv`
  await runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], place.env)
  expect(await readFile(out, 'utf8')).toBe(text)
  const sightings = await runData(
    ['export', '--what', 'sightings', '--format', 'csv', '--out', out],
    place.env,
  )
  expect(sightings.out).toContain('exported 45,000 sightings to 1 file')
})

test('Ctrl-C ends it after the step at hand, and it can be run again', async () => {
  const csv = await place.fileOf('day.csv', transactionsCsv(DAY, 200_000))
  const run = startData(['import', '--format', 'csv', csv], place.env)
  await waitFor(async () => (await readdir(`${place.path}/data/wal`).catch(() => [])).length > 0, {
    what: 'the log',
    timeoutMs: 60_000,
  })
  run.process.kill('SIGINT')
  const stopped = await run.result
  expect([stopped.code, stopped.err]).toEqual([75, expect.stringContaining('run it again to go on')])
  expect((await runData(['backfill'], place.env)).code).toBe(0)
})
