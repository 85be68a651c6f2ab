import type {
  EventDraft,
  FeatureRow,
  Hash,
  ListQuery,
  OpportunityRow,
  StoredEvent,
  TransactionSummary,
} from '@org/events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { eventSequence, historyOf, numbered } from '../../test/arbitrary-events.ts'
import { applyAll, decoded, features, hashOf, NOW_US, opportunity, seen } from '../../test/event-lines.ts'
import { is, lastPerKey, modelsOf, stateOf } from '../../test/naive-model.ts'
import type { LiveReadModels } from './read-models.ts'

// Many property runs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const ALL = 1000
const CHAINS = [undefined, 1, 10]
const WHEREABOUTS = ['tx_hash', 'chain_id', 'seq', 'ingest_ts_unix_us']
const ofChain = (chainId?: number) => (chainId === undefined ? {} : { chainId })

const parsed = <T>(rows: readonly string[]): T[] => rows.map((row) => JSON.parse(row) as T) // rows of our own

async function transactionsOf(models: LiveReadModels, query: ListQuery): Promise<TransactionSummary[]> {
  const page = await models.transactions(query)
  if (page === 'bad_cursor') throw new Error('bad cursor')
  return parsed(page.rows)
}

/** Every page of a walk; `between` runs after each. */
async function walk(
  models: LiveReadModels,
  limit: number,
  chainId?: number,
  between: () => void = () => {},
): Promise<TransactionSummary[]> {
  const rows: TransactionSummary[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await models.transactions({
      limit,
      ...ofChain(chainId),
      ...(cursor === undefined ? {} : { cursor }),
    })
    if (page === 'bad_cursor') throw new Error('bad cursor')
    rows.push(...parsed<TransactionSummary>(page.rows))
    cursor = page.nextCursor
    between()
  }
  return rows
}

/** Transactions by their last first sighting, newest first. */
const listed = (events: readonly StoredEvent[]): StoredEvent[] =>
  lastPerKey(
    events.filter((event) => event.kind === 'TxSeen' && event.data.first),
    (event) => `${event.chain_id}:${event.tx_hash}`,
  )

const inChain = (chainId: number | undefined) => (event: StoredEvent) =>
  chainId === undefined || event.chain_id === chainId

