import { describe, expect, test } from 'vitest'
import { NO_FILTER, selectOpportunities, selectTransactions } from './filter.ts'
import { addressOf, DECODED, event, FEATURES, FIRST_SIGHTING, hashOf, opportunity } from './fixtures.ts'
import { reduce } from './reduce.ts'
import { INITIAL_STATE } from './view-state.ts'

const state = reduce(INITIAL_STATE, {
  type: 'events',
  lastSeq: 8,
  atMs: 0,
  events: [
    event(1, 'TxSeen', 0x111, FIRST_SIGHTING),
    event(2, 'TxDecoded', 0x111, { ...DECODED, sender: addressOf(0xfeed) }),
    event(3, 'TxFeatures', 0x111, FEATURES),
    event(4, 'TxSeen', 0x222, FIRST_SIGHTING),
    event(5, 'TxDecoded', 0x222, { ...DECODED, sender: addressOf(0xbead), to: addressOf(0xcafe) }),
    event(6, 'OppDetected', 0x111, opportunity(1, 60, [hashOf(0x111)])),
    event(7, 'OppDetected', 0x222, opportunity(2, 60, [hashOf(0x222)])),
    event(8, 'OppDetected', 0x333, opportunity(3, 90, [hashOf(0x333)])),
  ],
})
const transactions = (filter: Partial<typeof NO_FILTER>) =>
  selectTransactions(state, { ...NO_FILTER, ...filter }).map((row) => row.seq)
const opportunities = (filter: Partial<typeof NO_FILTER>) =>
  selectOpportunities(state, { ...NO_FILTER, ...filter }).map((row) => row.seq)

describe('transactions', () => {
  test('are newest first', () => expect(transactions({})).toEqual([4, 1]))
  test('match by category', () => expect(transactions({ category: 'swap' })).toEqual([1]))
  test('without a score are hidden by a minimum', () => {
    expect(transactions({ minScore: 64 })).toEqual([1])
    expect(transactions({ minScore: 65 })).toEqual([])
  })
  test('match by hash, sender, receiver and token, in any letter case and with spaces around', () => {
    expect(transactions({ search: ` ${hashOf(0x222).toUpperCase().replace('0X', '0x')} ` })).toEqual([4])
    expect(transactions({ search: 'feed' })).toEqual([1])
    expect(transactions({ search: 'CAFE' })).toEqual([4])
    expect(transactions({ search: addressOf(0xd) })).toEqual([1])
  })
})

describe('opportunities', () => {
  test('are ranked by score, the newer first of equal ones', () =>
    expect(opportunities({})).toEqual([8, 7, 6]))
  test('match by minimum and category', () => {
    expect(opportunities({ minScore: 61 })).toEqual([8])
    expect(opportunities({ category: 'nft' })).toEqual([])
  })
  test("match by a member's hash and by its addresses where the page holds it", () => {
    expect(opportunities({ search: hashOf(0x333) })).toEqual([8])
    expect(opportunities({ search: 'cafe' })).toEqual([7])
  })
})
