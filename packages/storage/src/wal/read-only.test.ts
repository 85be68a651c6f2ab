import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryFileSystem, type MemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { appendLines, readLines, testLine } from '../../test/support/wal-lines.ts'
import { createNodeFileSystem, type FileSystem } from './fs.ts'
import { openReadOnlyWal } from './read-only.ts'
import { segmentName } from './segment.ts'
import { createWal } from './wal.ts'

const LAST = `/wal/${segmentName(7)}`

/** Numbers 1 to 4, 7 and 8 in segments of two commits each. */
async function filled(): Promise<MemoryFileSystem> {
  const fs = createMemoryFileSystem()
  const wal = createWal({ directory: '/wal', fs, segmentBytes: 160 })
  await wal.open()
  for (const seq of [1, 2, 3, 4, 7, 8]) await appendLines(wal, seq, 1)
  await wal.close()
  return fs
}

/** Fails whatever would change something. */
function frozen(fs: MemoryFileSystem): FileSystem {
  const refuse = (): never => {
    throw new Error('a reader changed something')
  }
  return {
    list: fs.list,
    open: (path, mode) => (mode === 'read' ? fs.open(path, mode) : refuse()),
    makeDirectory: refuse,
    rename: refuse,
    remove: refuse,
    syncDirectory: refuse,
  }
}

describe('openReadOnlyWal', () => {
  it('reads what a start would, passes over skipped numbers, and changes nothing', async () => {
    const fs = await filled()
    fs.put('/wal/00000000000000000009.wal.tmp', Buffer.from('left by a crash'))
    const wal = await openReadOnlyWal(frozen(fs), '/wal')
    expect([wal.firstSeq, wal.lastSeq, wal.tornTail]).toEqual([1, 8, null])
    expect(await readLines(wal, 3)).toEqual([3, 4].map((seq) => testLine(seq)))
    expect([wal.nextHeld(5), wal.nextHeld(8), wal.nextHeld(9)]).toEqual([7, 8, null])
    expect(await readLines(wal, 7)).toEqual([7, 8].map((seq) => testLine(seq)))
  })

  it('is empty over an empty directory', async () => {
    const fs = createMemoryFileSystem()
    await fs.makeDirectory('/wal')
    const wal = await openReadOnlyWal(frozen(fs), '/wal')
    expect([wal.firstSeq, wal.lastSeq, wal.nextHeld(1)]).toEqual([null, 0, null])
  })

  it('leaves out a torn tail, wherever it is torn, and says where', async () => {
    const whole = (await filled()).read(LAST) ?? Buffer.alloc(0)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 32, max: whole.length }), fc.nat(40), async (length, zeros) => {
        const fs = await filled()
        fs.put(LAST, Buffer.concat([whole.subarray(0, length), Buffer.alloc(zeros)]))
        const wal = await openReadOnlyWal(frozen(fs), '/wal')
        expect(await readLines(wal, 7)).toEqual(
          [7, 8].filter((seq) => seq <= wal.lastSeq).map((seq) => testLine(seq)),
        )
        const end = wal.tornTail === null ? length + zeros : wal.tornTail.offset + wal.tornTail.bytes
        expect(end).toBe(length + zeros)
        const repaired = createWal({ directory: '/wal', fs })
        await repaired.open()
        // A segment that lost everything leaves its first number to come.
        expect(wal.lastSeq).toBe(repaired.lastSeq())
      }),
    )
  })

  it('error: damage is reported with file and offset', async () => {
    const fs = await filled()
    const path = `/wal/${segmentName(3)}`
    const bytes = Buffer.from(fs.read(path) ?? [])
    bytes[40] = (bytes[40] ?? 0) ^ 1
    fs.put(path, bytes)
    await expect(openReadOnlyWal(frozen(fs), '/wal')).rejects.toMatchObject({
      code: 'WAL_CORRUPT',
      message: expect.stringContaining(`${path} is damaged at offset 32`),
    })
  })

  it('error: a directory that is not there', async () => {
    await expect(openReadOnlyWal(createNodeFileSystem(), '/nowhere')).rejects.toMatchObject({
      code: 'WAL_IO',
      message: expect.stringContaining('/nowhere'),
    })
  })
})
