import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWal } from '../src/wal/wal.ts'
import { createMemoryFileSystem } from './support/memory-file-system.ts'
import { appendLines, readLines, testLine } from './support/wal-lines.ts'

const DIRECTORY = '/wal'

/** One run of a process: what it appends, what fails, and how it ends. */
const life = fc.record({
  commits: fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 8 }), width: fc.integer({ min: 1, max: 120 }) }),
    {
      maxLength: 12,
    },
  ),
  space: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: Number.POSITIVE_INFINITY }),
  shortWrites: fc.option(fc.integer({ min: 1, max: 90 }), { nil: Number.POSITIVE_INFINITY }),
  goodSyncs: fc.option(fc.integer({ min: 0, max: 12 }), { nil: Number.POSITIVE_INFINITY }),
  retain: fc.boolean(),
  powerCut: fc.boolean(),
  choices: fc.infiniteStream(fc.nat(10_000)),
})

describe('write-ahead log over crashes', () => {
  it('keeps every acknowledged event, whole and in order, whatever the disk does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 6 }), async (lives) => {
        let fs = createMemoryFileSystem()
        let acknowledged = 0
        // Widths by number, since a number that was lost before it was acknowledged is given again.
        const widths: number[] = []
        for (const { commits, choices, retain, powerCut, ...faults } of lives) {
          const wal = createWal({ directory: DIRECTORY, fs, segmentBytes: 600, retentionBytes: 900 })
          await wal.open()
          expect(wal.lastSeq()).toBeGreaterThanOrEqual(acknowledged)
          acknowledged = wal.lastSeq()
          const first = wal.firstSeq()
          const expected = widths.slice(first, acknowledged + 1).map((width, i) => testLine(first + i, width))
          expect(await readLines(wal, first)).toEqual(expected)

          Object.assign(fs.faults, faults)
          try {
            for (const { count, width } of commits) {
              const first = wal.lastSeq() + 1
              for (let seq = first; seq < first + count; seq += 1) widths[seq] = width
              await appendLines(wal, first, count, width)
              acknowledged = wal.lastSeq()
            }
            if (retain) await wal.retain(acknowledged)
          } catch (error) {
            expect(error).toMatchObject({
              name: 'StorageError',
              code: expect.stringMatching(/^(DISK_FULL|WAL_IO)$/),
            })
          }
          const choose = (most: number): number => (choices.next().value ?? 0) % (most + 1)
          fs = powerCut ? fs.powerCut(choose) : fs.killed()
        }
        const wal = createWal({ directory: DIRECTORY, fs, segmentBytes: 600 })
        await wal.open()
        expect(wal.lastSeq()).toBeGreaterThanOrEqual(acknowledged)
      }),
      { numRuns: 400 },
    )
  })

  it('reads from any number without what comes before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        async (counts, pick) => {
          const wal = createWal({ directory: DIRECTORY, fs: createMemoryFileSystem(), segmentBytes: 700 })
          await wal.open()
          for (const count of counts) await appendLines(wal, wal.lastSeq() + 1, count)
          const from = 1 + (pick % wal.lastSeq())
          const lines = await readLines(wal, from)
          expect(lines).toHaveLength(wal.lastSeq() - from + 1)
          expect(lines[0]).toBe(testLine(from))
        },
      ),
    )
  })
})
