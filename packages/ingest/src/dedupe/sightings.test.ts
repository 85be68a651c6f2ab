import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf } from '../../test/transactions.ts'
import { accountingRow, type Outcome } from '../accounting.ts'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './hash-memory.ts'
import { createSightings, type PendingTx, type Sightings } from './sightings.ts'

const FETCHED: Outcome = { kind: 'fetched' }
const NULL: Outcome = { kind: 'null' }
const OUTCOMES: readonly Outcome[] = [
  FETCHED,
  NULL,
  { kind: 'rejected', reason: 'malformed_body' },
  { kind: 'rejected', reason: 'hash_mismatch' },
  { kind: 'dropped', reason: 'fetch_failed' },
  { kind: 'dropped', reason: 'storage_queue_full' },
]

function sightingsOf(sources: number, capacity = 1000): Sightings {
  const seed = Uint32Array.from({ length: HASH_MEMORY_SEED_WORDS }, (_, i) => (i + 1) * 0x9e3779b1)
  return createSightings(createHashMemory(capacity, seed), sources)
}

function rowOf(sightings: Sightings, source: number) {
  const account = sightings.accounts[source]
  if (account === undefined) throw new Error(`no source ${source}`)
  return accountingRow('dev', 1, `s${source}`, account)
}

function see(sightings: Sightings, source: number, n = 1) {
  return { ...sightings.see(hashOf(n), source, 5) }
}

function pendingOf(sighting: { readonly fetch: boolean; readonly pending: PendingTx | null }): PendingTx {
  if (!sighting.fetch || sighting.pending === null) throw new Error('not to be fetched')
  return sighting.pending
}

describe('one source', () => {
  test('a new hash is first and to be fetched', () => {
    const sightings = sightingsOf(1)
    expect(see(sightings, 0)).toMatchObject({
      first: true,
      reannounced: false,
      fetch: true,
      pending: { hash: hashOf(1), arrivalUs: 5 },
    })
    expect(rowOf(sightings, 0)).toMatchObject({ announced: 1, in_flight: 1 })
  })

  test('again before it is settled is a duplicate, after it a re-announcement', () => {
    const sightings = sightingsOf(1)
    const pending = pendingOf(see(sightings, 0))
    expect(see(sightings, 0)).toEqual({ first: false, reannounced: false, fetch: false, pending })
    sightings.settle(pending, FETCHED)
    expect(see(sightings, 0)).toEqual({ first: false, reannounced: true, fetch: false, pending: null })
    expect(rowOf(sightings, 0)).toMatchObject({
      announced: 1,
      fetched: 1,
      in_flight: 0,
      duplicates: 2,
      reannounced: 1,
    })
  })

  test.each([NULL, { kind: 'dropped', reason: 'fetch_failed' } as const])(
    'after $kind the next announcement is fetched, and is not first',
    (outcome) => {
      const sightings = sightingsOf(1)
      sightings.settle(pendingOf(see(sightings, 0)), outcome)
      expect(see(sightings, 0)).toMatchObject({
        first: false,
        reannounced: false,
        fetch: true,
        pending: { hash: hashOf(1) },
      })
      expect(rowOf(sightings, 0)).toMatchObject({ announced: 2, in_flight: 1, duplicates: 0 })
    },
  )

  test('a hash that is announced again and again is not forgotten', () => {
    const sightings = sightingsOf(1, 10)
    sightings.settle(pendingOf(see(sightings, 0)), FETCHED)
    for (let n = 2; n < 100; n++) {
      sightings.settle(pendingOf(see(sightings, 0, n)), FETCHED)
      expect(see(sightings, 0)).toMatchObject({ first: false, reannounced: true })
    }
  })

  test('settling twice counts once', () => {
    const sightings = sightingsOf(1)
    const pending = pendingOf(see(sightings, 0))
    sightings.settle(pending, FETCHED)
    sightings.settle(pending, NULL)
    expect(rowOf(sightings, 0)).toMatchObject({ announced: 1, fetched: 1, null: 0, in_flight: 0 })
  })
})

describe('what an earlier run saw', () => {
  test('is not first, and re-announced when its body was there', () => {
    const sightings = sightingsOf(2)
    sightings.restoreSeen(hashOf(1), 0)
    sightings.restoreOutcome(hashOf(1), FETCHED)
    expect(sightings.knows(hashOf(1), 0)).toBe(true)
    expect(sightings.knows(hashOf(1), 1)).toBe(false)
    expect(see(sightings, 0)).toEqual({ first: false, reannounced: true, fetch: false, pending: null })
    expect(rowOf(sightings, 0)).toMatchObject({ announced: 0, fetched: 0, duplicates: 1, reannounced: 1 })
    expect(see(sightings, 1)).toEqual({ first: false, reannounced: false, fetch: false, pending: null })
    expect(rowOf(sightings, 1)).toMatchObject({ announced: 1, fetched: 1 })
  })

  test('is fetched when its body never came', () => {
    const sightings = sightingsOf(1)
    sightings.restoreSeen(hashOf(1), 0)
    sightings.restoreSeen(hashOf(2), null)
    expect(sightings.knows(hashOf(1), 0)).toBe(false)
    for (const n of [1, 2]) expect(see(sightings, 0, n)).toMatchObject({ first: false, fetch: true })
    expect(rowOf(sightings, 0)).toMatchObject({ announced: 2, in_flight: 2 })
  })
})

