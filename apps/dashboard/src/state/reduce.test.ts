import type { StoredEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressOf,
  DECODED,
  event,
  FEATURES,
  FIRST_SIGHTING,
  hashOf,
  opportunity,
  snapshot,
  summary,
} from './fixtures.ts'
import { reduce } from './reduce.ts'
import { INITIAL_STATE, MAX_OPPORTUNITIES, MAX_TRANSACTIONS, type ViewState } from './view-state.ts'

function apply(state: ViewState, events: readonly StoredEvent[], lastSeq?: number): ViewState {
  const last = lastSeq ?? events.at(-1)?.seq ?? state.appliedSeq
  return reduce(state, { type: 'events', events, lastSeq: last, atMs: 1_000_000 })
}

function onlyRow(state: ViewState) {
  expect(state.transactions.size).toBe(1)
  return state.transactions.values().next().value
}

describe('a transaction', () => {
  test('appears with its first sighting and fills up with later events of its hash', () => {
    const seen = apply(INITIAL_STATE, [event(1, 'TxSeen', 1, FIRST_SIGHTING)])
    expect(onlyRow(seen)).toMatchObject({ status: 'announced', sender: null, valueWei: null, mevScore: null })

    const decoded = apply(seen, [event(2, 'TxDecoded', 1, DECODED)])
    expect(onlyRow(decoded)).toMatchObject({
      seq: 1,
      status: 'pending',
      sender: addressOf(0xa),
      to: addressOf(0xb),
      valueWei: '1500000000000000000',
    })

    const scored = apply(decoded, [event(3, 'TxFeatures', 1, FEATURES)])
    expect(onlyRow(scored)).toMatchObject({
      category: 'swap',
      mevScore: 64,
      swaps: FEATURES.swaps,
      valueNative: 1.5,
      slippageLimit: 'none',
    })
  })

  test.each([
    ['TxReady', 'ready', { sender: addressOf(1), nonce: 1 }],
    ['TxBlocked', 'blocked', { sender: addressOf(1), nonce: 1, expected_nonce: 0 }],
    ['TxReplaced', 'replaced', { replaced_by: hashOf(9), bump_bps: 1000 }],
    ['TxDropped', 'dropped', { reason: 'expired' }],
    ['TxRejected', 'rejected', { reason: 'malformed_body', note: '' }],
    ['TxReorged', 'pending', { old_block_hash: hashOf(8), new_block_hash: hashOf(9) }],
  ] as const)('%s makes its status %s', (kind, status, data) => {
    const seen = apply(INITIAL_STATE, [event(1, 'TxSeen', 1, FIRST_SIGHTING)])
    expect(onlyRow(apply(seen, [event(2, kind, 1, data)]))).toMatchObject({ status })
  })

  test('of another source, seen later, does not make a second row or a row of its own', () => {
    const later = { first: false, reannounced: false, backfill: false }
    expect(apply(INITIAL_STATE, [event(1, 'TxSeen', 1, later)]).transactions.size).toBe(0)
    const both = apply(INITIAL_STATE, [event(1, 'TxSeen', 1, FIRST_SIGHTING), event(2, 'TxSeen', 1, later)])
    expect(onlyRow(both)).toMatchObject({ seq: 1 })
  })

  test('that is first seen again comes back to the top as it is known', () => {
    const state = apply(INITIAL_STATE, [
      event(1, 'TxSeen', 1, FIRST_SIGHTING),
      event(2, 'TxDecoded', 1, DECODED),
      event(3, 'TxSeen', 2, FIRST_SIGHTING),
      event(4, 'TxSeen', 1, FIRST_SIGHTING),
    ])
    expect([...state.transactions.values()].map((row) => [row.seq, row.status])).toEqual([
      [3, 'announced'],
      [4, 'pending'],
    ])
  })

  test('whose body comes late is pending again when it was given up, and stays settled when it was settled', () => {
    const statusAfter = (before: StoredEvent) =>
      onlyRow(
        apply(INITIAL_STATE, [
          event(1, 'TxSeen', 1, FIRST_SIGHTING),
          before,
          event(3, 'TxDecoded', 1, DECODED),
        ]),
      )?.status
    expect(statusAfter(event(2, 'TxDropped', 1, { reason: 'fetch_failed' }))).toBe('pending')
    expect(statusAfter(event(2, 'TxReplaced', 1, { replaced_by: hashOf(9), bump_bps: 1_000 }))).toBe(
      'replaced',
    )
  })

  test('with the same hash on two chains has two rows', () => {
    const other: StoredEvent = { ...event(2, 'TxSeen', 1, FIRST_SIGHTING), chain_id: 2 }
    expect(apply(INITIAL_STATE, [event(1, 'TxSeen', 1, FIRST_SIGHTING), other]).transactions.size).toBe(2)
  })

  test('that the page does not hold is not conjured up by a later event', () => {
    expect(apply(INITIAL_STATE, [event(1, 'TxDecoded', 1, DECODED)]).transactions.size).toBe(0)
  })
})

