import { readdir, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type CsvRecord, readCsv } from '../src/archive/layout/csv-reader.ts'
import { readText } from '../src/archive/source-file.ts'
import { createStorage, exportArchive, importArchive } from '../src/index.ts'
import { type ArchiveNode, type ArchivePlace, archivePlace } from './support/archive-place.ts'
import { type DumpsterRow, dayCsv, dumpsterDay } from './support/dumpster-day.ts'
import { decodedDraft, seenDraft, testHash } from './support/events.ts'

// Real engines on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const DAY_MS = 86_400_000
const FIRST_DAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS
const dayName = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

describe.each(['embedded', 'server'] as const)('round trips, %s', (kind) => {
  let place: ArchivePlace
  /** Its engine reads files of this machine. */
  let files: ArchivePlace
  /** A node that has imported two days of the dumpster. */
  let node: ArchiveNode
  const days: readonly (readonly DumpsterRow[])[] = [
    dumpsterDay(11, 100, FIRST_DAY),
    dumpsterDay(12, 100, FIRST_DAY + DAY_MS),
  ]

  beforeAll(async () => {
    place = await archivePlace(kind)
    files = await archivePlace('embedded')
    node = place.node()
    await writeFile(`${place.folder}/a.csv`, dayCsv(days[0] ?? []))
    await writeFile(`${place.folder}/b.csv`, dayCsv(days[1] ?? []))
    const inputs = ['a', 'b'].map((name) => `${place.folder}/${name}.csv`)
    const summary = await importArchive({ ...node, format: 'csv', files: inputs })
    expect(summary).toMatchObject({ rows: 200, imported: 200, rejected: {}, isComplete: true })
  })

  afterAll(async () => {
    await place.remove()
    await files.remove()
  })

  test('CSV comes back byte for byte, one file per UTC day', async () => {
    const out = `${place.folder}/csv/`
    const summary = await exportArchive({ ...node, what: 'transactions', format: 'csv', out })
    expect(summary).toMatchObject({ rows: 200, withoutBody: 0, isComplete: true })
    const names = [FIRST_DAY, FIRST_DAY + DAY_MS].map((day) => `${dayName(day)}.csv`)
    expect((await readdir(out)).sort()).toEqual(names)
    expect(summary.files.map(({ rows }) => rows)).toEqual([100, 100])
    for (const [index, name] of names.entries()) {
      expect(await readFile(`${out}${name}`, 'utf8')).toBe(dayCsv(days[index] ?? []))
    }
  })

  test('a range within a day, and no file for what is empty', async () => {
    const rows = days[0] ?? []
    const fromMs = rows[30]?.timestampMs ?? 0
    const toMs = rows[60]?.timestampMs ?? 0
    const out = `${place.folder}/part.csv`
    await exportArchive({ ...node, what: 'transactions', format: 'csv', out, fromMs, toMs })
    const wanted = rows.filter(({ timestampMs }) => timestampMs >= fromMs && timestampMs < toMs)
    expect(await readFile(out, 'utf8')).toBe(dayCsv(wanted))
    const nothing = await exportArchive({
      ...node,
      what: 'transactions',
      format: 'parquet',
      out: `${place.folder}/nothing/`,
      chainId: 5,
    })
    expect(nothing).toMatchObject({ files: [], rows: 0, isComplete: true })
    expect(await readdir(`${place.folder}/nothing`)).toEqual([])
  })

  test('Parquet into an empty node and out again: the same rows in the same order', async () => {
    const first = `${place.folder}/first.parquet`
    await exportArchive({ ...node, what: 'transactions', format: 'parquet', out: first })
    const second = place.node()
    const imported = await importArchive({ ...second, format: 'parquet', files: [first], set: 'copy' })
    expect(imported).toMatchObject({ rows: 200, imported: 200, rejected: {} })
    const copy = `${place.folder}/copy.parquet`
    await exportArchive({ ...second, what: 'transactions', format: 'parquet', out: copy })
    // ClickHouse itself compares what it wrote.
    const reader = files.node()
    const rows = (path: string): string => `SELECT * FROM file('${path}', 'Parquet')`
    expect(await reader.rows(`${rows(first)} EXCEPT ${rows(copy)}`)).toEqual([])
    const ordered = (path: string) => reader.rows(`${rows(path)} SETTINGS max_threads = 1`)
    expect(await ordered(copy)).toEqual(await ordered(first))
    expect(
      await second.rows(
        "SELECT name FROM system.tables WHERE name LIKE 'import_staging%' AND database = 'DB'",
      ),
    ).toEqual([])
    const csv = `${place.folder}/copy.csv`
    await exportArchive({ ...second, what: 'transactions', format: 'csv', out: csv })
    expect(await readFile(csv, 'utf8')).toBe(dayCsv(days.flat()))
  })

  test('sightings come back byte for byte as a sourcelog', async () => {
    const first = `${place.folder}/sourcelog.csv`
    const summary = await exportArchive({ ...node, what: 'sightings', format: 'csv', out: first })
    expect(summary.rows).toBe(days.flat().reduce((sum, { sources }) => sum + sources.length, 0))
    const text = await readFile(first, 'utf8')
    expect(text.split('\n', 2)[0]).toBe('timestamp_ms,hash,source')
    const second = place.node()
    await importArchive({ ...second, format: 'sourcelog', files: [first] })
    const copy = `${place.folder}/copy_sourcelog.csv`
    await exportArchive({ ...second, what: 'sightings', format: 'csv', out: copy })
    expect(await readFile(copy, 'utf8')).toBe(text)
  })

  test('the sourcelog and then the transactions: each sighting at its own time', async () => {
    const [row] = days[0] ?? []
    if (row === undefined) throw new Error('a row')
    const transactions = `${place.folder}/one.csv`
    const sourcelog = `${place.folder}/one_sourcelog.csv`
    const at = row.timestampMs
    await writeFile(transactions, dayCsv([{ ...row, sources: ['apool', 'local'] }]))
    const lines = `timestamp_ms,hash,source\n${at},${row.hash},apool\n${at + 7},${row.hash},local\n`
    await writeFile(sourcelog, lines)
    const second = place.node()
    await importArchive({ ...second, format: 'sourcelog', files: [sourcelog] })
    const noBody = await exportArchive({
      ...second,
      what: 'transactions',
      format: 'csv',
      out: `${place.folder}/no-body.csv`,
    })
    expect(noBody).toMatchObject({ rows: 0, withoutBody: 1 })
    await importArchive({ ...second, format: 'csv', files: [transactions] })
    await exportArchive({ ...second, what: 'sightings', format: 'csv', out: `${place.folder}/again.csv` })
    expect(await readFile(`${place.folder}/again.csv`, 'utf8')).toBe(lines)
    await exportArchive({
      ...second,
      what: 'transactions',
      format: 'csv',
      out: `${place.folder}/one-out.csv`,
    })
    expect(await readFile(`${place.folder}/one-out.csv`, 'utf8')).toBe(await readFile(transactions, 'utf8'))
  })

  test('what a node wrote and exports is there when it is imported into the same node', async () => {
    const out = `${place.folder}/own.parquet`
    await exportArchive({ ...node, what: 'transactions', format: 'parquet', out })
    const again = await importArchive({ ...node, format: 'parquet', files: [out], set: 'other-name' })
    expect(again).toMatchObject({ imported: 0, alreadyStored: 200, events: 0 })
  })

  test('sources of any name are read back from both files', async () => {
    const second = place.node()
    const names = ['plain', 'two words', 'a,b', '"quoted"', 'line\nbreak']
    const storage = createStorage(second)
    await storage.start()
    const now = Date.now() * 1000
    const events = names.map((source_id) => ({ ...seenDraft(1), ingest_ts_unix_us: now, source_id }))
    storage.tryEnqueue([...events, { ...decodedDraft(1), ingest_ts_unix_us: now }])
    await storage.stop()
    const recordsOf = async (what: 'transactions' | 'sightings') => {
      const out = `${place.folder}/odd-${what}.csv`
      await exportArchive({ ...second, what, format: 'csv', out })
      const records: CsvRecord[] = []
      for await (const record of readCsv(readText(out))) records.push(record)
      return records.slice(1).map(({ fields }) => fields)
    }
    expect((await recordsOf('sightings')).map((fields) => fields?.[2])).toEqual([...names].sort())
    const [transaction] = await recordsOf('transactions')
    expect(transaction?.length).toBe(18)
    expect(transaction?.[13]?.split(' ').sort()).toEqual(names.map((name) => name.replace(/\s/, '_')).sort())
  })

  test('error: sightings of several chains have to be told apart', async () => {
    const second = place.node()
    const storage = createStorage(second)
    await storage.start()
    const now = Date.now() * 1000
    storage.tryEnqueue([
      { ...seenDraft(1), ingest_ts_unix_us: now },
      { ...seenDraft(2, 10), ingest_ts_unix_us: now },
    ])
    await storage.stop()
    const options = {
      ...second,
      what: 'sightings',
      format: 'csv',
      out: `${place.folder}/chains.csv`,
    } as const
    await expect(exportArchive(options)).rejects.toMatchObject({
      code: 'ARCHIVE_OPTIONS',
      message: expect.stringContaining('choose one of 1, 10'),
    })
    await exportArchive({ ...options, chainId: 10 })
    expect(await readFile(options.out, 'utf8')).toBe(
      `timestamp_ms,hash,source\n${Math.floor(now / 1000)},${testHash(2)},geth-a\n`,
    )
  })
})

