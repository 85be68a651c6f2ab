import { createSystemClock, type ReplayReport, type StoredEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { eventSequence, numbered } from '../../test/arbitrary-events.ts'
import { applyAll, hashOf, seen } from '../../test/event-lines.ts'
import { stateOf } from '../../test/naive-model.ts'
import { createMemoryArchive } from '../../test/support/memory-archive.ts'
import { appendTo, lineOf, walOf } from '../../test/support/wal-of.ts'
import { encodedEventOf } from '../encoded-event.ts'
import { replayEvents } from './replay.ts'
import { type LineSources, storedLines } from './stored-lines.ts'

vi.setConfig({ testTimeout: 120_000 })

function archiveOf(events: readonly StoredEvent[]) {
  const archive = createMemoryArchive()
  archive.events.push(...events.map((event) => encodedEventOf(lineOf(event))))
  return archive
}

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 })

test('stored lines come in order from the log, and from ClickHouse where retention cut the log', async () => {
  await fc.assert(
    fc.asyncProperty(
      eventSequence(),
      sizes,
      fc.nat({ max: 120 }),
      fc.nat({ max: 130 }),
      fc.nat({ max: 130 }),
      fc.boolean(),
      async (events, cuts, retained, after, upTo, reachable) => {
        const wal = await walOf(events, cuts)
        await wal.retain(retained)
        const lines: string[] = []
        const sources: LineSources = { wal, archive: reachable ? archiveOf(events) : null }
        for await (const { buffer, start } of storedLines(sources, after, upTo)) {
          lines.push(...buffer.toString('utf8', start).split('\n').slice(0, -1))
        }
        const later = events.filter(({ seq }) => seq > after && (reachable || seq >= wal.firstSeq()))
        const wanted = later.filter(({ seq }) => seq <= upTo)
        // The last commit is handed over whole.
        expect(lines.length).toBeGreaterThanOrEqual(wanted.length)
        expect(lines).toEqual(later.slice(0, lines.length).map(lineOf))
      },
    ),
  )
})

describe('a replay', () => {
  const limits = { maxEvents: 30, maxBytes: 12_000 }

  /** The state after each event, read from the very beginning. */
  function truth(events: readonly StoredEvent[]): { digest: string; pending: number; keys: Set<string> }[] {
    const state = stateOf(limits)
    return events.map((event) => {
      applyAll(state, [event])
      return {
        digest: state.checkpoint().digest,
        pending: state.models.pendingCount(),
        keys: new Set(state.models.pendingKeys()),
      }
    })
  }

  async function replay(
    events: readonly StoredEvent[],
    sources: LineSources,
    oldestSeq: number,
    query: { from: number; to: number; stride: number },
  ): Promise<ReplayReport> {
    return replayEvents(query, {
      ...sources,
      ...limits,
      oldestSeq,
      latestSeq: events.length,
      clock: createSystemClock(),
    })
  }

  test('gives the states that the node had, from wherever the events are read and however they were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(),
        sizes,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 100 }),
        async (events, cuts, first, second, stride, retained) => {
          fc.pre(events.length > 0)
          const [from = 0, to = 0] = [first, second]
            .map((number) => number % (events.length + 1))
            .toSorted((left, right) => left - right)
          fc.pre(to > 0)
          const wal = await walOf(events, cuts)
          await wal.retain(retained)
          const report = await replay(events, { wal, archive: archiveOf(events) }, 1, { from, to, stride })
          const states = truth(events)
          const seqs = events.map(({ seq }) => seq)
          expect(report.points.map((point) => point.seq)).toEqual(
            seqs.filter((seq) => seq >= from && seq <= to && ((seq - from) % stride === 0 || seq === to)),
          )
          for (const point of report.points) {
            const state = states[point.seq - 1]
            expect(point).toMatchObject({ digest: state?.digest, pending: state?.pending, complete: true })
          }
          const before = from === 0 ? new Set<string>() : (states[from - 1]?.keys ?? new Set())
          const after = states[to - 1]?.keys ?? new Set()
          const named = (rows: ReplayReport['added']) => rows.map((row) => `${row.chain_id}:${row.tx_hash}`)
          expect(named(report.added)).toEqual([...after].filter((key) => !before.has(key)).toSorted())
          expect(named(report.removed)).toEqual([...before].filter((key) => !after.has(key)).toSorted())
          expect(report.removed_total).toBe(report.removed.length)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('says from where it is complete when retention took the beginning, and is right from there on', async () => {
    await fc.assert(
      fc.asyncProperty(eventSequence(), sizes, fc.nat({ max: 60 }), async (events, cuts, retained) => {
        fc.pre(events.length > 1)
        const wal = await walOf(events, cuts)
        await wal.retain(retained)
        const oldest = wal.firstSeq()
        const query = { from: oldest, to: events.length, stride: 1 }
        fc.pre(oldest <= events.length)
        const report = await replay(events, { wal, archive: null }, oldest, query)
        expect(report.read_from).toBe(oldest)
        const states = truth(events)
        for (const { seq, digest, complete } of report.points) {
          expect(complete).toBe(report.complete_from !== null && seq >= report.complete_from)
          if (complete) expect(digest).toBe(states[seq - 1]?.digest)
        }
        // A window after the beginning at the latest.
        if (events.length - oldest >= limits.maxEvents) expect(report.complete_from).not.toBeNull()
        if (oldest === 1) expect(report.complete_from).toBe(1)
      }),
      { numRuns: 150 },
    )
  })

  test('counts from the first event of the range that is there, and is not complete behind what it cannot read', async () => {
    const events = numbered(Array.from({ length: 40 }, (_, index) => seen(hashOf(index + 1))))
    const wal = await walOf(events.slice(0, 10), [10])
    await appendTo(wal, events.slice(20))
    const report = await replay(events, { wal, archive: null }, 1, { from: 15, to: 40, stride: 1 })
    expect(report.points[0]).toMatchObject({ seq: 21, complete: false, pending: 1 })
    expect(report.points.at(-1)).toMatchObject({ seq: 40, complete: false, pending: 20 })
    expect(report.added_total).toBe(19)
    const whole = await replay(events, { wal, archive: archiveOf(events) }, 1, {
      from: 15,
      to: 40,
      stride: 1,
    })
    expect(whole.points.at(-1)).toMatchObject({ complete: true, digest: truth(events).at(-1)?.digest })
  })

  test('ends when its caller no longer wants it', async () => {
    const events = fc.sample(eventSequence(), 20).flat()
    const many = Array.from({ length: 40 }, () => events)
      .flat()
      .map((event, index) => ({ ...event, seq: index + 1 }))
    const wal = await walOf(many, [500])
    const controller = new AbortController()
    const heard: number[] = []
    const running = replayEvents(
      { from: 0, to: many.length, stride: 1_000 },
      {
        wal,
        archive: null,
        ...limits,
        oldestSeq: 1,
        latestSeq: many.length,
        clock: createSystemClock(),
        signal: controller.signal,
        onProgress(seq) {
          heard.push(seq)
          controller.abort(new Error('no longer wanted'))
        },
      },
    )
    await expect(running).rejects.toThrow('no longer wanted')
    expect(heard).toHaveLength(1)
  })
})
