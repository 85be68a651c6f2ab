import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createVizClient, type StreamGap } from '../src/index.ts'
import { createFakeServer } from './support/fake-server.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A turn, in which a while passes. */
const turn = async () => {
  await vi.advanceTimersByTimeAsync(4_000)
  await new Promise((resolve) => setImmediate(resolve))
}

/** What happens around a reader, in any order. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    count: fc.integer({ min: 1, max: 9 }),
    hidden: fc.boolean(),
  }),
  fc.record({ do: fc.constant('greet' as const) }),
  fc.record({ do: fc.constant('drop' as const) }),
  fc.record({ do: fc.constant('prune' as const), back: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ do: fc.constant('read' as const) }),
  fc.record({ do: fc.constant('turn' as const) }),
)

test('each event once and in order, but for gaps that are told and what the filter hid, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        stored: fc.integer({ min: 0, max: 20 }),
        after: fc.integer({ min: 0, max: 25 }),
        maxBufferedEvents: fc.integer({ min: 1, max: 12 }),
        steps: fc.array(step, { maxLength: 60 }),
      }),
      async ({ stored, after, maxBufferedEvents, steps }) => {
        const server = createFakeServer()
        server.append(stored)
        const hidden = new Set<number>()
        const gaps: StreamGap[] = []
        const stream = createVizClient({ ...server.options, random: () => 0 }).stream({
          after,
          maxBufferedEvents,
          onGap: (gap) => void gaps.push(gap),
        })
        const seqs: number[] = []
        let reached = -1
        const items = stream.items()
        let asked: ReturnType<typeof items.next> | undefined
        const readOne = async (): Promise<void> => {
          asked ??= items.next()
          const item = await Promise.race([asked, turn().then(() => null)])
          if (item === null || item.done === true) return
          asked = undefined
          reached = item.value.kind === 'events' ? item.value.lastSeq : item.value.gap.resumedAfter
          if (item.value.kind === 'events') seqs.push(...item.value.events.map((event) => event.seq))
        }
        const open = () => server.connections.at(-1)
        for (const taken of steps) {
          const isOpen = open()?.closed === false
          const isGreeted = isOpen && open()?.greeted === true
          if (taken.do === 'turn') await turn()
          else if (taken.do === 'read') await readOne()
          else if (taken.do === 'greet' && isOpen && !isGreeted) server.greet()
          else if (taken.do === 'drop' && isOpen) server.drop()
          else if (taken.do === 'prune') server.prune(Math.max(1, server.latestSeq() - taken.back))
          else if (taken.do === 'append') {
            // Only what is sent live can be hidden here.
            if (taken.hidden && isGreeted) {
              for (let i = 1; i <= taken.count; i++) hidden.add(server.latestSeq() + i)
            }
            server.append(taken.count, taken.hidden)
          }
        }
        // Beyond any start, so that there is something to come.
        server.append(26)
        const end = server.latestSeq()
        while (reached !== end) {
          await turn()
          if (open()?.closed === false && open()?.greeted === false) server.greet()
          await readOne()
        }
        stream.close()
        await asked

        const isLost = (seq: number) =>
          gaps.some((gap) => gap.reason === 'too_old' && seq > gap.requestedSeq && seq <= gap.resumedAfter)
        const start = gaps[0]?.reason === 'ahead' ? gaps[0].resumedAfter : after
        const wanted = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + 1 + i)
        expect(seqs).toEqual(wanted.filter((seq) => !isLost(seq) && !hidden.has(seq)))
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)
