import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { encodeEvent } from '@org/events'
import { expect, test, vi } from 'vitest'
import { runData } from './support/data-command.ts'
import { DAY, dataPlace } from './support/data-place.ts'
import { transactionsCsv } from './support/transactions-csv.ts'

// Real processes with a real engine on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const place = dataPlace()

test('the examples of docs/export.md do what they say', async () => {
  const page = await readFile(new URL('../../../docs/export.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/^ {4}npx -y pnpm@12 data (.+)$/gm)].map(([, args = '']) =>
    args.split(' '),
  )
  expect(examples.length).toBeGreaterThan(9)
  const csv = await place.fileOf('prepared.csv', transactionsCsv(DAY + 8 * 3_600_000, 20))
  await runData(['import', '--format', 'csv', csv], place.env)
  await mkdir(`${place.path}/old-data`)
  await cp(`${place.path}/data/wal`, `${place.path}/old-data/wal`, { recursive: true })
  const draft = {
    kind: 'TxSeen',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: DAY * 1000,
    tx_hash: '',
    data: { first: true, reannounced: false, backfill: false },
  } as const
  await place.fileOf('events.jsonl', `${encodeEvent(1, 'elsewhere', draft)}\n`)
  await place.fileOf('more.jsonl.gz', gzipSync(`${encodeEvent(2, 'elsewhere', draft)}\n`))
  for (const args of examples) {
    const { code, err } = await runData(args, place.env, place.path)
    expect(code, `${args.join(' ')}: ${err}`).toBe(0)
  }
  expect((await readdir(`${place.path}/exports`)).sort()).toEqual([
    '2026-11-28.parquet',
    '2026-11-28_sourcelog.csv',
  ])
  expect((await readFile(`${place.path}/day.csv`, 'utf8')).trimEnd().split('\n').length).toBe(21)
})
