import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { encodeEvent } from '@org/events'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runData, startData } from './support/data-command.ts'
import { startServer } from './support/server-process.ts'
import { transactionsCsv } from './support/transactions-csv.ts'

// Real processes with a real engine on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const DAY = Date.UTC(2026, 10, 28)
/** Days of the test stay in ClickHouse whenever it runs. */
const RETENTION = { STORAGE_RETENTION_DAYS: '3650' }

let folder: TempDir
let env: Record<string, string>
beforeEach(async () => {
  folder = await tempDir()
  env = { DATA_DIR: `${folder.path}/data`, ...RETENTION }
})
afterEach(async () => {
  await folder.remove()
})

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(`${folder.path}/${name}`, content)
  return `${folder.path}/${name}`
}

describe('help', () => {
  test('without a command and for each: what there is, and how it is called', async () => {
    const { code, out } = await runData(['--help'], env)
    expect(code).toBe(0)
    const commands = [...out.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name)
    expect(commands).toEqual(expect.arrayContaining(['export', 'import', 'backfill']))
    for (const command of commands) {
      const help = await runData([command, '--help'], env)
      expect([help.code, help.out]).toEqual([0, expect.stringContaining(`npx -y pnpm@12 data ${command} `)])
    }
    expect((await runData([], env)).code).toBe(1)
  })
})

describe('error', () => {
  test('every bad argument and setting is listed, and nothing is begun', async () => {
    const bad = await runData(
      ['export', '--what', 'blocks', '--fromm', '--from', '2026-02-30', '--chain-id', '0', 'more'],
      { ...env, CLICKHOUSE_URL: 'ftp://x' },
    )
    expect(bad.code).toBe(1)
    expect(bad.err.split('\n')).toEqual([
      'data export cannot run:',
      '  --fromm: unknown option; did you mean --from?',
      '  more: nothing is expected after the options',
      '  --format: is missing: <parquet|csv>',
      '  --out: is missing: <path>',
      '  --what: expected transactions or sightings, found "blocks"',
      '  --from: expected a day such as 2026-11-29 or a time such as 2026-11-29T12:00:00Z, found "2026-02-30"',
      '  --chain-id: expected a whole number from 1, found "0"',
      '  CLICKHOUSE_URL: expected a URL beginning with http:// or https://',
      'npx -y pnpm@12 data export --help says more',
      '',
    ])
    expect(await readdir(folder.path)).toEqual([])
  })

  test('unknown commands, files that are missing, choices that exclude each other', async () => {
    const results = await Promise.all([
      runData(['exprot'], env),
      runData(['import', '--format', 'csv'], env),
      runData(['backfill', '--wal', 'a', '--archive', 'b', '--from', '5', '--to', '4'], env),
      runData(['export', '--what', 'sightings', '--format', 'parquet', '--out', 'x'], env),
    ])
    expect(results.map(({ code }) => code)).toEqual([1, 1, 1, 1])
    const [unknown, files, both, parquet] = results
    expect(unknown?.err).toContain('there is no command "exprot"')
    expect(files?.err).toContain('<files…>: is missing')
    expect(both?.err).toContain('--archive: is given beside --wal')
    expect(both?.err).toContain('--to: is before --from')
    expect(parquet?.err).toContain('--format: sightings are exported as csv')
  })

  test('no data, no file, no ClickHouse: the code and what to do', async () => {
    const csv = await fileOf('day.csv', transactionsCsv(DAY, 1))
    const away = { ...env, CLICKHOUSE_URL: 'http://127.0.0.1:1' }
    const out = `${folder.path}/out.csv`
    const [none, missing, unreachable] = await Promise.all([
      runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], env),
      runData(['import', '--format', 'csv', `${folder.path}/none.csv`], env),
      runData(['import', '--format', 'csv', csv], { ...away, DATA_DIR: `${folder.path}/other` }),
    ])
    expect([none.code, none.err]).toEqual([
      1,
      expect.stringContaining('ARCHIVE_OPTIONS: there is no data directory'),
    ])
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('ARCHIVE_FILE: could not read')])
    expect([unreachable.code, unreachable.err]).toEqual([
      75,
      expect.stringContaining('CLICKHOUSE_UNREACHABLE'),
    ])
  })

  test('a server that runs on the directory is in the way, and said to be', async () => {
    const server = startServer({ ...env, VIZ_API_INGEST_MODE: 'off' })
    await server.ready()
    const csv = await fileOf('day.csv', transactionsCsv(DAY, 1))
    const out = `${folder.path}/out.csv`
    const results = [
      await runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], env),
      await runData(['import', '--format', 'csv', csv], env),
      await runData(['backfill'], env),
    ]
    for (const { code, err } of results) {
      expect(code).toBe(1)
      expect(err).toMatch(
        /DATA_DIR_IN_USE: .*in use by process \d+: stop the server that runs on it, or set CLICKHOUSE_URL/,
      )
    }
    expect(await server.stop()).toBe(0)
  })
})

