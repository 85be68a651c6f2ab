import { type EventDraft, encodeEvent } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { insertRuns } from './insert-runs.ts'

const JANUARY = Date.UTC(2026, 0, 31, 23, 59, 59, 999) * 1000
const FEBRUARY = Date.UTC(2026, 1, 1) * 1000

function batch(times: readonly number[], firstSeq = 1, sourceId = 'geth-a') {
  const lines = times.map((time, index) => {
    const draft = {
      kind: 'TxSeen',
      chain_id: 1,
      source_id: sourceId,
      ingest_ts_unix_us: time,
      tx_hash: '',
      data: { first: true, reannounced: false, backfill: false },
    } satisfies EventDraft
    return `${encodeEvent(firstSeq + index, 'node-a', draft)}\n`
  })
  return { firstSeq, lastSeq: firstSeq + times.length - 1, bytes: Buffer.from(lines.join('')) }
}

const ranges = (runs: ReturnType<typeof insertRuns>): number[][] =>
  runs.map((run) => [run.firstSeq, run.lastSeq])

test('a batch of one month is one run with the very same bytes', () => {
  const whole = batch([JANUARY, JANUARY - 5, JANUARY])
  const runs = insertRuns(whole)
  expect(ranges(runs)).toEqual([[1, 3]])
  expect(runs[0]?.bytes.buffer).toBe(whole.bytes.buffer)
})

test('cuts exactly where the month changes, back and forth', () => {
  expect(ranges(insertRuns(batch([JANUARY, JANUARY, FEBRUARY, JANUARY, FEBRUARY, FEBRUARY], 7)))).toEqual([
    [7, 8],
    [9, 9],
    [10, 10],
    [11, 12],
  ])
})

test('is not led astray by a source named like the key', () => {
  const name = `x,"ingest_ts_unix_us":${FEBRUARY},`
  expect(ranges(insertRuns(batch([JANUARY, JANUARY], 1, name)))).toEqual([[1, 2]])
})

test('an empty batch has no runs, and a line without a time stays where it is', () => {
  expect(insertRuns({ firstSeq: 1, lastSeq: 0, bytes: new Uint8Array() })).toEqual([])
  const bytes = Buffer.concat([
    batch([JANUARY]).bytes,
    Buffer.from('{"seq":2}\n'),
    batch([FEBRUARY], 3).bytes,
  ])
  expect(ranges(insertRuns({ firstSeq: 1, lastSeq: 3, bytes }))).toEqual([
    [1, 2],
    [3, 3],
  ])
})

test('goes by the times it is told of where they are of one month', () => {
  const whole = batch([JANUARY, JANUARY - 5])
  expect(insertRuns({ ...whole, times: [JANUARY - 5, JANUARY] })).toEqual([
    { ...whole, times: [JANUARY - 5, JANUARY] },
  ])
  const cut = { ...batch([JANUARY, FEBRUARY]), times: [JANUARY, FEBRUARY] as const }
  expect(ranges(insertRuns(cut))).toEqual([
    [1, 1],
    [2, 2],
  ])
})

test('runs always join to the batch and each is of one month', () => {
  const time = fc.integer({ min: Date.UTC(1970, 0) * 1000, max: Date.UTC(2100, 0) * 1000 })
  fc.assert(
    fc.property(
      fc.array(time, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 1e9 }),
      (times, first) => {
        const whole = batch(times, first)
        const runs = insertRuns(whole)
        expect(Buffer.concat(runs.map((run) => run.bytes))).toEqual(whole.bytes)
        let next = first
        for (const run of runs) {
          expect(run.firstSeq).toBe(next)
          next = run.lastSeq + 1
          const months = times
            .slice(run.firstSeq - first, run.lastSeq - first + 1)
            .map((value) => new Date(value / 1000).toISOString().slice(0, 7))
          expect(new Set(months).size).toBe(1)
        }
        expect(next).toBe(whole.lastSeq + 1)
      },
    ),
  )
})