describe('several sources', () => {
  test('only the first fetches; the outcome counts for each that announced it', () => {
    const sightings = sightingsOf(28)
    const pending = pendingOf(see(sightings, 0))
    expect(see(sightings, 27)).toEqual({ first: false, reannounced: false, fetch: false, pending })
    expect(rowOf(sightings, 27)).toMatchObject({ announced: 1, in_flight: 1 })
    sightings.settle(pending, FETCHED)
    for (const source of [0, 27])
      expect(rowOf(sightings, source)).toMatchObject({ announced: 1, fetched: 1, in_flight: 0 })
    expect(rowOf(sightings, 1)).toMatchObject({ announced: 0, fetched: 0 })
  })

  test.each(['hash_mismatch', 'wrong_chain', 'malformed_body', 'oversize_body'] as const)(
    'what one source gave a bad body for (%s) is fetched when another announces it, and not again from the first',
    (reason) => {
      const sightings = sightingsOf(2)
      sightings.settle(pendingOf(see(sightings, 0)), { kind: 'rejected', reason })
      expect(see(sightings, 0)).toMatchObject({ reannounced: true, fetch: false })
      const pending = pendingOf(see(sightings, 1))
      sightings.settle(pending, FETCHED)
      expect(rowOf(sightings, 1)).toMatchObject({ announced: 1, fetched: 1, rejected: {} })
      expect(see(sightings, 0)).toMatchObject({ reannounced: true, fetch: false })
      expect(rowOf(sightings, 0)).toMatchObject({ announced: 1, rejected: { [reason]: 1 }, duplicates: 2 })
    },
  )

  test('what is dropped at one source and fetched at another counts once for each', () => {
    const sightings = sightingsOf(2)
    sightings.settle(pendingOf(see(sightings, 0)), NULL)
    sightings.settle(pendingOf(see(sightings, 1)), FETCHED)
    expect(sightings.knows(hashOf(1), 0)).toBe(true)
    expect(see(sightings, 0)).toMatchObject({ first: false, reannounced: true, fetch: false })
    expect(rowOf(sightings, 0)).toMatchObject({ announced: 1, null: 1, duplicates: 1, reannounced: 1 })
  })

  test('after a drop another source fetches', () => {
    const sightings = sightingsOf(2)
    sightings.settle(pendingOf(see(sightings, 0)), NULL)
    expect(see(sightings, 1)).toMatchObject({ first: false, fetch: true, pending: { hash: hashOf(1) } })
  })
})

test('the identity holds after every step, whatever happens and however small the memory', () => {
  const step = fc.oneof(
    fc.record({ op: fc.constant('see' as const), n: fc.nat(12), source: fc.nat(2) }),
    fc.record({ op: fc.constant('settle' as const), n: fc.nat(12), outcome: fc.constantFrom(...OUTCOMES) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (steps, capacity) => {
      const sightings = sightingsOf(3, capacity)
      const pendings = new Map<number, PendingTx>()
      let sightingsTotal = 0
      for (const { op, n, ...rest } of steps) {
        if (op === 'see' && 'source' in rest) {
          sightingsTotal++
          const { fetch, pending } = sightings.see(hashOf(n), rest.source, 0)
          expect(sightings.knows(hashOf(n), rest.source)).toBe(true)
          // A hash is never fetched twice at once.
          if (fetch) expect(pendings.has(n)).toBe(false)
          if (fetch && pending !== null) pendings.set(n, pending)
        } else if ('outcome' in rest) {
          const pending = pendings.get(n)
          pendings.delete(n)
          if (pending !== undefined) sightings.settle(pending, rest.outcome)
        }
        for (const { announced, fetched, nulls, rejected, dropped, inFlight } of sightings.accounts) {
          const ended = [...rejected.values(), ...dropped.values()].reduce(
            (sum, count) => sum + count,
            fetched + nulls,
          )
          expect(announced).toBe(ended + inFlight)
        }
      }
      const counted = sightings.accounts.reduce(
        (sum, account) => sum + account.announced + account.duplicates,
        0,
      )
      expect(counted).toBe(sightingsTotal)
    }),
  )
})
