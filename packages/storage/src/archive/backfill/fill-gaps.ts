import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage, isMevscopeError } from '@org/events'
import type { EventStore } from '../../clickhouse/event-store.ts'
import { StorageError } from '../../errors.ts'

/** Attempts at an insert that fails for a reason that passes; then the whole run is worth repeating. */
const ATTEMPTS = 6
const FIRST_RETRY_MS = 250

/** An event line with its number, without its line feed. */
export interface NumberedLine {
  readonly seq: number
  readonly line: string
}

/** What is asked of ClickHouse: which of these numbers of the node are stored. */
type StoredNumbers = (seqs: readonly number[]) => Promise<ReadonlySet<number>>

export interface FillOptions {
  readonly store: Pick<EventStore, 'insert'>
  readonly storedNumbers: StoredNumbers
  /** Hears of an event that ClickHouse refuses. */
  readonly onRefused: (seq: number, reason: string) => void
  /** Waits so many milliseconds. @default a timer */
  readonly pause?: (ms: number) => Promise<unknown>
}

/**
 * Inserts those of the lines that ClickHouse lacks, as one insert whose token is made of the lines themselves: the
 * same lines again change nothing, also while the first attempt is still under way somewhere.
 * @param lines in order of number, each number once
 * @returns how many were inserted
 */
export async function fillGaps(lines: readonly NumberedLine[], options: FillOptions): Promise<number> {
  let missing = await missingLines(lines, options)
  let inserted = 0
  // ClickHouse remembers tokens longer than rows that somebody deleted: the second attempt has another token.
  for (const attempt of ['', ':again']) {
    if (missing.length === 0) return inserted
    const refused = await insertLines(missing, attempt, options)
    const tried = missing.filter(({ seq }) => !refused.has(seq))
    missing = await missingLines(tried, options)
    inserted += tried.length - missing.length
  }
  if (missing.length === 0) return inserted
  throw new StorageError(
    'EVENTS_MISSING',
    `ClickHouse took ${missing.length} events from number ${missing[0]?.seq} on and does not show them`,
    { retryable: true },
  )
}

async function missingLines(
  lines: readonly NumberedLine[],
  { storedNumbers }: FillOptions,
): Promise<readonly NumberedLine[]> {
  if (lines.length === 0) return []
  const stored = await storedNumbers(lines.map(({ seq }) => seq))
  return lines.filter(({ seq }) => !stored.has(seq))
}

/** Inserts lines; where ClickHouse refuses some it finds out which, and returns their numbers. */
async function insertLines(
  lines: readonly NumberedLine[],
  attempt: string,
  options: FillOptions,
): Promise<ReadonlySet<number>> {
  const first = lines[0]
  const last = lines.at(-1)
  if (first === undefined || last === undefined) return new Set()
  const bytes = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''))
  const label = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}${attempt}`
  try {
    await retried(options, () =>
      options.store.insert({ firstSeq: first.seq, lastSeq: last.seq, bytes, label }),
    )
    return new Set()
  } catch (error) {
    if (!(isMevscopeError(error) && error.code === 'CLICKHOUSE_REFUSED')) throw error
    if (lines.length === 1) {
      options.onRefused(first.seq, errorMessage(error))
      return new Set([first.seq])
    }
    const middle = Math.ceil(lines.length / 2)
    const refused = new Set<number>()
    for (const half of [lines.slice(0, middle), lines.slice(middle)]) {
      // Another token: what the refused insert left of an earlier month must not come again.
      const rest = await missingLines(half, options)
      for (const seq of await insertLines(rest, attempt, options)) refused.add(seq)
    }
    return refused
  }
}

async function retried(options: FillOptions, insert: () => Promise<void>): Promise<void> {
  const pause = options.pause ?? sleep
  for (let attempt = 1; ; attempt += 1) {
    try {
      await insert()
      return
    } catch (error) {
      if (!(isMevscopeError(error) && error.retryable) || attempt === ATTEMPTS) throw error
      await pause(FIRST_RETRY_MS * 2 ** (attempt - 1))
    }
  }
}