describe('against a model that looks at everything', () => {
  test('transactions stand at their last first sighting, with the last of what is known', async () => {
    await fc.assert(
      fc.asyncProperty(eventSequence(), async (events) => {
        const models = modelsOf(events)
        for (const chainId of CHAINS) {
          const rows = await transactionsOf(models, { limit: ALL, ...ofChain(chainId) })
          const expected = listed(events).filter(inChain(chainId))
          expect(rows.map((row) => [row.seq, row.chain_id, row.tx_hash])).toEqual(
            expected.map((event) => [event.seq, event.chain_id, event.tx_hash]),
          )
          for (const row of rows) {
            const mine = events.filter(
              (event) => event.tx_hash === row.tx_hash && event.chain_id === row.chain_id,
            )
            const known = mine.slice(mine.findIndex((event) => event.kind === 'TxSeen' && event.data.first))
            expect(row.first_seen_unix_us).toBe(known[0]?.ingest_ts_unix_us)
            expect(row.nonce).toBe(known.some(is('TxDecoded')) ? 7 : null)
            expect(row.mev_score).toBe(known.filter(is('TxFeatures')).at(-1)?.data.mev_score ?? null)
          }
          const snapshot = models.snapshot({
            txLimit: ALL,
            featureLimit: 1,
            oppLimit: 1,
            minScore: 0,
            ...ofChain(chainId),
          })
          expect(snapshot.marketStats.pending_transactions).toBe(
            rows.filter((row) => !['dropped', 'confirmed'].includes(row.status)).length,
          )
        }
      }),
    )
  })

  test('transactions leave memory by the age of their first sighting, and with them what is counted', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(['first', 'decoded', 'dropped']),
        fc.integer({ min: 1, max: 30 }),
        async (events, maxTransactions) => {
          const models = modelsOf(events, { maxTransactions })
          const held = new Set(
            events
              .filter((event) => event.kind === 'TxSeen')
              .slice(-maxTransactions)
              .map((event) => event.seq),
          )
          for (const chainId of CHAINS) {
            const rows = await transactionsOf(models, { limit: ALL, ...ofChain(chainId) })
            const expected = listed(events)
              .filter(inChain(chainId))
              .filter((event) => held.has(event.seq))
            expect(rows.map((row) => row.seq)).toEqual(expected.map((event) => event.seq))
            for (const row of rows) expect(await models.transaction(row.tx_hash, row.chain_id)).not.toBeNull()
            const snapshot = models.snapshot({
              txLimit: 1,
              featureLimit: 1,
              oppLimit: 1,
              minScore: 0,
              ...ofChain(chainId),
            })
            expect(snapshot.marketStats.pending_transactions).toBe(
              rows.filter((row) => row.status !== 'dropped').length,
            )
          }
        },
      ),
    )
  })

  test('transactions leave memory with their first event, and the history goes on where memory ends', async () => {
    const long = (index: number): EventDraft => {
      const draft = decoded(hashOf(index))
      return { ...draft, data: { ...draft.data, input: `0x${'ab'.repeat(5_000)}` } } as EventDraft // the same kind
    }
    const events = numbered(
      Array.from({ length: 20 }, (_, index) => [seen(hashOf(index)), long(index)]).flat(),
    )
    const models = modelsOf(events, { maxBytes: 45_000 })
    expect((await walk(models, 3)).map((row) => row.tx_hash)).toEqual([19, 18, 17, 16].map(hashOf))
    const whole = modelsOf(events, { maxBytes: 45_000, history: historyOf(events) })
    expect((await walk(whole, 3)).map((row) => row.tx_hash)).toEqual(
      Array.from({ length: 20 }, (_, index) => hashOf(19 - index)),
    )
    const byCount = modelsOf(events, { maxEvents: 5, history: historyOf(events) })
    expect((await walk(modelsOf(events, { maxEvents: 5 }), 3)).map((row) => row.tx_hash)).toEqual(
      [19, 18].map(hashOf),
    )
    expect(await walk(byCount, 3)).toHaveLength(20)
  })

  test('the history also has what memory passed over', async () => {
    const events = numbered(Array.from({ length: 30 }, (_, index) => seen(hashOf(index))))
    const state = stateOf({ history: historyOf(events) })
    applyAll(state, [...events.slice(0, 10), ...events.slice(20)])
    expect((await walk(state.models, 4)).map((row) => row.seq)).toEqual(
      events.map(({ seq }) => seq).toReversed(),
    )
  })

  test('opportunities are one row per id, by time and by rank, and leave at the bound', () => {
    fc.assert(
      fc.property(
        eventSequence(['opportunity', 'first']),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 10 }),
        fc.option(fc.constantFrom('sandwich', 'backrun', 'none'), { nil: undefined }),
        fc.integer({ min: 1, max: 10 }),
        (events, maxOpportunities, minScore, strategy, limit) => {
          const models = modelsOf(events, { maxOpportunities })
          for (const chainId of CHAINS) {
            const expected = lastPerKey(
              events.filter(is('OppDetected')).slice(-maxOpportunities),
              (event) => `${event.chain_id}:${event.data.opportunity_id}`,
            )
              .filter(inChain(chainId))
              .filter((event) => event.data.score >= minScore)
              .filter((event) => strategy === undefined || event.data.strategy === strategy)
            const query = {
              limit,
              minScore,
              ...(strategy === undefined ? {} : { strategy }),
              ...ofChain(chainId),
            }
            const newest = parsed<OpportunityRow>(models.opportunities(query))
            expect(newest.map((row) => row.seq)).toEqual(expected.slice(0, limit).map((event) => event.seq))
            const ranked = parsed<OpportunityRow>(models.rankedOpportunities(query))
            const byScore = expected.toSorted(
              (left, right) => right.data.score - left.data.score || right.seq - left.seq,
            )
            expect(ranked.map((row) => row.seq)).toEqual(byScore.slice(0, limit).map((event) => event.seq))
            for (const row of newest) {
              const event = expected.find((other) => other.seq === row.seq)
              const { tx_hash, chain_id, seq, ingest_ts_unix_us, ...data } = row
              expect(data).toEqual(event?.data)
              expect(Object.keys(row)).toEqual([...Object.keys(event?.data ?? {}), ...WHEREABOUTS])
              expect({ tx_hash, chain_id, seq, ingest_ts_unix_us }).toMatchObject({
                tx_hash: event?.tx_hash,
                chain_id: event?.chain_id,
              })
            }
          }
        },
      ),
    )
  })

  test('features are one row per transaction, and the counts follow those that leave', () => {
    fc.assert(
      fc.property(
        eventSequence(['features', 'first']),
        fc.integer({ min: 1, max: 40 }),
        (events, maxFeatures) => {
          const models = modelsOf(events, { maxFeatures })
          for (const chainId of CHAINS) {
            const expected = lastPerKey(
              events.filter(is('TxFeatures')).slice(-maxFeatures),
              (event) => `${event.chain_id}:${event.tx_hash}`,
            ).filter(inChain(chainId))
            const rows = parsed<FeatureRow>(models.recentFeatures({ limit: ALL, ...ofChain(chainId) }))
            expect(rows).toEqual(
              expected.map(({ data, tx_hash, chain_id, seq, ingest_ts_unix_us }) => ({
                ...data,
                tx_hash,
                chain_id,
                seq,
                ingest_ts_unix_us,
              })),
            )
            const total = expected.length
            expect(models.featureCounts(chainId)).toEqual(
              total === 0 ? [] : [{ protocol: 'uniswap-v2', category: 'swap', count: total }],
            )
          }
        },
      ),
    )
  })
})

