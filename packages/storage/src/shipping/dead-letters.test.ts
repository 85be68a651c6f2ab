import { noopLogger } from '@org/events'
import { describe, expect, it } from 'vitest'
import { createMemoryFileSystem, type MemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { createDeadLetters, type DeadLetters } from './dead-letters.ts'

const DIRECTORY = '/data/dead-letter'
const FIRST = `${DIRECTORY}/00000001.jsonl`
const SECOND = `${DIRECTORY}/00000002.jsonl`

const letter = (seq: number) => ({
  seq,
  code: 'INCORRECT_DATA',
  reason: 'because',
  line: `{"seq":${seq},"é":"\\n"}`,
})

async function open(fs: MemoryFileSystem, fileBytes = 10_000): Promise<DeadLetters> {
  const clock = { nowUs: () => 1_700_000_000_000_000, monotonicMs: () => 0 }
  const letters = createDeadLetters({ fs, directory: DIRECTORY, fileBytes, clock, logger: noopLogger })
  await letters.open()
  return letters
}

const seqsIn = (fs: MemoryFileSystem, path: string): number[] =>
  (fs.read(path)?.toString() ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).seq)

describe('createDeadLetters', () => {
  it('makes no folder before there is a letter, and writes one object a line with the exact event', async () => {
    const fs = createMemoryFileSystem()
    const letters = await open(fs)
    expect(letters.count()).toBe(0)
    expect(fs.paths()).toEqual([])
    expect(await letters.write([letter(7), letter(9)])).toBe(2)
    const lines = fs.read(FIRST)?.toString().split('\n') ?? []
    expect(lines).toHaveLength(3)
    expect(JSON.parse(lines[0] ?? '')).toEqual({ ...letter(7), at_unix_us: 1_700_000_000_000_000 })
    expect([letters.has(7), letters.has(8), letters.nextFrom(8), letters.nextFrom(10)]).toEqual([
      true,
      false,
      9,
      Number.POSITIVE_INFINITY,
    ])
  })

  it('writes no event twice, also after a restart and a power cut', async () => {
    const fs = createMemoryFileSystem()
    await (await open(fs)).write([letter(1), letter(2)])
    const after = fs.powerCut(() => 0)
    const letters = await open(after)
    expect(await letters.write([letter(2), letter(3)])).toBe(1)
    expect(seqsIn(after, FIRST)).toEqual([1, 2, 3])
    expect(letters.count()).toBe(3)
  })

  it('goes on in the next file when one is full, and deletes none', async () => {
    const fs = createMemoryFileSystem()
    const letters = await open(fs, 250)
    for (let seq = 1; seq <= 5; seq += 1) await letters.write([letter(seq)])
    expect(fs.paths()).toHaveLength(3)
    expect(seqsIn(fs, FIRST)).toEqual([1, 2])
    const again = await open(fs.killed(), 250)
    expect([1, 2, 3, 4, 5, 6].map(again.has)).toEqual([true, true, true, true, true, false])
  })

  it('cuts off a line that a crash tore, and keeps lines that it cannot read', async () => {
    const fs = createMemoryFileSystem()
    await (await open(fs)).write([letter(1)])
    const whole = fs.read(FIRST)?.toString() ?? ''
    fs.put(FIRST, Buffer.from(`${whole}not a letter\n{"seq":2,"reas`))
    const letters = await open(fs)
    expect([letters.count(), letters.has(2)]).toEqual([1, false])
    await letters.write([letter(2)])
    expect(fs.read(FIRST)?.toString()).toMatch(/\nnot a letter\n\{"seq":2,.*\}\n$/)
  })

  it('flushes at open what a killed run may have left unflushed', async () => {
    const fs = createMemoryFileSystem()
    const first = await open(fs)
    await first.write([letter(1)])
    fs.faults.goodSyncs = 0
    await expect(first.write([letter(2)])).rejects.toMatchObject({ code: 'WAL_IO' })
    const killed = fs.killed()
    const letters = await open(killed)
    const known = [1, 2].filter(letters.has)
    const cut = killed.powerCut(() => 0)
    expect(seqsIn(cut, FIRST)).toEqual(known)
  })

  it('error: a full disk and a failed flush are told, and the next attempt writes each once', async () => {
    const fs = createMemoryFileSystem()
    const letters = await open(fs)
    await letters.write([letter(1)])
    fs.faults.space = 20
    await expect(letters.write([letter(2)])).rejects.toMatchObject({
      code: 'DISK_FULL',
      retryable: true,
      message: expect.stringContaining(DIRECTORY),
    })
    expect(letters.has(2)).toBe(false)
    fs.faults.space = Number.POSITIVE_INFINITY
    await letters.write([letter(2), letter(3)])
    expect(seqsIn(fs, FIRST)).toEqual([1, 2, 3])

    fs.faults.goodSyncs = 0
    await expect(letters.write([letter(4)])).rejects.toMatchObject({ code: 'WAL_IO', retryable: true })
    fs.faults.goodSyncs = Number.POSITIVE_INFINITY
    await letters.write([letter(4)])
    expect([seqsIn(fs, FIRST), seqsIn(fs, SECOND)]).toEqual([[1, 2, 3], [4]])
  })

  it('leaves a file alone that somebody moved away or changed', async () => {
    const fs = createMemoryFileSystem()
    const letters = await open(fs)
    await letters.write([letter(1)])
    await fs.rename(FIRST, '/elsewhere')
    await letters.write([letter(2)])
    expect(seqsIn(fs, SECOND)).toEqual([2])
    fs.put(SECOND, Buffer.from('edited\n'))
    await letters.write([letter(3)])
    expect(fs.read(SECOND)?.toString()).toBe('edited\n')
    expect(seqsIn(fs, `${DIRECTORY}/00000003.jsonl`)).toEqual([3])
  })
})