describe('the work', () => {
  test('a day in and out again is the same file; a second import adds nothing; a server shows what came in', async () => {
    const text = transactionsCsv(DAY, 50)
    const csv = await fileOf('day.csv', text)
    const first = await runData(['import', '--format', 'csv', csv], env)
    expect([first.code, first.out]).toEqual([
      0,
      '50 rows: 50 imported, 0 already there, 0 rejected\nmade 100 events, which ClickHouse has\n',
    ])
    const again = await runData(['import', '--format', 'csv', csv], env)
    expect(again.out).toContain('50 rows: 0 imported, 50 already there')
    const exported = await runData(
      ['export', '--what', 'transactions', '--format', 'csv', '--out', `${folder.path}/out/`],
      env,
    )
    expect([exported.code, exported.out]).toEqual([
      0,
      expect.stringMatching(
        /2026-11-28\.csv: 50 transactions, \d+ bytes\nexported 50 transactions to 1 file\n$/,
      ),
    ])
    expect(await readFile(`${folder.path}/out/2026-11-28.csv`, 'utf8')).toBe(text)
    expect(await readdir(`${folder.path}/out`)).toEqual(['2026-11-28.csv'])

    const server = startServer({ ...env, VIZ_API_INGEST_MODE: 'off' })
    const url = await server.ready()
    const rows = (await (await fetch(`${url}/transactions/all?limit=5000`)).json()) as unknown[]
    expect(rows.length).toBe(50)
    expect(await server.stop()).toBe(0)
  })

  test('bad rows are shown, and the rest is imported', async () => {
    const csv = await fileOf('day.csv', `${transactionsCsv(DAY, 2)}1,2,3\n`)
    const { code, out } = await runData(['import', '--format', 'csv', csv], env)
    expect(code).toBe(0)
    expect(out).toContain('3 rows: 2 imported, 0 already there, 1 rejected')
    expect(out).toContain('  malformed_row: 1\n')
    expect(out).toContain(`  ${csv}:4 malformed_row: `)
  })

  test('an import that is killed with -9 is completed by running it again', async () => {
    const text = transactionsCsv(DAY, 45_000)
    const csv = await fileOf('day.csv', text)
    let kills = 0
    for (const afterMs of [300, 900, 1_500]) {
      const run = startData(['import', '--format', 'csv', csv], env)
      const events = async () => (await readdir(`${folder.path}/data/wal`).catch(() => [])).length > 0
      await waitFor(events, { what: 'the log', timeoutMs: 60_000 })
      await new Promise((resolve) => setTimeout(resolve, afterMs))
      run.process.kill('SIGKILL')
      if ((await run.result).code === 137) kills += 1
    }
    expect(kills).toBeGreaterThan(0)
    const last = await runData(['import', '--format', 'csv', csv], env)
    expect([last.code, last.out]).toEqual([0, expect.stringContaining('45,000 rows: ')])
    const out = `${folder.path}/out.csv`
    await runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], env)
    expect(await readFile(out, 'utf8')).toBe(text)
    const sightings = await runData(['export', '--what', 'sightings', '--format', 'csv', '--out', out], env)
    expect(sightings.out).toContain('exported 45,000 sightings to 1 file')
  })

  test('Ctrl-C ends it after the step at hand, and it can be run again', async () => {
    const csv = await fileOf('day.csv', transactionsCsv(DAY, 200_000))
    const run = startData(['import', '--format', 'csv', csv], env)
    await waitFor(async () => (await readdir(`${folder.path}/data/wal`).catch(() => [])).length > 0, {
      what: 'the log',
      timeoutMs: 60_000,
    })
    run.process.kill('SIGINT')
    const stopped = await run.result
    expect([stopped.code, stopped.err]).toEqual([75, expect.stringContaining('run it again to go on')])
    expect((await runData(['backfill'], env)).code).toBe(0)
  })
})

test('the examples of docs/export.md do what they say', async () => {
  const page = await readFile(new URL('../../../docs/export.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/^ {4}npx -y pnpm@12 data (.+)$/gm)].map(([, args = '']) =>
    args.split(' '),
  )
  expect(examples.length).toBeGreaterThan(9)
  const csv = await fileOf('prepared.csv', transactionsCsv(DAY + 8 * 3_600_000, 20))
  await runData(['import', '--format', 'csv', csv], env)
  await mkdir(`${folder.path}/old-data`)
  await cp(`${folder.path}/data/wal`, `${folder.path}/old-data/wal`, { recursive: true })
  const draft = {
    kind: 'TxSeen',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: DAY * 1000,
    tx_hash: '',
    data: { first: true, reannounced: false, backfill: false },
  } as const
  await fileOf('events.jsonl', `${encodeEvent(1, 'elsewhere', draft)}\n`)
  await fileOf('more.jsonl.gz', gzipSync(`${encodeEvent(2, 'elsewhere', draft)}\n`))
  for (const args of examples) {
    const { code, err } = await runData(args, env, folder.path)
    expect(code, `${args.join(' ')}: ${err}`).toBe(0)
  }
  expect((await readdir(`${folder.path}/exports`)).sort()).toEqual([
    '2026-11-28.parquet',
    '2026-11-28_sourcelog.csv',
  ])
  expect((await readFile(`${folder.path}/day.csv`, 'utf8')).trimEnd().split('\n').length).toBe(21)
})
