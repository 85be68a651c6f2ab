import type { EventDraft, StoredEvent, TransactionRecord } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { numbered } from '../../test/arbitrary-events.ts'
import { decoded, features, hashOf, NOW_US, opportunity, seen } from '../../test/event-lines.ts'
import { is, lastPerKey, modelsOf } from '../../test/naive-model.ts'

// Many property runs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

describe('one transaction', () => {
  test('carries its sightings, history, body, features and opportunities', async () => {
    const at = { source_id: 'geth-b' }
    const models = modelsOf(
      numbered([
        seen(hashOf(1)),
        seen(hashOf(1), at, false),
        decoded(hashOf(1), at),
        features(hashOf(1), 42),
        seen(hashOf(2)),
        opportunity([hashOf(2), hashOf(1)], 70, '0x01'),
        { ...decoded(hashOf(1)), kind: 'TxReplaced', data: { replaced_by: hashOf(2), bump_bps: 1000 } },
      ]),
    )
    const record = JSON.parse((await models.transaction(hashOf(1))) ?? 'null') as TransactionRecord // our own row
    expect(record).toMatchObject({
      tx_hash: hashOf(1),
      chain_id: 1,
      seq: 1,
      source_id: 'geth-a',
      first_seen_unix_us: NOW_US,
      status: 'replaced',
      nonce: 7,
      mev_score: 42,
      category: 'swap',
      sources: ['geth-a', 'geth-b'],
      sightings: [
        { source_id: 'geth-a', seq: 1, first: true },
        { source_id: 'geth-b', seq: 2, first: false },
      ],
      opportunities: [{ opportunity_id: '0x01', tx_hash: hashOf(2), seq: 6, score: 70 }],
    })
    expect(record.history.map((event) => [event.seq, event.kind])).toEqual([
      [3, 'TxDecoded'],
      [4, 'TxFeatures'],
      [7, 'TxReplaced'],
    ])
    expect(record.decoded?.input).toBe('0xdeadbeef')
    expect(await models.transaction(hashOf(9))).toBeNull()
    expect(await models.transaction(hashOf(1), 10)).toBeNull()
  })

  test('carries what its latest simulation said, not that of another member', async () => {
    const told = (outcome: 'success' | 'reverted') => ({
      outcome,
      block_number: 9,
      gas_used: 100_000,
      reason: null,
      token_movements: [],
    })
    const found = (members: readonly number[], id: string, outcome?: 'success' | 'reverted'): EventDraft => {
      const event = opportunity(members.map(hashOf), 70, id)
      const simulation = outcome === undefined ? {} : { simulation: told(outcome) }
      return { ...event, data: { ...event.data, ...simulation } } as EventDraft // data of its kind
    }
    const models = modelsOf(
      numbered([
        seen(hashOf(1)),
        seen(hashOf(2)),
        found([1], '0x01', 'reverted'),
        found([1, 2], '0x02', 'success'),
        found([1], '0x01'),
      ]),
    )
    const simulation = async (index: number) =>
      (JSON.parse((await models.transaction(hashOf(index))) ?? 'null') as TransactionRecord).simulation // our own row
    expect(await simulation(1)).toEqual({ ...told('success'), seq: 4 })
    expect(await simulation(2)).toBeNull()
  })

  test('the same hash on two chains is two transactions', async () => {
    const models = modelsOf(
      numbered([seen(hashOf(1)), seen(hashOf(1), { chain_id: 10 }), decoded(hashOf(1))]),
    )
    const nonceOn = async (chainId?: number): Promise<unknown> =>
      (JSON.parse((await models.transaction(hashOf(1), chainId)) ?? 'null') as TransactionRecord).nonce // our own row
    expect(await nonceOn(1)).toBe(7)
    expect(await nonceOn(10)).toBeNull()
    expect(await nonceOn()).toBeNull()
  })

  test('cannot grow without bound', async () => {
    const many = Array.from({ length: 500 }, (_, index) => [
      seen(hashOf(1), { source_id: `s${index}` }, index === 0),
      decoded(hashOf(1)),
      opportunity([hashOf(1)], 1, `0x${index}`),
    ])
    const models = modelsOf(numbered(many.flat()))
    const record = JSON.parse((await models.transaction(hashOf(1))) ?? 'null') as TransactionRecord // our own row
    expect(record.sightings).toHaveLength(64)
    expect(record.history).toHaveLength(64)
    expect(record.opportunities).toHaveLength(64)
    expect(record.opportunities.at(-1)?.opportunity_id).toBe('0x499')
    expect(record.sightings.map((sighting) => sighting.source_id)).toEqual(
      Array.from({ length: 64 }, (_, index) => `s${436 + index}`),
    )
    expect(record.sources).toEqual(record.sightings.map((sighting) => sighting.source_id))
  })

  test('shows the same of a long life as of one that was never shortened', async () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom('seen', 'ready', 'own', 'others'),
        id: fc.integer({ min: 0, max: 99 }),
      }),
      { minLength: 300, maxLength: 900, size: 'max' },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const events = numbered([
          seen(hashOf(1)),
          ...taken.map(({ kind, id }) => {
            if (kind === 'seen') return seen(hashOf(1), { source_id: `s${id}` }, false)
            if (kind === 'own') return opportunity([hashOf(1)], id, `0x${id}`)
            if (kind === 'others') return opportunity([hashOf(2), hashOf(1)], id, `0x${id}`)
            return {
              ...decoded(hashOf(1)),
              kind: 'TxReplaced',
              data: { replaced_by: hashOf(id), bump_bps: id },
            }
          }),
        ] as EventDraft[]) // data of its kind
        const models = modelsOf(events)
        const record = JSON.parse((await models.transaction(hashOf(1))) ?? 'null') as TransactionRecord // our own row
        const mine = events.filter((event) => event.tx_hash === hashOf(1))
        const newest = (some: readonly StoredEvent[]): number[] => some.map((event) => event.seq).slice(-64)
        expect(record.sightings.map((row) => row.seq)).toEqual(newest(mine.filter(is('TxSeen'))))
        expect(record.history.map((row) => row.seq)).toEqual(
          newest(mine.filter((event) => event.kind !== 'TxSeen')),
        )
        const found = lastPerKey(events.filter(is('OppDetected')), (event) => event.data.opportunity_id)
        expect(record.opportunities.map((row) => row.seq)).toEqual(newest(found.reverse()))
      }),
      { numRuns: 50 },
    )
  })
})
