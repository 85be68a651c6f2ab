import { type EventFilter, type EventKind, encodeEvent, noopLogger } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodedDraft, seenDraft } from '../../test/support/events.ts'
import { createMemoryArchive } from '../../test/support/memory-archive.ts'
import { createMemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { NODE_ID } from '../../test/support/parts.ts'
import { createDeadLetters } from './dead-letters.ts'
import { withDeadLetters } from './with-dead-letters.ts'

const clock = { nowUs: () => 1, monotonicMs: () => 0 }
const lineOf = (seq: number): string =>
  encodeEvent(seq, NODE_ID, seq % 2 === 0 ? seenDraft(seq) : decodedDraft(seq))

test('pages through stored and refused events as if all were stored', async () => {
  const plan = fc.record({
    total: fc.integer({ min: 1, max: 40 }),
    dead: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }),
    limit: fc.integer({ min: 1, max: 12 }),
    after: fc.nat(10),
    kinds: fc.option(fc.constantFrom<EventKind>('TxSeen', 'TxDecoded', 'GapOpened'), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ total, dead, limit, after, kinds }) => {
      const letters = createDeadLetters({
        fs: createMemoryFileSystem(),
        directory: '/data/dead-letter',
        fileBytes: 2_000,
        clock,
        logger: noopLogger,
      })
      await letters.open()
      const archive = createMemoryArchive()
      for (let seq = 1; seq <= total; seq += 1) {
        const line = lineOf(seq)
        if (dead.includes(seq)) await letters.write([{ seq, code: '', reason: '', line }])
        else await archive.insert({ firstSeq: seq, lastSeq: seq, bytes: Buffer.from(`${line}\n`) })
      }
      const filter: EventFilter | undefined = kinds === undefined ? undefined : { kinds: new Set([kinds]) }
      const both = withDeadLetters(archive, letters)
      const found: string[] = []
      for (let at = after; at < total; ) {
        const page = await both.readAfter(at, total, limit, filter)
        expect(page.events.length).toBeLessThanOrEqual(limit)
        expect(page.nextAfter).toBeGreaterThan(at)
        found.push(...page.events.map((event) => event.line))
        at = page.nextAfter
      }
      const all = Array.from({ length: total }, (_, index) => lineOf(index + 1)).slice(after)
      expect(found).toEqual(all.filter((line) => kinds === undefined || line.includes(`"kind":"${kinds}"`)))
    }),
  )
})

test('passes over events whose files somebody took away', async () => {
  const fs = createMemoryFileSystem()
  const letters = createDeadLetters({ fs, directory: '/data/dead-letter', clock, logger: noopLogger })
  await letters.open()
  await letters.write([{ seq: 2, code: '', reason: '', line: lineOf(2) }])
  await fs.remove('/data/dead-letter/00000001.jsonl')
  const archive = createMemoryArchive()
  await archive.insert({ firstSeq: 1, lastSeq: 1, bytes: Buffer.from(`${lineOf(1)}\n`) })
  const page = await withDeadLetters(archive, letters).readAfter(0, 2, 10, undefined)
  expect([page.events.map(({ seq }) => seq), page.nextAfter]).toEqual([[1], 2])
})
