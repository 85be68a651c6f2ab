import { describe, expect, it } from 'vitest'
import { createMemoryFileSystem, type MemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { appendLines, commitOf, readLines, testLine } from '../../test/support/wal-lines.ts'
import { FRAME_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './frame.ts'
import type { FileSystem } from './fs.ts'
import { segmentName } from './segment.ts'
import { createWal, type Wal, type WalOptions } from './wal.ts'

const segmentPath = (seq: number): string => `/wal/${segmentName(seq)}`

async function open(fs: MemoryFileSystem, options: Partial<WalOptions> = {}): Promise<Wal> {
  const wal = createWal({ directory: '/wal', fs, ...options })
  await wal.open()
  return wal
}

/** A log of single commits, one segment each. */
async function filled(fs: MemoryFileSystem, events: number, options: Partial<WalOptions> = {}): Promise<Wal> {
  const wal = await open(fs, { segmentBytes: 1, ...options })
  for (let seq = 1; seq <= events; seq += 1) await appendLines(wal, seq, 1)
  return wal
}

describe('createWal', () => {
  it('is empty over an empty directory and does nothing before open', async () => {
    const fs = createMemoryFileSystem()
    const wal = createWal({ directory: '/wal', fs })
    expect(fs.paths()).toEqual([])
    await wal.open()
    expect([wal.firstSeq(), wal.lastSeq(), wal.segmentCount(), wal.nextHeld(1)]).toEqual([1, 0, 0, null])
  })

  it('names segments by their first number, so that they sort as text', async () => {
    const fs = createMemoryFileSystem()
    await filled(fs, 3)
    expect(fs.paths()).toEqual([1, 2, 3].map(segmentPath))
    expect(segmentPath(1)).toBe('/wal/00000000000000000001.wal')
  })

  it('goes on in the last segment after a restart', async () => {
    const fs = createMemoryFileSystem()
    await appendLines(await open(fs), 1, 3)
    const wal = await open(fs)
    await appendLines(wal, 4, 2)
    expect(wal.segmentCount()).toBe(1)
    expect(await readLines(await open(fs), 1)).toEqual([1, 2, 3, 4, 5].map((seq) => testLine(seq)))
  })

  it('reads across segments and ends where numbers were skipped', async () => {
    const fs = createMemoryFileSystem()
    const wal = await filled(fs, 2)
    await appendLines(wal, 10, 2)
    expect(await readLines(wal, 2)).toEqual([testLine(2)])
    expect([wal.nextHeld(2), wal.nextHeld(3), wal.nextHeld(11), wal.nextHeld(12)]).toEqual([2, 10, 11, null])
    const reopened = await open(fs)
    expect(await readLines(reopened, 11)).toEqual([testLine(11)])
    expect(reopened.lastSeq()).toBe(11)
  })

  it('does not show readers what is being written', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    const path = segmentPath(1)
    const end = wal.size()
    fs.put(path, Buffer.concat([fs.read(path) ?? Buffer.alloc(0), Buffer.from('half a frame')]))
    expect(await readLines(wal, 1)).toEqual([testLine(1)])
    expect(wal.size()).toBe(end)
  })

  it.each([
    ['zeros', Buffer.alloc(300)],
    ['half a header', Buffer.from([0xf7, 0x45])],
    ['text', Buffer.from('{"seq":2,')],
  ])('cuts a tail of %s off the last segment and keeps a copy', async (_name, tail) => {
    const fs = createMemoryFileSystem()
    await appendLines(await open(fs), 1, 1)
    const path = segmentPath(1)
    const good = fs.read(path) ?? Buffer.alloc(0)
    fs.put(path, Buffer.concat([good, tail]))
    const wal = await open(fs)
    expect(wal.lastSeq()).toBe(1)
    expect(fs.read(path)).toEqual(good)
    expect(fs.read(`${path}.${good.length}.broken`)).toEqual(tail)
    await appendLines(wal, 2, 1)
    expect(await readLines(await open(fs), 1)).toEqual([testLine(1), testLine(2)])
  })

  it('error: a damaged frame with a good one behind it is named by file and offset, in the last segment, too', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    const second = wal.size()
    await appendLines(wal, 2, 1)
    await appendLines(wal, 3, 1)
    const path = segmentPath(1)
    for (const at of [second, second + 4, second + FRAME_HEADER_BYTES + 3]) {
      const before = fs.read(path) ?? Buffer.alloc(0)
      const damaged = Buffer.from(before)
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
      fs.put(path, damaged)
      await expect(open(fs)).rejects.toMatchObject({
        code: 'WAL_CORRUPT',
        retryable: false,
        message: expect.stringContaining(`${path} is damaged at offset ${second}`),
      })
      fs.put(path, before)
    }
  })

  it('error: a torn sealed segment is damage', async () => {
    const fs = createMemoryFileSystem()
    await filled(fs, 3)
    const path = segmentPath(2)
    fs.put(path, (fs.read(path) ?? Buffer.alloc(0)).subarray(0, SEGMENT_HEADER_BYTES + 10))
    await expect(open(fs)).rejects.toMatchObject({
      code: 'WAL_CORRUPT',
      message: expect.stringContaining(`${path} is damaged at offset ${SEGMENT_HEADER_BYTES}`),
    })
  })

  it('error: a missing segment is noticed', async () => {
    const fs = createMemoryFileSystem()
    await filled(fs, 3)
    await fs.remove(segmentPath(2))
    await expect(open(fs)).rejects.toMatchObject({
      code: 'WAL_CORRUPT',
      message: expect.stringContaining('it follows event 2, but the segment before it'),
    })
  })

  it('error: a header of another version is refused as that', async () => {
    const fs = createMemoryFileSystem()
    await filled(fs, 1)
    const path = segmentPath(1)
    fs.put(path, Buffer.concat([Buffer.from('not a segment'), fs.read(path) ?? Buffer.alloc(0)]))
    await expect(open(fs)).rejects.toMatchObject({
      code: 'WAL_CORRUPT',
      message: expect.stringContaining('offset 0'),
    })
  })

  it('removes what a crash left of a segment without a name', async () => {
    const fs = createMemoryFileSystem()
    fs.put(`${segmentPath(1)}.tmp`, Buffer.from('x'))
    await open(fs)
    expect(fs.paths()).toEqual([])
  })

  it('error: a full disk in the middle of a frame shows nothing of it after a restart, without room for a copy', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    fs.faults.space = 20
    await expect(appendLines(wal, 2, 5)).rejects.toMatchObject({
      code: 'DISK_FULL',
      retryable: true,
      message: expect.stringContaining(segmentPath(1)),
    })
    const after = await open(fs)
    expect(after.lastSeq()).toBe(1)
    fs.faults.space = Number.POSITIVE_INFINITY
    await appendLines(after, 2, 1)
    expect(await readLines(after, 1)).toEqual([testLine(1), testLine(2)])
  })

  it('error: after a failed flush nothing more is taken', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    fs.faults.goodSyncs = 0
    await expect(appendLines(wal, 2, 1)).rejects.toMatchObject({ code: 'WAL_IO', retryable: true })
    fs.faults.goodSyncs = Number.POSITIVE_INFINITY
    await expect(appendLines(wal, 2, 1)).rejects.toMatchObject({ code: 'WAL_IO' })
    expect(wal.lastSeq()).toBe(1)
  })

  it('flushes once for commits that are appended together, and reads them back one by one', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    fs.faults.goodSyncs = 1
    await wal.append([commitOf(2, 3), commitOf(5, 1), commitOf(6, 2)])
    fs.faults.goodSyncs = Number.POSITIVE_INFINITY
    expect(wal.lastSeq()).toBe(7)
    const again = await open(fs.killed())
    const frames: [number, number][] = []
    for await (const { firstSeq, count } of again.frames(2)) frames.push([firstSeq, count])
    expect(frames).toEqual([
      [2, 3],
      [5, 1],
      [6, 2],
    ])
  })

  it('spreads commits that are appended together over segments, also where numbers are missing between them', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs, { segmentBytes: 200 })
    await wal.append([commitOf(1, 2), commitOf(3, 2), commitOf(5, 2), commitOf(100, 1)])
    expect(wal.segmentCount()).toBeGreaterThan(2)
    const again = await open(fs.killed(), { segmentBytes: 200 })
    expect(await readLines(again, 1)).toEqual([1, 2, 3, 4, 5, 6].map((seq) => testLine(seq)))
    expect(await readLines(again, 100)).toEqual([testLine(100)])
  })

  it('error: of commits that are appended together none can be read when the flush failed', async () => {
    const fs = createMemoryFileSystem()
    const wal = await open(fs)
    await appendLines(wal, 1, 1)
    fs.faults.goodSyncs = 0
    await expect(wal.append([commitOf(2, 1), commitOf(3, 1)])).rejects.toMatchObject({ code: 'WAL_IO' })
    expect(wal.lastSeq()).toBe(1)
    expect(await readLines(wal, 1)).toEqual([testLine(1)])
  })

  it('error: a payload larger than its frame is refused', async () => {
    const wal = await open(createMemoryFileSystem())
    const commit = { frame: Buffer.alloc(40), payloadBytes: 9, firstSeq: 1, lastSeq: 1 }
    await expect(wal.append([commit])).rejects.toMatchObject({ code: 'WAL_IO' })
  })

  describe('retain', () => {
    it('deletes sealed segments beyond the bound, oldest first', async () => {
      const fs = createMemoryFileSystem()
      const wal = await filled(fs, 5)
      const oneSegment = wal.size() / 5
      const bounded = await open(fs, { segmentBytes: 1, retentionBytes: 3 * oneSegment })
      await bounded.retain(5)
      expect(fs.paths()).toEqual([3, 4, 5].map(segmentPath))
      expect(bounded.firstSeq()).toBe(3)
      expect(await readLines(bounded, 1)).toEqual([])
    })

    it('keeps what the slowest consumer has not acknowledged, and the last segment', async () => {
      const fs = createMemoryFileSystem()
      const wal = await filled(fs, 4, { retentionBytes: 0 })
      await wal.retain(2)
      expect(wal.firstSeq()).toBe(3)
      await wal.retain(4)
      expect(fs.paths()).toEqual([segmentPath(4)])
      expect((await open(fs)).firstSeq()).toBe(4)
    })

    it('error: a segment that cannot be deleted is tried again, so that none is missing between others', async () => {
      const fs = createMemoryFileSystem()
      await filled(fs, 5)
      let refusals = 1
      const refusing: FileSystem = {
        ...fs,
        async remove(path) {
          refusals -= 1
          if (refusals >= 0) throw new Error('planted')
          await fs.remove(path)
        },
      }
      const wal = createWal({ directory: '/wal', fs: refusing, segmentBytes: 1, retentionBytes: 0 })
      await wal.open()
      await expect(wal.retain(2)).rejects.toMatchObject({
        code: 'WAL_IO',
        message: expect.stringContaining(segmentPath(1)),
      })
      await wal.retain(2)
      expect(fs.paths()).toEqual([3, 4, 5].map(segmentPath))
      expect((await open(fs)).firstSeq()).toBe(3)
    })

    it('lets a reader that began before finish its segment and end', async () => {
      const wal = await filled(createMemoryFileSystem(), 4, { retentionBytes: 0 })
      const frames = wal.frames(1)
      expect((await frames.next()).value).toMatchObject({ firstSeq: 1 })
      await wal.retain(3)
      expect((await frames.next()).done).toBe(true)
    })
  })
})
