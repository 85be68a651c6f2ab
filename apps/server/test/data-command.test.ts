import { readdir } from 'node:fs/promises'
import { describe, expect, test, vi } from 'vitest'
import { runData } from './support/data-command.ts'
import { DAY, dataPlace } from './support/data-place.ts'
import { startServer } from './support/server-process.ts'
import { transactionsCsv } from './support/transactions-csv.ts'

// Real processes with a real engine on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const place = dataPlace()

describe('help', () => {
  test('without a command and for each: what there is, and how it is called', async () => {
    const { code, out } = await runData(['--help'], place.env)
    expect(code).toBe(0)
    const commands = [...out.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name)
    expect(commands).toEqual(expect.arrayContaining(['export', 'import', 'backfill']))
    for (const command of commands) {
      const help = await runData([command, '--help'], place.env)
      expect([help.code, help.out]).toEqual([0, expect.stringContaining(`npx -y pnpm@12 data ${command} `)])
    }
    expect((await runData([], place.env)).code).toBe(1)
  })
})

describe('error', () => {
  test('every bad argument and setting is listed, and nothing is begun', async () => {
    const bad = await runData(
      ['export', '--what', 'blocks', '--fromm', '--from', '2026-02-30', '--chain-id', '0', 'more'],
      { ...place.env, CLICKHOUSE_URL: 'ftp://x' },
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
    expect(await readdir(place.path)).toEqual([])
  })

  test('unknown commands, files that are missing, choices that exclude each other', async () => {
    const results = await Promise.all([
      runData(['exprot'], place.env),
      runData(['import', '--format', 'csv'], place.env),
      runData(['backfill', '--wal', 'a', '--archive', 'b', '--from', '5', '--to', '4'], place.env),
      runData(['export', '--what', 'sightings', '--format', 'parquet', '--out', 'x'], place.env),
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
    const csv = await place.fileOf('day.csv', transactionsCsv(DAY, 1))
    const away = { ...place.env, CLICKHOUSE_URL: 'http://127.0.0.1:1' }
    const out = `${place.path}/out.csv`
    const [none, missing, unreachable] = await Promise.all([
      runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], place.env),
      runData(['import', '--format', 'csv', `${place.path}/none.csv`], place.env),
      runData(['import', '--format', 'csv', csv], { ...away, DATA_DIR: `${place.path}/other` }),
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
    const server = startServer({ ...place.env, VIZ_API_INGEST_MODE: 'off' })
    await server.ready()
    const csv = await place.fileOf('day.csv', transactionsCsv(DAY, 1))
    const out = `${place.path}/out.csv`
    const results = [
      await runData(['export', '--what', 'transactions', '--format', 'csv', '--out', out], place.env),
      await runData(['import', '--format', 'csv', csv], place.env),
      await runData(['backfill'], place.env),
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
