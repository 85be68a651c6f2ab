import type { EventDraft, Hash } from '@org/events'
import type { Engine } from '../../clickhouse/engine.ts'
import type { EventIntake } from '../event-intake.ts'
import type { ImportRow, PlacedRow } from './import-rows.ts'
import type { ImportTally } from './import-tally.ts'
import { type Lookup, readStoredTransactions } from './stored-transactions.ts'

const PAGE_ROWS = 10_000

/** What the rows of one file are imported with. */
export interface ImportPagesOptions {
  readonly file: string
  readonly rows: AsyncIterable<PlacedRow>
  readonly engine: Engine
  readonly intake: EventIntake
  readonly tally: ImportTally
  readonly signal: AbortSignal
  /** After each page. */
  readonly report: () => void
}

/** Imports rows page by page: looked up, made events, and in ClickHouse before the next page is looked up. */
export async function importPages(options: ImportPagesOptions): Promise<void> {
  const { file, rows, tally, signal } = options
  let page: ImportRow[] = []
  for await (const { place, row } of rows) {
    if ('reason' in row) {
      tally.reject(`${file}:${place}`, row)
      continue
    }
    page.push(row)
    if (page.length < PAGE_ROWS) continue
    await importPage(page, options)
    page = []
    if (signal.aborted) return
  }
  await importPage(page, options)
}

async function importPage(page: readonly ImportRow[], options: ImportPagesOptions): Promise<void> {
  const { engine, intake, tally, report } = options
  const stored = await readStoredTransactions(engine, lookupsOf(page))
  const drafts: EventDraft[] = []
  for (const row of page) {
    const events = row.events(stored)
    // The same transaction may come again on this page.
    stored.note(events)
    tally.row(events.length)
    for (const event of events) drafts.push(event)
  }
  await intake.give(drafts)
  await intake.drained()
  report()
}

function lookupsOf(page: readonly ImportRow[]): readonly Lookup[] {
  const lookups = new Map<number, { chainId: number; hashes: Set<Hash>; fromMs: number; toMs: number }>()
  for (const { chainId, hash, fromMs, toMs } of page) {
    const lookup = lookups.get(chainId)
    if (lookup === undefined) lookups.set(chainId, { chainId, hashes: new Set([hash]), fromMs, toMs })
    else {
      lookup.hashes.add(hash)
      lookup.fromMs = Math.min(lookup.fromMs, fromMs)
      lookup.toMs = Math.max(lookup.toMs, toMs)
    }
  }
  return [...lookups.values()]
}