test('the Parquet is what the dumpster writes, as ClickHouse reads it', async () => {
  const place = await archivePlace('embedded')
  const node = place.node()
  const file = `${place.folder}/day.csv`
  await writeFile(file, dayCsv(dumpsterDay(13, 50, FIRST_DAY)))
  await importArchive({ ...node, format: 'csv', files: [file] })
  const out = `${place.folder}/day.parquet`
  await exportArchive({ ...node, what: 'transactions', format: 'parquet', out })
  const described = await node.rows(`DESCRIBE file('${out}', 'Parquet')`)
  expect(described.map(([name, type]) => `${name} ${type}`)).toEqual([
    "timestamp DateTime64(3, 'UTC')",
    'hash String',
    'chainId String',
    'txType Int64',
    'from String',
    'to String',
    'value String',
    'nonce String',
    'gas String',
    'gasPrice String',
    'gasTipCap String',
    'gasFeeCap String',
    'dataSize Int64',
    'data4Bytes String',
    'sources Array(String)',
    'includedAtBlockHeight Int64',
    "includedBlockTimestamp DateTime64(3, 'UTC')",
    'inclusionDelayMs Int64',
    'rawTx String',
    'input String',
  ])
  const [metadata] = await node.rows(
    `SELECT num_rows, arrayDistinct(columns.compression), arrayZip(columns.path, columns.physical_type)
     FROM file('${out}', 'ParquetMetadata')`,
  )
  expect([Number(metadata?.[0]), metadata?.[1]]).toEqual([50, ['GZIP']])
  expect(metadata?.[2]).toContainEqual(['timestamp', 'INT64'])
  expect(metadata?.[2]).toContainEqual(['sources.list.element', 'BYTE_ARRAY'])
  expect(metadata?.[2]).toContainEqual(['rawTx', 'BYTE_ARRAY'])
  await place.remove()
})
