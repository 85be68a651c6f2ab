import { encodeEvent, type StoredEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { eventSequence } from '../../test/arbitrary-events.ts'
import { applyAll } from '../../test/event-lines.ts'
import { stateOf } from '../../test/naive-model.ts'
import { takeLines } from '../replay/take-lines.ts'
import type { LiveState } from './live-state.ts'

vi.setConfig({ testTimeout: 60_000 })

const ALL = { limit: 1_000 }

/** Everything that readers could see. */
async function shown(state: LiveState): Promise<unknown> {
  const { models } = state
  const page = await models.transactionDetails(ALL)
  const rows = page === 'bad_cursor' ? [] : page.rows
  const hashes = rows.map((row) => JSON.parse(row) as Pick<StoredEvent, 'tx_hash' | 'chain_id'>) // rows of our own
  return {
    checkpoint: state.checkpoint(),
    rows,
    records: await Promise.all(
      hashes.map(({ tx_hash, chain_id }) => (tx_hash === '' ? null : models.transaction(tx_hash, chain_id))),
    ),
    opportunities: models.opportunities(ALL),
    ranked: models.rankedOpportunities(ALL),
    features: models.recentFeatures(ALL),
    counts: models.featureCounts(),
    pending: [...models.pendingKeys()].toSorted(),
  }
}

/** As they lie in the log: several lines a frame. */
function takeFrames(state: LiveState, events: readonly StoredEvent[], sizes: readonly number[]): void {
  let from = 0
  for (let turn = 0; from < events.length; turn += 1) {
    const frame = events.slice(from, from + (sizes[turn % sizes.length] ?? 1))
    const lines = frame.map((event) => `${encodeEvent(event.seq, event.node_id, event)}\n`)
    for (const taken of takeLines(state, { buffer: Buffer.from(lines.join('')), start: 0 })) void taken
    from += frame.length
  }
}

const bounds = fc.record({
  maxEvents: fc.integer({ min: 1, max: 60 }),
  maxBytes: fc.integer({ min: 300, max: 20_000 }),
  maxTransactions: fc.integer({ min: 1, max: 12 }),
  maxFeatures: fc.integer({ min: 1, max: 20 }),
  maxOpportunities: fc.integer({ min: 1, max: 20 }),
})

describe('the state', () => {
  test('is the same however the events were cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(),
        bounds,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        async (events, limits, sizes) => {
          const one = stateOf(limits)
          const other = stateOf(limits)
          applyAll(one, events)
          takeFrames(other, events, sizes)
          expect(await shown(other)).toEqual(await shown(one))
        },
      ),
    )
  })

  test('is made again by the events in the window alone, at any restart', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(),
        bounds,
        fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 3 }),
        async (events, limits, stops) => {
          const never = stateOf(limits)
          let running = stateOf(limits)
          const restarts = new Set(stops)
          for (const [index, event] of events.entries()) {
            applyAll(never, [event])
            applyAll(running, [event])
            if (!restarts.has(index)) continue
            const { windowFrom, digest } = running.checkpoint()
            running = stateOf(limits)
            applyAll(
              running,
              events.slice(0, index + 1).filter(({ seq }) => seq >= windowFrom),
            )
            expect(running.checkpoint().digest).toBe(digest)
          }
          expect(await shown(running)).toEqual(await shown(never))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('says when its beginning no longer matters', async () => {
    await fc.assert(
      fc.asyncProperty(eventSequence(), bounds, fc.nat({ max: 60 }), async (events, limits, cut) => {
        const whole = stateOf(limits)
        const late = stateOf(limits)
        applyAll(whole, events)
        applyAll(late, events.slice(cut))
        if (late.full()) expect(await shown(late)).toEqual(await shown(whole))
      }),
      { numRuns: 200 },
    )
  })

  test('has another digest when an event is missing or differs', () => {
    fc.assert(
      fc.property(eventSequence(), fc.nat(), (events, pick) => {
        fc.pre(events.length > 0)
        const index = pick % events.length
        const event = events[index]
        if (event === undefined) return
        const digestOf = (all: readonly StoredEvent[]): string => {
          const state = stateOf()
          applyAll(state, all)
          return state.checkpoint().digest
        }
        const other = { ...event, source_id: 'geth-x' }
        const digest = digestOf(events)
        expect(digestOf(events.with(index, other))).not.toBe(digest)
        expect(digestOf(events.slice(0, -1))).not.toBe(digest)
      }),
    )
  })
})
