import { decodeEvent, type EventDraft, linesOf } from '@org/events'
import { waitFor } from '@org/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodedDraft, seenDraft, transactionDrafts } from '../../test/support/events.ts'
import { createMemoryFileSystem, type MemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { NODE_ID, testMetrics, testWriter } from '../../test/support/parts.ts'
import { readLines } from '../../test/support/wal-lines.ts'
import type { CommittedBatch } from '../committed-batch.ts'
import { createWal, type Wal } from '../wal/wal.ts'
import type { Writer } from './writer.ts'

interface Setup {
  readonly fs: MemoryFileSystem
  readonly wal: Wal
  readonly writer: Writer
  readonly batches: CommittedBatch[]
}

async function setUp(
  options: { readonly capacity?: number; readonly lastSeq?: number } = {},
): Promise<Setup> {
  const fs = createMemoryFileSystem()
  const wal = createWal({ directory: '/wal', fs })
  await wal.open()
  const batches: CommittedBatch[] = []
  // The arrays and bytes of a batch are the writer's.
  const keep = (batch: CommittedBatch): number =>
    batches.push({
      ...batch,
      events: [...batch.events],
      drafts: [...batch.drafts],
      bytes: Buffer.from(batch.bytes),
    })
  const writer = testWriter(wal, keep, options)
  writer.start(NODE_ID, options.lastSeq ?? 0)
  return { fs, wal, writer, batches }
}

describe('createWriter', () => {
  it('numbers events in order from 1 and hands them on with the very bytes that are on disk', async () => {
    const { wal, writer, batches } = await setUp()
    const drafts = transactionDrafts(1, 2000)
    for (let from = 0; from < drafts.length; from += 10) {
      expect(writer.tryEnqueue(drafts.slice(from, from + 10))).toBe('accepted')
    }
    await writer.stop()

    const lines = batches.flatMap(linesOf)
    expect(lines).toEqual(await readLines(wal, 1))
    expect(lines.map((line) => decodeEvent(line).seq)).toEqual(drafts.map((_, index) => index + 1))
    expect(lines.map((line) => decodeEvent(line))).toEqual(
      drafts.map((draft, index) => ({ seq: index + 1, node_id: NODE_ID, ...draft })),
    )
    expect(Buffer.concat(batches.map((batch) => batch.bytes)).toString()).toBe(`${lines.join('\n')}\n`)
    expect(batches.flatMap((batch) => batch.drafts)).toEqual(drafts)
    expect(batches.length).toBeGreaterThan(1)
    // A commit takes no further group once it is long enough, and cuts none.
    expect(Math.max(...batches.map((batch) => batch.events.length))).toBeLessThan(1024 + 10)
    for (const batch of batches) expect(batch.events.length % 10).toBe(0)
    for (const { ends, events } of batches) expect(ends).toHaveLength(events.length)
  })

  it('goes on after the number it is given', async () => {
    const { writer, batches } = await setUp({ lastSeq: 41 })
    writer.tryEnqueue([seenDraft(1)])
    await writer.stop()
    expect(batches[0]).toMatchObject({ firstSeq: 42, lastSeq: 42 })
  })

  it('puts what arrives in one turn of the event loop into one commit', async () => {
    const { writer, batches } = await setUp()
    for (let number = 1; number <= 50; number += 1) writer.tryEnqueue([seenDraft(number)])
    await writer.stop()
    expect(batches.map((batch) => batch.events.length)).toEqual([50])
  })

  it('hands nothing on before it is flushed', async () => {
    const { fs, writer, batches } = await setUp()
    fs.faults.goodSyncs = 2
    writer.tryEnqueue([seenDraft(1)])
    await expect(writer.closed).rejects.toMatchObject({ code: 'WAL_IO' })
    expect(batches).toEqual([])
  })

  it('empties the arrays of a batch once all have been told, so that nothing lives on by them', async () => {
    const wal = createWal({ directory: '/wal', fs: createMemoryFileSystem() })
    await wal.open()
    const batches: CommittedBatch[] = []
    const writer = testWriter(wal, (batch) => {
      expect(batch.events.map((event) => event.seq)).toEqual([1, 2])
      batches.push(batch)
    })
    writer.start(NODE_ID, 0)
    writer.tryEnqueue([seenDraft(1), seenDraft(2)])
    await writer.stop()
    expect(batches[0]?.events).toEqual([undefined, undefined])
    expect(batches[0]?.drafts).toEqual([undefined, undefined])
  })

  it('keeps the events and not the array of a group', async () => {
    const { writer, batches } = await setUp()
    const group: EventDraft[] = [seenDraft(1)]
    writer.tryEnqueue(group)
    group[0] = seenDraft(2)
    await writer.stop()
    expect(batches[0]?.drafts).toEqual([seenDraft(1)])
  })

  it('takes a group as a whole or refuses it as a whole when it does not fit', async () => {
    const { writer, batches } = await setUp({ capacity: 5 })
    expect(writer.tryEnqueue(transactionDrafts(1, 2))).toBe('accepted')
    expect(writer.tryEnqueue(transactionDrafts(3, 1))).toBe('queue_full')
    expect(writer.depth()).toBe(4)
    expect(writer.tryEnqueue([seenDraft(9)])).toBe('accepted')
    await writer.stop()
    expect(batches.flatMap((batch) => batch.events)).toHaveLength(5)
    expect(writer.depth()).toBe(0)
  })

  it('has room until a quarter of its queue waits, takes more nonetheless, and has room again when it is durable', async () => {
    const { writer } = await setUp({ capacity: 40 })
    writer.tryEnqueue(transactionDrafts(1, 4))
    expect([writer.depth(), writer.hasRoom()]).toEqual([8, true])
    writer.tryEnqueue(transactionDrafts(5, 1))
    expect([writer.depth(), writer.hasRoom()]).toEqual([10, false])
    expect(writer.tryEnqueue(transactionDrafts(6, 1))).toBe('accepted')
    await waitFor(() => writer.depth() === 0, { what: 'all durable' })
    expect(writer.hasRoom()).toBe(true)
    await writer.stop()
  })

  it('error: throws on an event that cannot be encoded, takes nothing of its group and goes on', async () => {
    const { writer, batches } = await setUp()
    const bad = { ...seenDraft(2), data: { first: 1n } } as unknown as EventDraft // what types forbid
    const long = { ...decodedDraft(3), source_id: 'x'.repeat(5 * 1024 * 1024) }
    expect(writer.tryEnqueue([seenDraft(1)])).toBe('accepted')
    expect(() => writer.tryEnqueue([seenDraft(2), long, bad])).toThrow(TypeError)
    expect(writer.depth()).toBe(1)
    expect(writer.tryEnqueue([seenDraft(4)])).toBe('accepted')
    await writer.stop()
    expect(writer.depth()).toBe(0)
    expect(batches.flatMap((batch) => batch.drafts)).toEqual([seenDraft(1), seenDraft(4)])
    expect(batches.flatMap((batch) => batch.events.map((event) => event.seq))).toEqual([1, 2])
    const text = Buffer.concat(batches.map((batch) => batch.bytes)).toString()
    expect(text).toBe(
      batches
        .flatMap(linesOf)
        .map((line) => `${line}\n`)
        .join(''),
    )
  })

  it('refuses groups while more bytes than its bound wait for the disk', async () => {
    const { wal, writer, batches } = await setUp()
    const long = { ...seenDraft(1), source_id: 'x'.repeat(4 * 1024 * 1024) }
    const answers = Array.from({ length: 40 }, () => writer.tryEnqueue([long]))
    const accepted = answers.indexOf('queue_full')
    expect(accepted).toBeGreaterThanOrEqual(31)
    expect(new Set(answers.slice(accepted))).toEqual(new Set(['queue_full']))
    await waitFor(() => wal.lastSeq() === accepted && writer.depth() === 0, { what: 'what was accepted' })
    expect(writer.tryEnqueue([long])).toBe('accepted')
    await writer.stop()
    expect(batches.flatMap((batch) => batch.drafts)).toHaveLength(accepted + 1)
  })

  it('writes the bytes of its lines whatever they are and wherever chunks end', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '\ud800',
        '\u2028\n',
        '"\\',
        '😀'.repeat(70_000),
        'é'.repeat(400_000),
        'x'.repeat(1_500_000),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
        async (groups) => {
          const { wal, writer, batches } = await setUp()
          for (const group of groups) {
            expect(writer.tryEnqueue(group.map((id) => ({ ...seenDraft(1), source_id: id })))).toBe(
              'accepted',
            )
            if (group.length % 2 === 0) await Promise.resolve()
          }
          await writer.stop()
          const lines = await readLines(wal, 1)
          const written = batches.flatMap(linesOf)
          // Not with toEqual: it would print megabytes.
          expect(lines.length).toBe(groups.flat().length)
          expect(lines.every((line, index) => line === written[index])).toBe(true)
          const ids = lines.map((line) => decodeEvent(line).source_id)
          expect(groups.flat().every((id, index) => ids[index] === id)).toBe(true)
        },
      ),
      { numRuns: 30, endOnFailure: true },
    )
    // Long lines: 2 seconds where nothing else runs.
  }, 60_000)

  it('counts what is being written against the bound', async () => {
    const { writer } = await setUp({ capacity: 4 })
    writer.tryEnqueue(transactionDrafts(1, 2))
    await Promise.resolve()
    expect(writer.depth()).toBe(4)
    expect(writer.tryEnqueue([seenDraft(3)])).toBe('queue_full')
    await writer.stop()
  })

  it('refuses events before start and after stop', async () => {
    const { wal, writer } = await setUp()
    const fresh = testWriter(wal, () => {})
    expect(fresh.tryEnqueue([seenDraft(1)])).toBe('closed')
    await fresh.stop()
    await expect(fresh.closed).resolves.toBeUndefined()
    const stopped = writer.stop()
    expect(writer.tryEnqueue([seenDraft(1)])).toBe('closed')
    await stopped
    await writer.stop()
    await expect(writer.closed).resolves.toBeUndefined()
  })

  it('error: a full disk ends it; accepted events are not handed on and new ones are refused', async () => {
    const { fs, writer, batches } = await setUp()
    writer.tryEnqueue([seenDraft(1)])
    fs.faults.space = 100
    await expect(writer.closed).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(batches).toEqual([])
    expect(writer.tryEnqueue([seenDraft(2)])).toBe('closed')
    await writer.stop()
    const wal = createWal({ directory: '/wal', fs: fs.killed() })
    await wal.open()
    expect(wal.lastSeq()).toBe(0)
  })

  it('measures the time to visibility of bodies only', async () => {
    const fs = createMemoryFileSystem()
    const wal = createWal({ directory: '/wal', fs })
    await wal.open()
    const seconds: number[] = []
    const metrics = { ...testMetrics(), visibleSeconds: { observe: (value: number) => seconds.push(value) } }
    const writer = testWriter(wal, () => {}, { metrics })
    writer.start(NODE_ID, 0)
    writer.tryEnqueue([
      seenDraft(1),
      { ...decodedDraft(1), ingest_ts_unix_us: Date.now() * 1000 - 2_000_000 },
    ])
    await writer.stop()
    expect(seconds).toHaveLength(1)
    expect(seconds[0]).toBeGreaterThanOrEqual(1.9)
    expect(seconds[0]).toBeLessThan(60)
  })
})
