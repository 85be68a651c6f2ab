import { type EventDraft, encodeEvent, type StoredEvent, type TransactionSummary } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyDraft } from '../../test/arbitrary-drafts.ts'
import { eventSequence, numbered } from '../../test/arbitrary-events.ts'
import { applyAll, features, hashOf, ready, seen } from '../../test/event-lines.ts'
import { type StateOptions, stateOf } from '../../test/naive-model.ts'
import { takeLines } from '../replay/take-lines.ts'
import type { LiveState } from './live-state.ts'

vi.setConfig({ testTimeout: 60_000 })

const ALL = { limit: 1_000 }

/** Everything that readers could see. */
async function shown(state: LiveState): Promise<unknown> {
  const { models } = state
  const page = await models.transactionDetails(ALL)
  const rows = page === 'bad_cursor' ? [] : page.rows
  const listed = rows.map((row) => JSON.parse(row) as TransactionSummary) // rows of our own
  return {
    checkpoint: state.checkpoint(),
    rows,
    records: await Promise.all(listed.map(({ tx_hash, chain_id }) => models.transaction(tx_hash, chain_id))),
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

/** Of every kind, about two transactions: far more of each than lists keep, and listed again now and then. */
const crowded: fc.Arbitrary<readonly StoredEvent[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: anyDraft.filter((draft) => draft.kind !== 'TxSeen') },
      {
        weight: 6,
        arbitrary: fc.integer({ min: 1, max: 80 }).map((source) => sighting(`geth-${source}`, false)),
      },
      { weight: 1, arbitrary: fc.constantFrom('geth-a', 'geth-b').map((source) => sighting(source, true)) },
    ),
    { minLength: 100, maxLength: 500, size: 'max' },
  )
  .map((drafts) =>
    numbered(
      drafts.map((draft, index) =>
        draft.tx_hash === '' ? draft : { ...draft, chain_id: 1, tx_hash: hashOf(1 + (index % 2)) },
      ),
    ),
  )

const sighting = (source: string, first: boolean): EventDraft => seen(hashOf(1), { source_id: source }, first)

/** What a state is that reads again what the window of another holds. */
function madeAgain(state: LiveState, events: readonly StoredEvent[], limits: StateOptions): LiveState {
  const { windowFrom } = state.checkpoint()
  const again = stateOf(limits)
  applyAll(
    again,
    events.filter(({ seq }) => seq >= windowFrom),
  )
  return again
}

describe('the state', () => {
  test('is made again by the window also of transactions with more events than lists keep', async () => {
    await fc.assert(
      fc.asyncProperty(crowded, fc.integer({ min: 60, max: 400 }), async (events, maxEvents) => {
        const state = stateOf({ maxEvents })
        applyAll(state, events)
        expect(await shown(madeAgain(state, events, { maxEvents }))).toEqual(await shown(state))
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['sightings', seen(hashOf(1), {}, false)],
    ['other events', features(hashOf(1), 5)],
  ])(
    'forgets the first stay of a transaction that had many %s since it was listed again',
    async (_, many) => {
      const events = numbered([
        seen(hashOf(1), { source_id: 'geth-old' }),
        seen(hashOf(1), { source_id: 'geth-new' }),
        ready(hashOf(1)),
        ...Array.from({ length: 100 }, () => many),
      ])
      const limits = { maxEvents: 102 }
      const state = stateOf(limits)
      applyAll(state, events)
      expect(await shown(state)).toMatchObject({ rows: [expect.stringContaining('"source_id":"geth-new"')] })
      expect(await shown(state)).toMatchObject({ rows: [expect.stringContaining('"status":"ready"')] })
      expect(await shown(state)).toMatchObject({ rows: [expect.not.stringContaining('geth-old')] })
      expect(await shown(madeAgain(state, events, limits))).toEqual(await shown(state))
    },
  )

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
        if (late.complete()) expect(await shown(late)).toEqual(await shown(whole))
      }),
      { numRuns: 200 },
    )
  })

  test('is not complete behind numbers that were passed over, until it is full', () => {
    const events = numbered(Array.from({ length: 12 }, (_, index) => seen(hashOf(index))))
    const [first, second, ...others] = events
    if (first === undefined || second === undefined) throw new Error('events')
    const state = stateOf({ maxEvents: 5 })
    const answers = [first, second, ...others.slice(3)].map((event) => {
      applyAll(state, [event])
      return [event.seq, state.complete()]
    })
    const expected = [1, 2, 6, 7, 8, 9, 10, 11, 12].map((seq) => [seq, seq <= 2 || seq >= 10])
    expect(answers).toEqual(expected)
    const late = stateOf({ maxEvents: 5 })
    applyAll(late, events.slice(1, 4))
    expect(late.complete()).toBe(false)
    late.trust()
    expect(late.complete()).toBe(true)
    applyAll(late, events.slice(5, 6))
    expect(late.complete()).toBe(false)
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
