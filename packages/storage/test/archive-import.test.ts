import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { RLP } from '@ethereumjs/rlp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createStorage, type ImportFormat, type ImportOptions, importArchive } from '../src/index.ts'
import { type ArchiveNode, type ArchivePlace, archivePlace } from './support/archive-place.ts'
import { collectorCsv, type DumpsterRow, dayCsv, dumpsterDay } from './support/dumpster-day.ts'
import { seenDraft } from './support/events.ts'

// Real engines on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const DAY_MS = 86_400_000
const DAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS

/** Rows as the dumpster's own Parquet has them: raw transactions as bytes, and none of our columns. */
function parquetValues(rows: readonly DumpsterRow[], raw: (row: DumpsterRow) => string): string {
  return rows
    .map(
      (row) =>
        `(fromUnixTimestamp64Milli(toInt64(${row.timestampMs})), '${row.hash}', '${row.from}', ${JSON.stringify(row.sources).replaceAll('"', "'")}, unhex('${raw(row)}'))`,
    )
    .join(', ')
}

describe.each(['embedded', 'server'] as const)('importArchive, %s', (kind) => {
  let place: ArchivePlace
  /** Its engine writes Parquet files as others would. */
  let writer: ArchiveNode
  let writers: ArchivePlace
  let count = 0

  beforeAll(async () => {
    place = await archivePlace(kind)
    writers = await archivePlace('embedded')
    writer = writers.node()
  })

  afterAll(async () => {
    await place.remove()
    await writers.remove()
  })

  async function fileOf(content: string | Uint8Array, name = `${++count}.csv`): Promise<string> {
    const path = `${place.folder}/${name}`
    await writeFile(path, content)
    return path
  }

  const importInto = (
    node: ArchiveNode,
    format: ImportFormat,
    files: readonly string[],
    more: Partial<ImportOptions> = {},
  ) => importArchive({ ...node, format, files, ...more })

  const bodies = (node: ArchiveNode) =>
    node.rows(
      `SELECT tx_hash, JSONExtractString(data, 'input'), JSONExtractInt(data, 'calldata_len'), JSONExtractInt(data, 'tx_type')
       FROM DB.events WHERE kind = 'TxDecoded' ORDER BY tx_hash`,
    )

  const expectedBodies = (rows: readonly DumpsterRow[]) =>
    rows
      .map(({ hash, made }) => [hash, made.tx.data, (made.tx.data.length - 2) / 2, made.type])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))

  const counted = (rows: readonly (readonly unknown[])[]) =>
    rows.map(([hash, input, size, type]) => [hash, input, Number(size), Number(type)])

  test('the same file again adds nothing, and more of it adds only that', async () => {
    const node = place.node()
    const rows = dumpsterDay(1, 60, DAY)
    const half = await fileOf(dayCsv(rows.slice(0, 30)))
    const whole = await fileOf(dayCsv(rows))
    expect(await importInto(node, 'csv', [half])).toMatchObject({ rows: 30, imported: 30, alreadyStored: 0 })
    expect(await importInto(node, 'csv', [half, whole])).toMatchObject({
      rows: 90,
      imported: 30,
      alreadyStored: 60,
    })
    const [stored] = await node.rows('SELECT count(), uniqExact(tx_hash, kind, source_id) FROM DB.events')
    expect(stored?.[0]).toEqual(stored?.[1])
    expect(
      counted(await node.rows('SELECT 0, 0, count(), countIf(is_decoded) FROM DB.transactions_hex')),
    ).toEqual([[0, 0, 60, 60]])
  })

  test('a row twice in a file is one transaction', async () => {
    const node = place.node()
    const rows = dumpsterDay(2, 5, DAY)
    const summary = await importInto(node, 'csv', [await fileOf(dayCsv([...rows, ...rows]))])
    expect(summary).toMatchObject({ rows: 10, imported: 5, alreadyStored: 5 })
  })

  test('gzip, quotes, CRLF and a file without header are read as any other', async () => {
    const node = place.node()
    const rows = dumpsterDay(3, 20, DAY)
    const quoted = dayCsv(rows.slice(0, 10))
      .replaceAll(/[^,\n]+/g, '"$&"')
      .replaceAll('\n', '\r\n')
    const bare = dayCsv(rows.slice(10)).split('\n').slice(1).join('\n')
    const files = [await fileOf(gzipSync(quoted), 'day.csv.gz'), await fileOf(bare)]
    expect(await importInto(node, 'csv', files)).toMatchObject({ rows: 20, imported: 20, rejected: {} })
  })

  test("the dumpster's Parquet: exact bodies from raw transactions, also wrapped ones and ones written as hex", async () => {
    const rows = dumpsterDay(4, 40, DAY)
    const structure =
      'timestamp DateTime64(3), hash String, `from` String, sources Array(String), rawTx String'
    const raws: readonly ((row: DumpsterRow) => string)[] = [
      ({ made }) => made.raw.slice(2),
      ({ made }) =>
        made.type === 0
          ? made.raw.slice(2)
          : Buffer.from(RLP.encode(Buffer.from(made.raw.slice(2), 'hex'))).toString('hex'),
      ({ made }) => Buffer.from(made.raw).toString('hex'),
    ]
    for (const raw of raws) {
      const file = `${writers.folder}/raw-${++count}.parquet`
      await writer.command('CREATE DATABASE IF NOT EXISTS DB')
      await writer.command(
        `INSERT INTO FUNCTION file('${file}', 'Parquet', '${structure}') SELECT * FROM VALUES('${structure}', ${parquetValues(rows, raw)})`,
      )
      const node = place.node()
      expect(await importInto(node, 'parquet', [file])).toMatchObject({ imported: 40, rejected: {} })
      expect(counted(await bodies(node))).toEqual(expectedBodies(rows))
    }
  })

  test('without raw transactions and our column the calldata is cut, and a better file completes it', async () => {
    const node = place.node()
    const rows = dumpsterDay(5, 30, DAY)
    await importInto(node, 'csv', [await fileOf(dayCsv(rows))])
    for (const [hash, input, size] of counted(await bodies(node))) {
      const data = rows.find((row) => row.hash === hash)?.made.tx.data ?? ''
      expect([input, size]).toEqual([data.length >= 10 ? data.slice(0, 10) : '0x', (data.length - 2) / 2])
    }
    // A collector's file has the raw transaction, and the sender only in its signature.
    const collected = await importInto(node, 'csv', [await fileOf(collectorCsv(rows))])
    expect(collected.rejected).toEqual({ no_sender: 30 })
    const named = [
      'timestamp_ms,hash,from,raw_tx',
      ...rows.map((row) => [row.timestampMs, row.hash, row.from, row.made.raw].join(',')),
    ]
    const better = await importInto(node, 'csv', [await fileOf(`${named.join('\n')}\n`)])
    const cut = rows.filter(({ made }) => made.tx.data.length > 10 || /^0x(?:..){1,3}$/.test(made.tx.data))
    expect(better).toMatchObject({ imported: cut.length, alreadyStored: 30 - cut.length })
    const inView = await node.rows(
      'SELECT tx_hash, input, calldata_len, tx_type FROM DB.transactions_hex ORDER BY tx_hash',
    )
    expect(counted(inView)).toEqual(expectedBodies(rows))
  })

  test('bad rows are counted by reason, told with their line, and cost nothing else', async () => {
    const node = place.node()
    const rows = dumpsterDay(6, 4, DAY)
    const lines = dayCsv(rows).trimEnd().split('\n')
    lines[2] = (lines[2] ?? '').replace(/0x[0-9a-f]{64}/, '0x12')
    lines.splice(4, 0, 'what,is,this')
    lines.push(lines[1]?.replace(/^\d+/, '1600000000000') ?? '')
    lines.push(lines[1]?.replace(/^\d+/, String(Date.now() + 2 * DAY_MS)) ?? '')
    const file = await fileOf(lines.join('\n'))
    const summary = await importInto(node, 'csv', [file])
    expect(summary).toMatchObject({
      rows: 7,
      imported: 3,
      rejected: { bad_field: 2, malformed_row: 1, before_retention: 1 },
      isComplete: true,
    })
    expect(summary.firstRejected).toEqual([
      expect.stringContaining(`${file}:3 bad_field: hash "0x12"`),
      expect.stringContaining(`${file}:5 malformed_row`),
      expect.stringContaining(`${file}:7 before_retention`),
      expect.stringMatching(/:8 bad_field: 0x.*: a time that is yet to come$/),
    ])
  })

  test('a hash that was seen here before is not a first sighting again', async () => {
    const node = place.node()
    const [row] = dumpsterDay(7, 1, DAY)
    if (row === undefined) throw new Error('a row')
    const storage = createStorage(node)
    await storage.start()
    storage.tryEnqueue([
      {
        ...seenDraft(1),
        ingest_ts_unix_us: (row.timestampMs + 5) * 1000,
        tx_hash: row.hash as `0x${string}` & ReturnType<typeof seenDraft>['tx_hash'],
      },
    ])
    await storage.stop()
    await importInto(node, 'csv', [await fileOf(dayCsv([row]))])
    const firsts = await node.rows('SELECT source_id FROM DB.sightings WHERE first')
    expect(firsts).toEqual([['geth-a']])
  })

  test('stopped after a page, it goes on where it was', async () => {
    const node = place.node()
    const rows = dumpsterDay(8, 30, DAY)
    const files = [await fileOf(dayCsv(rows.slice(0, 20))), await fileOf(dayCsv(rows.slice(20)))]
    const stop = new AbortController()
    const first = await importInto(node, 'csv', files, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(first).toMatchObject({ rows: 20, isComplete: false })
    expect(await importInto(node, 'csv', files)).toMatchObject({
      rows: 30,
      imported: 10,
      alreadyStored: 20,
      isComplete: true,
    })
  })

  test('names of the set and of the sources in the file make the source ids', async () => {
    const node = place.node()
    const [row] = dumpsterDay(9, 1, DAY)
    if (row === undefined) throw new Error('a row')
    await importInto(node, 'csv', [await fileOf(dayCsv([{ ...row, sources: ['local'] }]))], { set: 'my-set' })
    const ids = await node.rows('SELECT DISTINCT source_id FROM DB.events ORDER BY source_id')
    expect(ids).toEqual([['import:my-set'], ['import:my-set/local']])
  })

  test.each<[string, ImportFormat, string | Uint8Array, string]>([
    ['a zip archive', 'csv', 'PK\u0003\u0004rest', 'is a zip archive: unzip it first'],
    ['text as Parquet', 'parquet', 'timestamp_ms,hash\n', 'is not a Parquet file'],
    ['Parquet as CSV', 'csv', 'PAR1....', 'is a Parquet file, not text'],
    ['prose as CSV', 'csv', 'hello\n', 'is not a transactions CSV'],
    ['a Parquet file that is cut', 'parquet', 'PAR1....', 'failed'],
  ])('error: %s', async (_, format, content, message) => {
    const node = place.node()
    const good = await fileOf(dayCsv(dumpsterDay(10, 1, DAY)))
    await expect(importInto(node, format, [await fileOf(content)])).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining(message),
    })
    // Nothing is left behind that would be in the way.
    expect(await importInto(node, 'csv', [good])).toMatchObject({ imported: 1 })
  })

  test('error: a Parquet file of something else, and one that is not there', async () => {
    const file = `${writers.folder}/other.parquet`
    await writer.command('CREATE DATABASE IF NOT EXISTS DB')
    await writer.command(`INSERT INTO FUNCTION file('${file}', 'Parquet') SELECT number AS n FROM numbers(3)`)
    await expect(importInto(place.node(), 'parquet', [file])).rejects.toMatchObject({
      code: 'ARCHIVE_FILE',
      message: expect.stringContaining('lacks timestamp or hash'),
    })
    await expect(importInto(place.node(), 'csv', [`${place.folder}/none.csv`])).rejects.toMatchObject({
      code: 'ARCHIVE_FILE',
      message: expect.stringContaining('none.csv'),
    })
  })
})
