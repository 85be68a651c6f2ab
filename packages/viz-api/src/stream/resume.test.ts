import { type EventKind, matchesFilter } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeLog, eventOf } from '../../test/support/fake-log.ts'
import { DEFAULT_STREAM_LIMITS } from '../options.ts'
import { sseWording } from '../sse/sse-wording.ts'
import { wsWording } from '../ws/ws-wording.ts'
import type { StreamConnection } from './connection.ts'
import { createHub } from './hub.ts'
import { toStreamFilter } from './stream-filter.ts'
import type { Wording } from './wording.ts'

interface Received {
  readonly seqs: number[]
  readonly lastSeqs: number[]
  readonly others: string[]
}

/** A connection that takes every message, and says so when its turn comes. */
function createFakeConnection(wording: Wording, received: Received): StreamConnection {
  return {
    wording,
    bufferedBytes: 0,
    send(data, sent) {
      if (wording === wsWording) takeJson(String(data), received)
      else for (const block of String(data).split('\n\n').slice(0, -1)) takeBlock(block, received)
      if (sent !== undefined) setImmediate(() => sent())
    },
    close() {},
  }
}

function takeJson(text: string, received: Received): void {
  const message = JSON.parse(text)
  if (message.op === 'events') {
    received.seqs.push(...message.events.map((event: { seq: number }) => event.seq))
    received.lastSeqs.push(message.last_seq)
  } else {
    received.others.push(message.op)
  }
}

function takeBlock(block: string, received: Received): void {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const [id, event, data] = [field('id'), field('event'), field('data')]
  if (event !== undefined) received.others.push(event)
  else if (data !== undefined) received.seqs.push(JSON.parse(data).seq)
  // A browser keeps the id of any message, also of those that no script sees.
  if (id !== undefined) received.lastSeqs.push(Number(id))
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** What happens around a client, in any order: each step may fall before, during or after its catch-up. */
const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ do: fc.constant('append silently' as const), count: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ do: fc.constant('announce' as const) }),
  fc.record({ do: fc.constant('turn' as const) }),
)

test('resume: neither gap nor duplicate nor disorder, whatever arrives during the catch-up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        wording: fc.constantFrom(wsWording, sseWording),
        stored: fc.integer({ min: 0, max: 40 }),
        fromSeq: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
        pageSize: fc.integer({ min: 1, max: 9 }),
        readTurns: fc.integer({ min: 0, max: 3 }),
        kinds: fc.option(
          fc.constantFrom<readonly EventKind[]>(['TxSeen'], ['TxFeatures', 'TxReady'], ['GapOpened']),
          {
            nil: undefined,
          },
        ),
        minScore: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
        steps: fc.array(step, { maxLength: 30 }),
      }),
      async ({ wording, stored, fromSeq, pageSize, readTurns, kinds, minScore, steps }) => {
        const log = createFakeLog()
        log.beforeAnswer = async () => {
          for (let i = 0; i < readTurns; i++) await turn()
        }
        log.appendSilently(stored)
        const limits = { ...DEFAULT_STREAM_LIMITS, pageSize, progressMs: 1 }
        const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => expect.fail(message) }
        const hub = createHub({ log, limits, logger, monotonicMs: () => performance.now(), onSlow: () => {} })
        hub.start()
        const received: Received = { seqs: [], lastSeqs: [], others: [] }
        const streamFilter = toStreamFilter({ kinds, min_score: minScore })
        const session = hub.add(createFakeConnection(wording, received), streamFilter, fromSeq)

        // Durable, and not yet announced: the log may be read further than its listeners have heard.
        const silent: ReturnType<typeof log.appendSilently>[] = []
        const announceAll = () => {
          for (const batch of silent.splice(0)) log.announce(batch)
        }
        for (const taken of steps) {
          if (taken.do === 'turn') await turn()
          else if (taken.do === 'announce') announceAll()
          else if (taken.do === 'append silently') silent.push(log.appendSilently(taken.count))
          else {
            announceAll()
            log.append(taken.count)
          }
        }
        announceAll()
        const start = Math.min(fromSeq ?? stored, stored)
        const hasHeardAll = () => (received.lastSeqs.at(-1) ?? start) === log.latestSeq()
        while (!session.live || !hasHeardAll()) {
          session.tick(performance.now())
          await turn()
        }
        await hub.stop()

        const wanted = Array.from({ length: log.latestSeq() - start }, (_, i) => eventOf(start + 1 + i))
          .filter((event) => matchesFilter(event, streamFilter.filter))
          .map((event) => event.seq)
        expect(received.seqs).toEqual(wanted)
        expect(received.lastSeqs).toEqual([...received.lastSeqs].sort((a, b) => a - b))
        expect(received.others).toEqual(
          fromSeq !== undefined && fromSeq > stored ? ['hello', 'reset'] : ['hello'],
        )
      },
    ),
    { numRuns: 500 },
  )
}, 60_000)
