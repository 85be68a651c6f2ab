import type { EventDraft, GapQuery, GapRow } from '@org/events'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { historyOf, numbered } from '../../test/arbitrary-events.ts'
import { applyAll, NOW_US } from '../../test/event-lines.ts'
import { modelsOf, stateOf } from '../../test/naive-model.ts'
import type { LiveReadModels } from './read-models.ts'

// Many property runs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const ALL: GapQuery = { limit: 1_000 }

function gapEvent(kind: 'GapOpened' | 'GapClosed', id: number, source = 'geth-a', chain = 1): EventDraft {
  return {
    kind,
    chain_id: chain,
    source_id: source,
    ingest_ts_unix_us: NOW_US,
    tx_hash: '',
    data: {
      gap_id: `gap-${id}`,
      cause: 'disconnect',
      from_us: NOW_US - id,
      to_us: kind === 'GapClosed' ? NOW_US : null,
      backfilled: kind === 'GapClosed' ? id : 0,
    },
  }
}

/** Gaps that open once and close later, some never, some with two closing events; two sources on two chains. */
const gapEvents = fc
  .array(
    fc.record({
      kind: fc.constantFrom('GapOpened' as const, 'GapClosed' as const),
      id: fc.nat(8),
      source: fc.constantFrom('geth-a', 'geth-b'),
      chain: fc.constantFrom(1, 10),
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((all) => {
    const open = new Set<string>()
    const drafts: EventDraft[] = []
    for (const { kind, id, source, chain } of all) {
      const key = `${chain} ${source} ${id}`
      if ((kind === 'GapOpened') === open.has(key)) continue
      open.add(key)
      drafts.push(gapEvent(kind, id, source, chain))
    }
    return numbered(drafts)
  })

const query = fc.record(
  {
    chainId: fc.constantFrom(1, 10),
    sourceId: fc.constantFrom('geth-a', 'geth-c'),
    after: fc.nat(60),
  },
  { requiredKeys: [] },
)

async function pageOf(models: LiveReadModels, asked: GapQuery) {
  const page = await models.gaps(asked)
  if (page === 'bad_cursor') throw new Error('bad cursor')
  return { rows: page.rows.map((row) => JSON.parse(row) as GapRow), nextCursor: page.nextCursor } // our own rows
}

async function walk(models: LiveReadModels, asked: Omit<GapQuery, 'cursor'>, between = (): void => {}) {
  const rows: GapRow[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await pageOf(models, { ...asked, ...(cursor === undefined ? {} : { cursor }) })
    rows.push(...page.rows)
    cursor = page.nextCursor
    between()
  }
  return rows
}

test('a gap is as its latest event left it, and stands where it was opened', async () => {
  const models = modelsOf(
    numbered([
      gapEvent('GapOpened', 1),
      gapEvent('GapOpened', 2, 'geth-b', 10),
      gapEvent('GapClosed', 1),
      gapEvent('GapOpened', 3),
    ]),
  )
  const { rows } = await pageOf(models, ALL)
  expect(rows.map(({ gap_id, seq, latest_seq, state }) => [gap_id, seq, latest_seq, state])).toEqual([
    ['gap-3', 4, 4, 'open'],
    ['gap-2', 2, 2, 'open'],
    ['gap-1', 1, 3, 'closed'],
  ])
  expect(rows[2]).toMatchObject({ to_us: NOW_US, backfilled: 1, chain_id: 1, source_id: 'geth-a' })
  expect((await pageOf(models, { ...ALL, after: 2 })).rows.map((row) => row.gap_id)).toEqual([
    'gap-3',
    'gap-1',
  ])
  expect(await models.gaps({ limit: 1, cursor: 'bm9uc2Vuc2U' })).toBe('bad_cursor')
})

test('a small memory with history behind it answers like one that holds everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      gapEvents,
      query,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(4),
      async (events, asked, maxGaps, limit, lag) => {
        const whole = await walk(modelsOf(events), { limit: 1_000, ...asked })
        // The history may be behind, by no more than memory holds.
        const stored = events.slice(0, Math.max(0, events.length - Math.min(lag, maxGaps)))
        const small = modelsOf(events, { maxGaps, history: historyOf(stored) })
        expect(await walk(small, { limit, ...asked })).toEqual(whole)
      },
    ),
  )
})

test('a gap that left memory is as memory saw it go on, while the history is behind', async () => {
  const events = numbered([
    gapEvent('GapOpened', 6),
    gapEvent('GapOpened', 1),
    gapEvent('GapClosed', 6),
    gapEvent('GapOpened', 2),
    gapEvent('GapOpened', 3),
  ])
  const small = modelsOf(events, { maxGaps: 3, history: historyOf(events.slice(0, 2)) })
  const rows = await walk(small, { limit: 3 })
  expect(rows.map(({ gap_id, state, latest_seq }) => [gap_id, state, latest_seq])).toEqual([
    ['gap-3', 'open', 5],
    ['gap-2', 'open', 4],
    ['gap-1', 'open', 2],
    ['gap-6', 'closed', 3],
  ])
})

test('a walk while gaps open and close neither skips nor repeats one that was there', async () => {
  await fc.assert(
    fc.asyncProperty(gapEvents, gapEvents, fc.integer({ min: 1, max: 3 }), async (before, later, limit) => {
      const state = stateOf()
      applyAll(state, before)
      const there = (await pageOf(state.models, ALL)).rows.map((row) => row.seq)
      const more = numbered(
        later.map(({ seq: _seq, node_id: _node, ...draft }) => draft as EventDraft), // an event without its number
        before.length + 1,
      )
      let next = 0
      const seen = await walk(state.models, { limit }, () => {
        applyAll(state, more.slice(next, next + 2))
        next += 2
      })
      expect(seen.map((row) => row.seq)).toEqual(there)
    }),
  )
})
