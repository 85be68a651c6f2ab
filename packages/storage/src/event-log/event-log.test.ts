import {
  type EncodedEvent,
  type EventDraft,
  type EventFilter,
  type Logger,
  linesOf,
  matchesFilter,
  noopLogger,
} from '@org/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodedDraft, featuresDraft, seenDraft } from '../../test/support/events.ts'
import { createMemoryArchive } from '../../test/support/memory-archive.ts'
import { createMemoryFileSystem } from '../../test/support/memory-file-system.ts'
import { NODE_ID, testWriter } from '../../test/support/parts.ts'
import { plainEvent } from '../../test/support/plain-event.ts'
import { createEventWindow } from '../memory/event-window.ts'
import { createWal, type Wal } from '../wal/wal.ts'
import { createEventLog, type LiveEventLog } from './event-log.ts'

interface Setup {
  readonly log: LiveEventLog
  readonly wal: Wal
  /** Everything that was ever durable. */
  readonly all: EncodedEvent[]
}

/** A mix of chains, kinds and scores. */
function draft(number: number): EventDraft {
  if (number % 3 === 0) return featuresDraft(number, number % 100)
  return number % 3 === 1 ? seenDraft(number, 1 + (number % 2)) : decodedDraft(number)
}

/** Events of which memory holds the newest `ring`, the log on disk all but those up to `deleted`, ClickHouse all up to `archived`. */
async function setUp(sizes: {
  events: number
  ring: number
  deleted?: number
  archived?: number
  /** First number that ClickHouse has not forgotten. */
  archivedFrom?: number
  logger?: Logger
}): Promise<Setup> {
  const { deleted = 0, archived = 0, archivedFrom = 1 } = sizes
  const wal = createWal({
    directory: '/wal',
    fs: createMemoryFileSystem(),
    segmentBytes: 1,
    retentionBytes: 0,
  })
  await wal.open()
  const window = createEventWindow({ maxEvents: sizes.ring, maxBytes: 1e9 })
  const log = createEventLog({ wal, window, logger: sizes.logger ?? noopLogger })
  const archive = createMemoryArchive()
  const all: EncodedEvent[] = []
  log.open(NODE_ID, 0, archive)
  const writer = testWriter(wal, (batch) => {
    for (const [index, event] of batch.events.entries()) {
      const start = index === 0 ? 0 : (batch.ends[index - 1] ?? 0) + 1
      window.push(event, 0, batch.bytes, start, batch.ends[index] ?? 0)
    }
    log.announce(batch)
    for (const [index, line] of linesOf(batch).entries()) {
      const event = batch.events[index]
      if (event !== undefined) all.push({ ...event, line })
    }
  })
  writer.start(NODE_ID, 0)
  for (let number = 1; number <= sizes.events; number += 3) {
    // One commit each, so that each is a segment.
    const size = Math.min(3, sizes.events - number + 1)
    writer.tryEnqueue(Array.from({ length: size }, (_, index) => draft(number + index)))
    await expect.poll(() => all.length, { interval: 0 }).toBe(number + size - 1)
  }
  await writer.stop()
  archive.events.push(...all.slice(archivedFrom - 1, archived))
  if (archived > 0) log.setArchiveOldest(archivedFrom)
  await wal.retain(deleted)
  return { log, wal, all }
}

const filter: fc.Arbitrary<EventFilter | undefined> = fc.option(
  fc.record(
    {
      chainId: fc.constantFrom(1, 2, 3),
      minScore: fc.integer({ min: 0, max: 100 }),
      kinds: fc.constant(new Set(['TxSeen', 'TxFeatures'] as const)),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)

describe('createEventLog', () => {
  it('is empty before it is opened', async () => {
    const wal = createWal({ directory: '/wal', fs: createMemoryFileSystem() })
    const window = createEventWindow({ maxEvents: 10, maxBytes: 1e6 })
    const log = createEventLog({ wal, window, logger: noopLogger })
    expect([log.nodeId, log.latestSeq(), log.oldestSeq()]).toEqual(['', 0, 1])
    expect(await log.readAfter(0, 10)).toEqual({ events: [], nextAfter: 0 })
  })

  it('gives the same pages wherever the events lie, never a short one while matches remain', async () => {
    const { log, all } = await setUp({ events: 60, ring: 17, deleted: 21, archived: 40 })
    expect(log.oldestSeq()).toBe(1)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 65 }),
        fc.integer({ min: 1, max: 70 }),
        filter,
        async (after, limit, by) => {
          const matching = all.filter(
            (event) => event.seq > after && (by === undefined || matchesFilter(event, by)),
          )
          const page = await log.readAfter(after, limit, by)
          expect(page.events.map(plainEvent)).toEqual(matching.slice(0, limit).map(plainEvent))
          const last = page.events.at(-1)
          expect(page.nextAfter).toBe(
            page.events.length === limit && last !== undefined ? last.seq : Math.max(after, 60),
          )
        },
      ),
    )
  })

  it('begins where the kept events begin when nothing older is left anywhere', async () => {
    const { log, wal } = await setUp({ events: 30, ring: 5, deleted: 12 })
    expect([wal.firstSeq(), log.oldestSeq()]).toEqual([13, 13])
    const page = await log.readAfter(0, 4)
    expect(page.events.map((event) => event.seq)).toEqual([13, 14, 15, 16])
  })

  it('reads from the log on disk what ClickHouse has forgotten sooner', async () => {
    const { log, wal } = await setUp({ events: 30, ring: 5, deleted: 12, archived: 27, archivedFrom: 20 })
    expect([wal.firstSeq(), log.oldestSeq()]).toEqual([13, 13])
    const page = await log.readAfter(0, 100)
    expect(page.events.map((event) => event.seq)).toEqual(
      Array.from({ length: 18 }, (_, index) => 13 + index),
    )
    expect(page.nextAfter).toBe(30)
  })

  it('calls every subscriber once a batch until it leaves, also when another one throws', async () => {
    const errors: unknown[] = []
    const logger = { ...noopLogger, error: (_message: string, fields?: unknown) => errors.push(fields) }
    const { log, all } = await setUp({ events: 1, ring: 10, logger })
    const heard: number[] = []
    log.subscribe(() => {
      throw new Error('planted')
    })
    const leave = log.subscribe(({ events }) => heard.push(...events.map((event) => event.seq)))
    log.announce({ events: all, bytes: new Uint8Array(), ends: [] })
    leave()
    log.announce({ events: all, bytes: new Uint8Array(), ends: [] })
    expect(heard).toEqual([1])
    expect(errors).toEqual([
      expect.objectContaining({ error: 'planted' }),
      expect.objectContaining({ error: 'planted' }),
    ])
  })
})
