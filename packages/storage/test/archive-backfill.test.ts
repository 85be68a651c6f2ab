import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BackfillOptions, backfillClickHouse, createStorage } from '../src/index.ts'
import { type ArchiveNode, type ArchivePlace, archivePlace } from './support/archive-place.ts'
import { transactionDrafts } from './support/events.ts'
import { type ForeignLog, foreignLog } from './support/foreign-log.ts'
import { storedLines } from './support/stored-lines.ts'

// Real engines on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const FOREIGN = 'foreign-node'
/** The test events are of 2023. */
const RETENTION = { retentionDays: 3_650 }

/** Every file of a directory with a checksum of what is in it. */
async function contentsOf(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort()
  const entries = names.map(async (name) => {
    const bytes = await readFile(`${directory}/${name}`)
    return [name, createHash('sha256').update(bytes).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

describe.each(['embedded', 'server'] as const)('backfillClickHouse, %s', (kind) => {
  let place: ArchivePlace
  let log: ForeignLog

  beforeAll(async () => {
    place = await archivePlace(kind)
    const drafts = transactionDrafts(1, 2_000)
    log = await foreignLog(`${place.folder}/other/wal`, FOREIGN, drafts, 256 * 1024)
  })

  afterAll(async () => {
    await place.remove()
  })

  const backfill = (
    node: ArchiveNode,
    source: BackfillOptions['source'],
    more: Partial<BackfillOptions> = {},
  ) => backfillClickHouse({ ...node, ...RETENTION, source, ...more })

  test('brings a log of another node into ClickHouse, byte for byte, once, and changes nothing of it', async () => {
    const node = place.node()
    const before = await contentsOf(log.directory)
    const total = log.lines.length
    const source = { kind: 'wal', path: `${place.folder}/other` } as const
    expect(await backfill(node, source)).toMatchObject({
      events: total,
      inserted: total,
      alreadyStored: 0,
      nodeIds: [FOREIGN],
      isComplete: true,
      notes: [],
    })
    expect(await storedLines(node, FOREIGN)).toEqual(log.lines)
    expect(await backfill(node, { kind: 'wal', path: log.directory })).toMatchObject({
      inserted: 0,
      alreadyStored: total,
    })
    expect(await storedLines(node, FOREIGN)).toEqual(log.lines)
    expect(await contentsOf(log.directory)).toEqual(before)
    const [tables] = await node.rows(
      `SELECT (SELECT count() FROM DB.sightings), (SELECT count() FROM DB.events WHERE kind = 'TxSeen'),
         (SELECT count() FROM DB.transactions_hex WHERE is_decoded), (SELECT uniqExact(tx_hash) FROM DB.events WHERE kind = 'TxDecoded')`,
    )
    expect([Number(tables?.[0]), Number(tables?.[2])]).toEqual([Number(tables?.[1]), Number(tables?.[3])])
    expect(
      await node.rows("SELECT name FROM system.tables WHERE database = 'DB' AND name LIKE 'backfill%'"),
    ).toEqual([])
  })

  test('fills holes: rows that were deleted come back, though ClickHouse remembers their insert', async () => {
    const node = place.node()
    const source = { kind: 'wal', path: log.directory } as const
    await backfill(node, source, { toSeq: 1_000 })
    await backfill(node, source, { fromSeq: 2_001, toSeq: 3_000 })
    await node.command(
      'ALTER TABLE DB.events DELETE WHERE seq IN (5, 6, 7, 500) SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1',
    )
    expect(await backfill(node, source)).toMatchObject({
      events: log.lines.length,
      inserted: log.lines.length - 2_000 + 4,
      alreadyStored: 1_996,
    })
    await node.command('ALTER TABLE DB.events DELETE WHERE seq <= 1000 SETTINGS mutations_sync = 2')
    expect(await backfill(node, source)).toMatchObject({ inserted: 1_000 })
    expect(await storedLines(node, FOREIGN)).toEqual(log.lines)
  })

  test('what a kill left of an insert in the tables behind the events is completed by the next run', async () => {
    const node = place.node()
    const source = { kind: 'wal', path: log.directory } as const
    await backfill(node, source)
    // As a kill leaves it: the insert began, the events are there, a table behind them has a part.
    await node.command(
      'CREATE TABLE DB.backfill_marks_foreign_node (first UInt64, last UInt64, ended Bool) ENGINE = MergeTree ORDER BY first',
    )
    await node.command(
      'INSERT INTO DB.backfill_marks_foreign_node VALUES (1, 1000, false), (1001, 2000, false), (1001, 2000, true)',
    )
    await node.command(
      'ALTER TABLE DB.sightings DELETE WHERE seq >= 400 AND seq <= 1000 SETTINGS mutations_sync = 2',
    )
    expect(await backfill(node, source)).toMatchObject({ inserted: 0 })
    const [sightings] = await node.rows('SELECT count(), uniqExact(seq) FROM DB.sightings')
    expect(sightings?.map(Number)).toEqual([2_000, 2_000])
    expect(
      await node.rows("SELECT name FROM system.tables WHERE database = 'DB' AND name LIKE 'backfill%'"),
    ).toEqual([])
  })

  test('leaves a torn tail out and says so; damage is an error with its place', async () => {
    const torn = `${place.folder}/torn`
    await cp(log.directory, torn, { recursive: true })
    const names = (await readdir(torn)).sort()
    const last = `${torn}/${names.at(-1)}`
    await truncate(last, (await readFile(last)).length - 5)
    const node = place.node()
    const summary = await backfill(node, { kind: 'wal', path: torn })
    expect(summary.events).toBeLessThan(log.lines.length)
    expect(summary.notes).toEqual([
      expect.stringMatching(/^the log ends torn: \d+ bytes from offset \d+ of .*\.wal/),
    ])
    expect(await storedLines(node, FOREIGN)).toEqual(log.lines.slice(0, summary.events))

    const first = `${torn}/${names[0]}`
    const bytes = await readFile(first)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(first, bytes)
    await expect(backfill(place.node(), { kind: 'wal', path: torn })).rejects.toMatchObject({
      code: 'WAL_CORRUPT',
      message: expect.stringContaining(`${first} is damaged at offset 32`),
    })
  })

  test('files of lines, pages of /events and dead letters, in any order, twice, and packed', async () => {
    const node = place.node()
    const lines = log.lines.slice(0, 300)
    const letter = JSON.stringify({ seq: 300, reason: 'no', code: 'X', at_unix_us: 1, line: lines[299] })
    const files = {
      'lines.jsonl': [...lines.slice(100, 200)].reverse().join('\n'),
      'page.json': `[${lines.slice(0, 100).join(',')}]`,
      'packed.jsonl.gz': gzipSync(`${lines.slice(150, 299).join('\n')}\n`),
      'letters.jsonl': `${letter}\n${letter}\nnothing\n`,
    }
    const folder = `${place.folder}/files`
    await mkdir(folder, { recursive: true })
    for (const [name, content] of Object.entries(files)) await writeFile(`${folder}/${name}`, content)
    const source = { kind: 'archive', files: Object.keys(files).map((name) => `${folder}/${name}`) } as const
    const first = await backfill(node, source)
    expect(first).toMatchObject({ events: 351, inserted: 300, alreadyStored: 51, unreadable: 1 })
    expect(first.notes).toEqual([expect.stringContaining(`${folder}/letters.jsonl:3 holds no event`)])
    expect(await storedLines(node, FOREIGN)).toEqual(lines)
    expect(await backfill(node, source)).toMatchObject({ inserted: 0 })
  })

  test('a file of every third event is a few inserts, and the log fills the rest', async () => {
    const node = place.node()
    const third = log.lines.filter((_, index) => index % 3 === 0)
    await writeFile(`${place.folder}/third.jsonl`, third.join('\n'))
    await backfill(node, { kind: 'archive', files: [`${place.folder}/third.jsonl`] })
    const [parts] = await node.rows(
      "SELECT count() FROM system.parts WHERE database = 'DB' AND table = 'events'",
    )
    expect(Number(parts?.[0])).toBeLessThan(5)
    expect(await backfill(node, { kind: 'wal', path: log.directory })).toMatchObject({
      inserted: log.lines.length - third.length,
      alreadyStored: third.length,
    })
    expect(await storedLines(node, FOREIGN)).toEqual(log.lines)
  })

  test('events that ClickHouse would forget at once are left out', async () => {
    const node = place.node()
    expect(await backfill(node, { kind: 'wal', path: log.directory }, { retentionDays: 14 })).toMatchObject({
      events: log.lines.length,
      inserted: 0,
      expired: log.lines.length,
    })
  })

  test("the node's own log: a ClickHouse that lost everything, or a part, has it all again", async () => {
    const node = place.node()
    const storage = createStorage({ ...node, ...RETENTION })
    await storage.start()
    storage.tryEnqueue(transactionDrafts(1, 300))
    await storage.stop()
    const { nodeId } = storage.log
    const lines = await storedLines(node, nodeId)
    await node.command(
      'ALTER TABLE DB.events DELETE WHERE seq > 50 AND seq <= 60 SETTINGS mutations_sync = 2',
    )
    expect(await backfill(node, { kind: 'own' })).toMatchObject({
      inserted: 10,
      alreadyStored: lines.length - 10,
    })
    expect(await storedLines(node, nodeId)).toEqual(lines)

    const empty = { ...node, ...(kind === 'embedded' ? {} : { clickhouse: place.node().clickhouse }) }
    if (kind === 'embedded') await rm(`${node.dataDir}/clickhouse`, { recursive: true })
    const again = await backfillClickHouse({ ...empty, ...RETENTION, source: { kind: 'own' } })
    expect(again).toMatchObject({ events: lines.length, isComplete: true })
    if (kind === 'embedded') expect(await storedLines(node, nodeId)).toEqual(lines)
  })

  test('stopped after a chunk it goes on where it was', async () => {
    const node = place.node()
    const stop = new AbortController()
    const files = ['a', 'b'].map((name) => `${place.folder}/${name}.jsonl`)
    await writeFile(files[0] ?? '', log.lines.slice(0, 10).join('\n'))
    await writeFile(files[1] ?? '', log.lines.slice(10, 20).join('\n'))
    const source = { kind: 'archive', files } as const
    const first = await backfill(node, source, { signal: stop.signal, onProgress: () => stop.abort() })
    expect(first).toMatchObject({ inserted: 10, isComplete: false })
    expect(await backfill(node, source)).toMatchObject({ inserted: 10, alreadyStored: 10, isComplete: true })
  })

  test('error: no log, no file, or a data directory in use', async () => {
    const node = place.node()
    await expect(backfill(node, { kind: 'own' })).rejects.toMatchObject({ code: 'ARCHIVE_OPTIONS' })
    await expect(backfill(node, { kind: 'wal', path: '/nowhere' })).rejects.toMatchObject({
      code: 'ARCHIVE_OPTIONS',
      message: expect.stringContaining('/nowhere'),
    })
    await mkdir(`${place.folder}/bare`, { recursive: true })
    await expect(backfill(node, { kind: 'wal', path: `${place.folder}/bare` })).rejects.toMatchObject({
      code: 'ARCHIVE_OPTIONS',
      message: expect.stringContaining('no write-ahead log'),
    })
    await expect(backfill(node, { kind: 'archive', files: [] })).rejects.toMatchObject({
      code: 'ARCHIVE_OPTIONS',
    })
    const storage = createStorage({ ...node, ...RETENTION })
    await storage.start()
    await expect(backfill(node, { kind: 'own' })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await storage.stop()
  })
})
