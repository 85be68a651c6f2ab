import { type Hash, type TxDecodedData, toWei } from '@org/events'
import { describe, expect, test } from 'vitest'
import {
  NOTHING_STORED,
  type StoredTransaction,
  sourcelogEvent,
  transactionEvents,
} from './imported-events.ts'
import type { ImportedTransaction } from './imported-transaction.ts'

const NOON = Date.UTC(2026, 0, 2, 12)
const HASH = `0x${'ab'.repeat(32)}` as Hash // 32 bytes

const TX: ImportedTransaction = {
  hash: HASH,
  chainId: 1,
  timestampMs: NOON,
  // What is in it is of no concern here.
  body: { input: '0x', calldata_len: 0, value_wei: toWei(0n) } as unknown as TxDecodedData,
  isWhole: true,
  sources: ['a', 'b'],
  confirmation: {
    block_number: 5,
    block_hash: null,
    block_timestamp: NOON / 1000 - 3,
    inclusion_delay_ms: -3000,
    status: 'unknown',
  },
}

function stored(fields: Partial<StoredTransaction>): StoredTransaction {
  return { ...NOTHING_STORED, isKnown: true, ...fields }
}

const namesOf = (tx: ImportedTransaction, known: StoredTransaction): readonly string[] =>
  transactionEvents(tx, known, 'set').map(({ kind, source_id }) => `${kind} ${source_id}`)

describe('transactionEvents', () => {
  test('a new transaction: a sighting for each source, the first of them first, the body, and the block', () => {
    const events = transactionEvents(TX, NOTHING_STORED, 'set')
    expect(
      events.map(({ kind, source_id, data }) => [kind, source_id, 'first' in data ? data.first : null]),
    ).toEqual([
      ['TxSeen', 'import:set/a', true],
      ['TxSeen', 'import:set/b', false],
      ['TxDecoded', 'import:set', null],
      ['TxConfirmedFinal', 'import:set', null],
    ])
  })

  test('no event is before the sighting, also of a block that is', () => {
    expect(transactionEvents(TX, NOTHING_STORED, 'set').map((event) => event.ingest_ts_unix_us)).toEqual(
      Array(4).fill(NOON * 1000),
    )
  })

  test('a file without sources gives one sighting of the set itself', () => {
    expect(namesOf({ ...TX, sources: [] }, NOTHING_STORED)[0]).toBe('TxSeen import:set')
  })

  test('nothing when everything is stored', () => {
    const sightings = new Map([
      ['a', [NOON]],
      ['b', [NOON]],
    ])
    expect(namesOf(TX, stored({ sightings, body: 'whole', isConfirmed: true }))).toEqual([])
  })

  test('what the sourcelog said of a source is not said again less exactly', () => {
    const known = stored({
      sightings: new Map([
        ['a', [NOON]],
        ['b', [NOON + 250]],
      ]),
    })
    expect(namesOf(TX, known)).toEqual(['TxDecoded import:set', 'TxConfirmedFinal import:set'])
  })

  test('sightings of another day or before the row say nothing of it', () => {
    const known = stored({
      sightings: new Map([
        ['a', [NOON - 1]],
        ['b', [NOON + 43_200_000]],
      ]),
    })
    expect(namesOf(TX, known).slice(0, 2)).toEqual(['TxSeen import:set/a', 'TxSeen import:set/b'])
    expect(transactionEvents(TX, known, 'set')[0]?.data).toMatchObject({ first: false })
  })

  test('somebody saw it at the time of the row', () => {
    const later = new Map([
      ['a', [NOON + 5]],
      ['b', [NOON + 250]],
    ])
    expect(namesOf(TX, stored({ sightings: later, body: 'whole', isConfirmed: true }))).toEqual([
      'TxSeen import:set/a',
    ])
  })

  test('a file without sources adds none where one is known at that time', () => {
    const known = stored({ sightings: new Map([['a', [NOON]]]), body: 'whole', isConfirmed: true })
    expect(namesOf({ ...TX, sources: [] }, known)).toEqual([])
  })

  test('a whole body replaces a cut one, and not the other way round', () => {
    const known = { sightings: new Map([['a', [NOON]]]), isConfirmed: true }
    const tx = { ...TX, sources: ['a'] }
    expect(namesOf(tx, stored({ ...known, body: 'cut' }))).toEqual(['TxDecoded import:set'])
    expect(namesOf({ ...tx, isWhole: false }, stored({ ...known, body: 'cut' }))).toEqual([])
    expect(namesOf({ ...tx, isWhole: false }, stored({ ...known, body: 'whole' }))).toEqual([])
  })
})

describe('sourcelogEvent', () => {
  const row = { hash: HASH, timestampMs: NOON, source: 'a' }

  test('a sighting at its time, once', () => {
    expect(sourcelogEvent(row, 10, NOTHING_STORED, 'set')).toMatchObject({
      chain_id: 10,
      source_id: 'import:set/a',
      ingest_ts_unix_us: NOON * 1000,
      data: { first: true, backfill: true },
    })
    expect(sourcelogEvent(row, 10, stored({ sightings: new Map([['a', [NOON]]]) }), 'set')).toBeNull()
    const other = stored({ sightings: new Map([['a', [NOON + 1]]]) })
    expect(sourcelogEvent(row, 10, other, 'set')?.data).toMatchObject({ first: false })
  })
})
