import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InsertBatch } from '../../clickhouse/insert-batch.ts'
import { StorageError } from '../../errors.ts'
import { fillGaps } from './fill-gaps.ts'

interface FakeOptions {
  readonly stored?: readonly number[]
  /** Lines that are refused, whoever is beside them. */
  readonly refused?: ReadonlySet<number>
  /** What becomes of each insert in turn, then `works`. */
  readonly faults?: readonly ('works' | 'fails before' | 'fails after')[]
  /** Numbers from here on are of a later month, and become a part of their own before the others are looked at. */
  readonly monthFrom?: number
}

/** Behaves as ClickHouse: remembers tokens, refuses a part as a whole, may fail before or after it stored. */
function fakeStore({ stored = [], refused = new Set(), faults = [], monthFrom = Infinity }: FakeOptions) {
  const rows: number[] = [...stored]
  const tokens = new Set<string>()
  const left = [...faults]
  return {
    rows,
    tokens,
    async insert({ bytes, firstSeq, lastSeq, label }: InsertBatch): Promise<void> {
      const fault = left.shift() ?? 'works'
      if (fault === 'fails before') throw passing()
      const seqs = Buffer.from(bytes).toString('utf8').trimEnd().split('\n').map(Number)
      expect([firstSeq, lastSeq]).toEqual([seqs[0], seqs.at(-1)])
      for (const part of [seqs.filter((seq) => seq < monthFrom), seqs.filter((seq) => seq >= monthFrom)]) {
        if (part.some((seq) => refused.has(seq))) {
          throw new StorageError('CLICKHOUSE_REFUSED', 'a row', { retryable: false })
        }
        if (part.length === 0) continue
        const token = `${part[0]}-${part.at(-1)}:${label}`
        if (!tokens.has(token)) rows.push(...part)
        tokens.add(token)
      }
      if (fault === 'fails after') throw passing()
    },
  }
}

function passing(): StorageError {
  return new StorageError('CLICKHOUSE_UNREACHABLE', 'gone', { retryable: true })
}

async function fill(store: ReturnType<typeof fakeStore>, seqs: readonly number[]) {
  const refused: number[] = []
  const inserted = await fillGaps(
    seqs.map((seq) => ({ seq, line: String(seq) })),
    {
      store,
      storedNumbers: async (asked) => new Set(asked.filter((seq) => store.rows.includes(seq))),
      onRefused: (seq) => refused.push(seq),
      pause: async () => {},
    },
  )
  return { inserted, refused }
}

describe('fillGaps', () => {
  test('inserts what is missing as one insert, and nothing the second time', async () => {
    const store = fakeStore({ stored: [2, 3] })
    expect(await fill(store, [1, 2, 3, 4, 5])).toEqual({ inserted: 3, refused: [] })
    expect(store.tokens.size).toBe(1)
    expect(await fill(store, [1, 2, 3, 4, 5])).toEqual({ inserted: 0, refused: [] })
    expect(store.tokens.size).toBe(1)
  })

  test('brings back what was inserted once and deleted since, though its token is remembered', async () => {
    const store = fakeStore({})
    await fill(store, [1, 2])
    store.rows.length = 0
    expect((await fill(store, [1, 2])).inserted).toBe(2)
  })

  test('whatever fails and whatever is refused: every event is stored once or refused once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 10 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
        fc.array(fc.constantFrom('works' as const, 'fails before' as const, 'fails after' as const), {
          maxLength: 5,
        }),
        fc.option(fc.integer({ min: 1, max: 40 }), { nil: Infinity }),
        async (asked, alreadyStored, bad, faults, monthFrom) => {
          const seqs = asked.sort((a, b) => a - b)
          const refused = new Set(bad.filter((seq) => !alreadyStored.includes(seq)))
          const store = fakeStore({ stored: alreadyStored, refused, faults, monthFrom })
          const first = await fill(store, seqs)
          const wanted = seqs.filter((seq) => !refused.has(seq))
          expect(first.refused).toEqual(seqs.filter((seq) => refused.has(seq)))
          expect(first.inserted).toBe(wanted.filter((seq) => !alreadyStored.includes(seq)).length)
          expect([...store.rows].sort((a, b) => a - b)).toEqual(
            [...new Set([...alreadyStored, ...wanted])].sort((a, b) => a - b),
          )
          expect((await fill(store, seqs)).inserted).toBe(0)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('error: gives up on a ClickHouse that stays away', async () => {
    const store = fakeStore({ faults: Array(20).fill('fails before') })
    await expect(fill(store, [1])).rejects.toMatchObject({ code: 'CLICKHOUSE_UNREACHABLE', retryable: true })
  })
})
