import { describe, expect, test } from 'vitest'
import { NO_FILTER } from '../state/filter.ts'
import { event, FIRST_SIGHTING } from '../state/fixtures.ts'
import { reduce } from '../state/reduce.ts'
import { INITIAL_STATE, type ViewState } from '../state/view-state.ts'
import { countText, opportunitiesEmptyText, transactionsEmptyText } from './list-text.ts'

const live: ViewState = { ...INITIAL_STATE, connection: { state: 'live' } }
const devnet = { chain_key: 'devnet', chain_id: 31_337, mempool: 'public', sources: [] } as const

describe('an empty list says what is going on', () => {
  test('before the first answer', () => {
    expect(transactionsEmptyText(INITIAL_STATE, NO_FILTER)).toBe('Asking the node for what it holds…')
  })
  test('without a connection', () => {
    const waiting = { ...INITIAL_STATE, connection: { state: 'waiting', retryAtMs: 0, reason: '' } } as const
    expect(transactionsEmptyText(waiting, NO_FILTER)).toBe(
      'Not connected: nothing to show until the node answers.',
    )
  })
  test('on a quiet chain, by its name', () => {
    const quiet = { ...live, chains: [devnet] }
    expect(opportunitiesEmptyText(quiet, NO_FILTER)).toBe('Waiting for the first opportunity of devnet.')
    expect(transactionsEmptyText(live, NO_FILTER)).toBe('Waiting for the first transaction.')
  })
  test('where no chain is watched', () => {
    const off = { ...live, chains: [] }
    expect(transactionsEmptyText(off, NO_FILTER)).toBe('This node watches no chain and holds no transaction.')
  })
  test('under a filter that nothing passes', () => {
    const events = [event(1, 'TxSeen', 1, FIRST_SIGHTING)]
    const held = reduce(live, { type: 'events', events, lastSeq: 1, atMs: 0 })
    const filter = { category: 'nft', minScore: 20, search: ' 0xab ' }
    expect(transactionsEmptyText(held, filter)).toBe(
      'None of the newest 1 transactions matches “0xab” and category nft and a score from 20.',
    )
  })
})

test('the count tells how many are held and how many of them match', () => {
  expect([countText(0, 0), countText(7, 7), countText(2, 7)]).toEqual(['', 'newest 7', '2 of the newest 7'])
})
