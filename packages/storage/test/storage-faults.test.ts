import { waitFor } from '@org/testkit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWal } from '../src/wal/wal.ts'
import { createCrashSwitch, steppingFileSystem } from './support/crash-switch.ts'
import { transactionDrafts } from './support/events.ts'
import { createFickleArchive, type FickleArchive, type InsertFate } from './support/fickle-archive.ts'
import { createMemoryFileSystem, type MemoryFileSystem } from './support/memory-file-system.ts'
import { LETTERS_DIRECTORY, startShippingNode } from './support/shipping-node.ts'
import { readLines } from './support/wal-lines.ts'

const QUICK = { firstMs: 1, mendMs: 1, lastMs: 3 }
const NEVER = Number.POSITIVE_INFINITY
const FATES: readonly InsertFate[] = [
  'works',
  'works',
  'works',
  'fails',
  'answer lost',
  'comes late',
  'half of it',
]

const rarely = (least: number, most: number) =>
  fc.option(fc.integer({ min: least, max: most }), { nil: NEVER, freq: 2 })

/** One run of a process: what it takes, what goes wrong, and how it ends. */
const life = fc.record({
  groups: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }),
  steps: fc.integer({ min: 5, max: 400 }),
  space: rarely(1, 12_000),
  shortWrites: rarely(1, 300),
  goodSyncs: rarely(0, 25),
  goodRenames: rarely(0, 12),
  powerCut: fc.boolean(),
  fates: fc.infiniteStream(fc.constantFrom(...FATES)),
  choices: fc.infiniteStream(fc.nat(10_000)),
})

const plan = fc.record({
  lives: fc.array(life, { minLength: 1, maxLength: 5 }),
  refused: fc.uniqueArray(fc.integer({ min: 1, max: 250 }), { maxLength: 25 }),
  flushBatch: fc.integer({ min: 1, max: 80 }),
  namesRows: fc.boolean(),
})

function lettersIn(fs: MemoryFileSystem): { seq: number; line: string }[] {
  return fs
    .paths()
    .filter((path) => path.startsWith(LETTERS_DIRECTORY))
    .flatMap((path) => fs.read(path)?.toString().split('\n').slice(0, -1) ?? [])
    .map((line) => JSON.parse(line))
}

async function linesInLog(fs: MemoryFileSystem): Promise<string[]> {
  const wal = createWal({ directory: '/data/wal', fs })
  await wal.open()
  return await readLines(wal, 1)
}

/** Runs a node until it dies or has nothing left to do; returns the disk it leaves. */
async function live(
  archive: FickleArchive,
  fs: MemoryFileSystem,
  options: { groups: readonly number[]; steps: number; flushBatch: number; acknowledged: string[] },
): Promise<void> {
  const death = createCrashSwitch(options.steps)
  const starting = startShippingNode(archive.connect(death), {
    fs,
    wrapFs: (files) => steppingFileSystem(files, death),
    flushBatch: options.flushBatch,
    flushIntervalMs: 1,
    delays: QUICK,
    fileBytes: 2_000,
    onCommit: ({ bytes }) => {
      const lines = bytes.toString('utf8').split('\n').slice(0, -1)
      options.acknowledged.push(...lines)
    },
  })
  await Promise.race([death.crashed, starting.catch(() => {})])
  if (death.isDead()) return
  const node = await starting.catch(() => null)
  // A log that could not be opened ends the process as well.
  if (node === null) return death.kill()
  let number = node.wal.lastSeq()
  for (const count of options.groups) {
    node.writer.tryEnqueue(transactionDrafts(number, count))
    number += count
    await Promise.race([death.crashed, new Promise((resolve) => setImmediate(resolve))])
  }
  await waitFor(() => death.isDead() || (node.writer.depth() === 0 && node.shipper.lag() === 0), {
    what: 'the end of a life',
    timeoutMs: 60_000,
  })
  death.kill()
}

it('has every durable event once in ClickHouse or once among the dead letters, whatever fails or dies', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ lives, refused, flushBatch, namesRows }) => {
      const archive = createFickleArchive()
      archive.namesRows = namesRows
      let lastRefused = NEVER
      archive.refuses = (seq) => seq <= lastRefused && refused.includes(seq)
      let fs = createMemoryFileSystem()
      let acknowledged: string[] = []
      for (const { groups, steps, powerCut, fates, choices, ...faults } of lives) {
        archive.fate = () => fates.next().value ?? 'works'
        Object.assign(fs.faults, faults)
        await live(archive, fs, { groups, steps, flushBatch, acknowledged })
        const choose = (most: number): number => (choices.next().value ?? 0) % (most + 1)
        fs = powerCut ? fs.powerCut(choose) : fs.killed()
        // What was shown is there; what was not may be, or not.
        const kept = await linesInLog(fs)
        expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged)
        acknowledged = kept
      }

      archive.fate = () => 'works'
      lastRefused = acknowledged.length
      await live(archive, fs, { groups: [3], steps: NEVER, flushBatch, acknowledged })
      const letters = lettersIn(fs)
      const lines = await linesInLog(fs)
      expect(lines).toEqual(acknowledged)
      const isDead = (seq: number): boolean => seq <= lastRefused && refused.includes(seq)
      expect(archive.lines).toEqual(lines.filter((_, index) => !isDead(index + 1)))
      expect(letters.map(({ seq }) => seq)).toEqual(
        [...refused].filter((seq) => seq <= lastRefused).sort((a, b) => a - b),
      )
      for (const { seq, line } of letters) expect(line).toBe(lines[seq - 1])
    }),
    { numRuns: 150 },
  )
}, 120_000)