describe('replay', () => {
  test('a row of details is the beginning of the record of its transaction', async () => {
    await fc.assert(
      fc.asyncProperty(eventSequence(), async (events) => {
        const models = modelsOf(events)
        const page = await models.transactionDetails({ limit: ALL })
        if (page === 'bad_cursor') throw new Error('bad cursor')
        for (const row of page.rows) {
          const { tx_hash, chain_id } = JSON.parse(row) as TransactionSummary // a row of our own
          const record = (await models.transaction(tx_hash, chain_id)) ?? ''
          expect(record.startsWith(`${row.slice(0, -1)},"sightings":[`)).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('the same events make the same rows, byte for byte, live, read back and from the history', async () => {
    await fc.assert(
      fc.asyncProperty(eventSequence(), async (events) => {
        const live = modelsOf(events)
        const again = modelsOf(events.map((event) => JSON.parse(JSON.stringify(event)) as StoredEvent)) // a copy
        const query = { limit: ALL }
        expect(await again.transactions(query)).toEqual(await live.transactions(query))
        expect(await again.transactionDetails(query)).toEqual(await live.transactionDetails(query))
        expect(again.rankedOpportunities(query)).toEqual(live.rankedOpportunities(query))
        expect(again.recentFeatures(query)).toEqual(live.recentFeatures(query))
      }),
      { numRuns: 50 },
    )
    // Every transaction begins with its first sighting, as a source shows them.
    const begun = eventSequence().map((events) => {
      const known = new Set<string>()
      return numbered(
        events.flatMap((event) => {
          const hashes = [event.tx_hash, ...(event.kind === 'OppDetected' ? event.data.member_tx_hashes : [])]
          const fresh = [...new Set(hashes)].filter((hash) => !known.has(`${event.chain_id}:${hash}`))
          for (const hash of fresh) known.add(`${event.chain_id}:${hash}`)
          return [...fresh.map((hash) => seen(hash as Hash, { chain_id: event.chain_id })), event] // a parsed hash
        }),
      )
    })
    await fc.assert(
      fc.asyncProperty(begun, async (events) => {
        const memory = modelsOf(events)
        const history = modelsOf(numbered([{ ...seen(hashOf(99)), tx_hash: '' }], events.length + 1), {
          history: historyOf(events),
        })
        const below = { limit: ALL }
        expect(await history.transactionDetails(below)).toEqual(await memory.transactionDetails(below))
        for (const row of await transactionsOf(memory, below)) {
          expect(await history.transaction(row.tx_hash, row.chain_id)).toBe(
            await memory.transaction(row.tx_hash, row.chain_id),
          )
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a row that did not change is the very same text', async () => {
    const state = stateOf()
    const { models } = state
    applyAll(state, numbered([seen(hashOf(1)), seen(hashOf(2))]))
    const before = models.snapshot({ txLimit: 2, featureLimit: 1, oppLimit: 1, minScore: 0 })
    applyAll(state, numbered([decoded(hashOf(2))], 3))
    const after = models.snapshot({ txLimit: 2, featureLimit: 1, oppLimit: 1, minScore: 0 })
    expect(after.transactions[1]).toBe(before.transactions[1])
    expect(after.transactions[0]).not.toBe(before.transactions[0])
    expect(after.revision).toBeGreaterThan(before.revision)
  })
})

describe('pages', () => {
  test('walk over the border of memory without skipping or repeating', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 60 }),
        async (events, maxTransactions, limit, forgotten) => {
          // As after a restart: the oldest events are in the history alone.
          const models = modelsOf(events.slice(forgotten), { maxTransactions, history: historyOf(events) })
          fc.pre(events.length > forgotten)
          for (const chainId of CHAINS) {
            const rows = await walk(models, limit, chainId)
            expect(rows.map((row) => [row.seq, row.tx_hash])).toEqual(
              listed(events)
                .filter(inChain(chainId))
                .map((event) => [event.seq, event.tx_hash]),
            )
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('stay complete while new transactions arrive and push others out of memory', async () => {
    const drafts = Array.from({ length: 300 }, (_, index) => [
      seen(hashOf(index)),
      decoded(hashOf(index)),
    ]).flat()
    const events = numbered(drafts)
    const shipped = [...events.slice(0, 200)]
    const state = stateOf({ maxTransactions: 20, history: historyOf(shipped) })
    const { models } = state
    applyAll(state, shipped)
    let next = 200
    const rows = await walk(models, 7, undefined, () => {
      for (const event of events.slice(next, next + 10)) {
        shipped.push(event)
        applyAll(state, [event])
      }
      next += 10
    })
    expect(next).toBeGreaterThan(300)
    expect(rows.map((row) => row.tx_hash)).toEqual(
      Array.from({ length: 100 }, (_, index) => hashOf(99 - index)),
    )
    expect(rows.every((row) => row.nonce === 7)).toBe(true)
  })

  test('neither skip nor repeat, whatever arrives between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        eventSequence(),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (events, begun, maxTransactions, limit) => {
          const stored = [...events.slice(0, begun)]
          const state = stateOf({ maxTransactions, history: historyOf(stored) })
          applyAll(state, stored)
          const there = listed(stored)
          let next = begun
          const rows = await walk(state.models, limit, undefined, () => {
            for (const event of events.slice(next, next + 3)) {
              stored.push(event)
              applyAll(state, [event])
            }
            next += 3
          })
          const keyOf = (event: { readonly chain_id: number; readonly tx_hash: string }): string =>
            `${event.chain_id} ${event.tx_hash}`
          const seqs = rows.map((row) => row.seq)
          expect(seqs).toEqual([...new Set(seqs)].sort((left, right) => right - left))
          // One that was seen anew meanwhile is at the top, where the walk has been.
          const anew = new Set(listed(events.slice(begun)).map(keyOf))
          const shown = new Set(rows.map(keyOf))
          for (const event of there) if (!anew.has(keyOf(event))) expect(shown).toContain(keyOf(event))
          expect(shown.size).toBe(rows.length)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('do not show a transaction twice while the history lags behind memory', async () => {
    const events = numbered([seen(hashOf(1)), seen(hashOf(2)), seen(hashOf(3)), seen(hashOf(1))])
    const models = modelsOf(events, { maxTransactions: 2, history: historyOf(events.slice(0, 3)) })
    expect((await walk(models, 1)).map((row) => row.seq)).toEqual([4, 3, 2])
  })

  test('refuse a cursor of anybody else', async () => {
    const models = modelsOf(numbered([seen(hashOf(1)), seen(hashOf(2))]))
    const page = await models.transactions({ limit: 1 })
    const cursor = page === 'bad_cursor' ? '' : (page.nextCursor ?? '')
    expect(await transactionsOf(models, { limit: 1, cursor })).toMatchObject([{ tx_hash: hashOf(1) }])
    const strangers = [
      '',
      'x',
      `${cursor}=`,
      `${cursor} `,
      Buffer.from('tx:0').toString('base64url'),
      Buffer.from('tx:1e3').toString('base64url'),
    ]
    for (const stranger of strangers)
      expect(await models.transactions({ limit: 1, cursor: stranger })).toBe('bad_cursor')
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await models.transactionDetails({ limit: 1, cursor: text })).toBe('bad_cursor')
      }),
    )
  })
})

test('market stats are of what is held and of the last ten full seconds', () => {
  const clock = { nowUs: () => NOW_US, monotonicMs: () => 0 }
  const at = (seconds: number, chain_id = 1) => ({
    chain_id,
    ingest_ts_unix_us: NOW_US - seconds * 1_000_000,
  })
  const models = modelsOf(
    numbered([
      seen(hashOf(1), at(11)),
      seen(hashOf(2), at(10)),
      features(hashOf(2), 1, at(10)),
      seen(hashOf(3), at(1, 10)),
      seen(hashOf(4), at(0)),
      opportunity([hashOf(2)], 5, '0x01', at(3)),
    ]),
    { clock },
  )
  const stats = (chainId?: number) =>
    models.snapshot({ txLimit: 0, featureLimit: 0, oppLimit: 0, minScore: 0, ...ofChain(chainId) })
      .marketStats
  expect(stats()).toEqual({
    pending_transactions: 4,
    transactions_per_second: 0.2,
    events_per_second: 0.4,
    opportunities: 1,
    categories: { swap: 1 },
  })
  expect(stats(10)).toEqual({
    pending_transactions: 1,
    transactions_per_second: 0.1,
    events_per_second: 0.1,
    opportunities: 0,
    categories: {},
  })
})

test('an empty model answers with nothing', async () => {
  const { models } = stateOf()
  expect(models.revision()).toBe(0)
  expect(await models.transactions({ limit: 10 })).toEqual({ rows: [], nextCursor: null })
  expect(models.snapshot({ txLimit: 1, featureLimit: 1, oppLimit: 1, minScore: 0 })).toMatchObject({
    latestSeq: 0,
    transactions: [],
    featureSummary: [],
  })
})