describe('a snapshot', () => {
  const loaded = reduce(INITIAL_STATE, {
    type: 'snapshot',
    snapshot: snapshot(20, {
      transactions: [summary(12, 2), summary(10, 1)],
      feature_details: [
        { ...FEATURES, tx_hash: hashOf(1), chain_id: 1, seq: 11, ingest_ts_unix_us: 1_700_000_000_000_011 },
      ],
      opportunities: [
        { ...opportunity(1, 80), tx_hash: hashOf(1), chain_id: 1, seq: 15, ingest_ts_unix_us: 0 },
        { ...opportunity(2, 50), tx_hash: hashOf(1), chain_id: 1, seq: 14, ingest_ts_unix_us: 0 },
      ],
    }),
  })

  test('brings rows oldest first, with the swaps of their features', () => {
    expect([...loaded.transactions.values()].map((row) => [row.seq, row.swaps.length])).toEqual([
      [10, 1],
      [12, 0],
    ])
    expect([...loaded.transactions.values()].map((row) => [row.valueNative, row.slippageLimit])).toEqual([
      [1.5, 'none'],
      [null, null],
    ])
    expect([...loaded.opportunities.values()].map((row) => row.seq)).toEqual([14, 15])
    expect(loaded).toMatchObject({ appliedSeq: 20, durableSeq: 20 })
  })

  test('is continued by the stream: events it contains change nothing', () => {
    expect(apply(loaded, [event(20, 'TxSeen', 7, FIRST_SIGHTING)]).transactions.size).toBe(2)
    expect(apply(loaded, [event(21, 'TxSeen', 7, FIRST_SIGHTING)]).transactions.size).toBe(3)
  })

  test('replaces everything, also by lower numbers', () => {
    const replaced = reduce(loaded, { type: 'snapshot', snapshot: snapshot(3) })
    expect(replaced).toMatchObject({ appliedSeq: 3, durableSeq: 3 })
    expect(replaced.transactions.size + replaced.opportunities.size).toBe(0)
  })
})

test('an opportunity that is detected again takes its new score and place', () => {
  const state = apply(INITIAL_STATE, [
    event(1, 'OppDetected', 1, opportunity(1, 40)),
    event(2, 'OppDetected', 2, opportunity(2, 50)),
    event(3, 'OppDetected', 1, opportunity(1, 70)),
  ])
  expect([...state.opportunities.values()].map((row) => [row.seq, row.score])).toEqual([
    [2, 50],
    [3, 70],
  ])
})

test('the durable number follows greeting, events and heartbeat, and the position what filters hid', () => {
  const greeted = reduce(INITIAL_STATE, { type: 'hello', nodeId: 'node-a', latestSeq: 5, atMs: 0 })
  expect(greeted).toMatchObject({ nodeId: 'node-a', durableSeq: 5, connection: { state: 'live' } })
  expect(apply(greeted, [], 9)).toMatchObject({ appliedSeq: 9, durableSeq: 9 })
  expect(reduce(greeted, { type: 'heartbeat', latestSeq: 12 })).toMatchObject({ durableSeq: 12 })
})

test('a failed question for the chains keeps the last answer beside the problem', () => {
  const answered = reduce(INITIAL_STATE, { type: 'chains', chains: [] })
  const failed = reduce(answered, { type: 'chains_unavailable', reason: 'no answer' })
  expect(failed).toMatchObject({ chains: [], chainsProblem: 'no answer' })
  expect(reduce(failed, { type: 'chains', chains: [] }).chainsProblem).toBeNull()
})

describe('properties of the stream', () => {
  /** Shrinking streams of this length takes minutes and a failure prints its seed. */
  const RUNS = { numRuns: 30, endOnFailure: true }
  /** More hashes and more events than the page holds, so that rows are let go and come again. */
  const streams = fc
    .array(fc.tuple(fc.nat(900), fc.constantFrom('seen', 'seen', 'decoded', 'features', 'opp', 'dropped')), {
      maxLength: 2_500,
      size: 'max',
    })
    .map((steps) => steps.map(([index, step], at) => toEvent(at + 1, index, step)))

  function toEvent(seq: number, index: number, step: string): StoredEvent {
    switch (step) {
      case 'seen':
        return event(seq, 'TxSeen', index, FIRST_SIGHTING)
      case 'decoded':
        return event(seq, 'TxDecoded', index, DECODED)
      case 'features':
        return event(seq, 'TxFeatures', index, { ...FEATURES, mev_score: seq % 101 })
      case 'opp':
        return event(seq, 'OppDetected', index, opportunity(index, seq % 101))
      default:
        return event(seq, 'TxDropped', index, { reason: 'expired' })
    }
  }

  function rows(state: ViewState) {
    return {
      transactions: [...state.transactions.values()],
      opportunities: [...state.opportunities.values()],
    }
  }

  test('the page is bounded and in order of the numbers', () => {
    fc.assert(
      fc.property(streams, (events) => {
        const { transactions, opportunities } = rows(apply(INITIAL_STATE, events))
        expect(transactions.length).toBeLessThanOrEqual(MAX_TRANSACTIONS)
        expect(opportunities.length).toBeLessThanOrEqual(MAX_OPPORTUNITIES)
        for (const list of [transactions, opportunities]) {
          const seqs = list.map((row) => row.seq)
          expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
        }
      }),
      RUNS,
    )
  })

  test('the bounds are reached', () => {
    const full = Array.from({ length: 1_600 }, (_, at) =>
      toEvent(at + 1, at >> 1, at % 2 === 0 ? 'seen' : 'opp'),
    )
    const { transactions, opportunities } = rows(apply(INITIAL_STATE, full))
    expect([transactions.length, opportunities.length]).toEqual([MAX_TRANSACTIONS, MAX_OPPORTUNITIES])
    expect([transactions[0]?.seq, opportunities.at(-1)?.seq]).toEqual([601, 1_600])
  })

  test('events that arrive again, in whatever batches, change nothing', () => {
    fc.assert(
      fc.property(streams, fc.nat(2_500), fc.nat(2_500), (events, a, b) => {
        const whole = apply(INITIAL_STATE, events)
        const [cut, overlap] = [Math.max(a, b), Math.min(a, b)]
        const resumed = apply(apply(INITIAL_STATE, events.slice(0, cut)), events.slice(overlap))
        expect(rows(resumed)).toEqual(rows(whole))
        expect(apply(whole, events)).toEqual(whole)
      }),
      RUNS,
    )
  })
})
