import type { BackfillCounts } from './backfill-options.ts'

/** Notes of one kind that are told. */
const TOLD_NOTES = 10

/** Counts what becomes of events, and keeps the first words on what went wrong. */
export interface BackfillTally {
  add(counts: Partial<Record<keyof BackfillCounts, number>>): void
  refuse(seq: number, reason: string): void
  unreadable(where: string, problem: string): void
  note(text: string): void
  counts(): BackfillCounts
  notes(): readonly string[]
}

export function createBackfillTally(): BackfillTally {
  const counts = { events: 0, inserted: 0, alreadyStored: 0, expired: 0, refused: 0, unreadable: 0 }
  const notes: string[] = []
  const add = (more: Partial<Record<keyof BackfillCounts, number>>): void => {
    for (const name of Object.keys(counts) as (keyof BackfillCounts)[]) counts[name] += more[name] ?? 0 // keys of a closed record
  }
  return {
    add,
    refuse(seq, reason) {
      counts.refused += 1
      if (counts.refused <= TOLD_NOTES) notes.push(`event ${seq} was refused: ${reason}`)
    },
    unreadable(where, problem) {
      counts.unreadable += 1
      if (counts.unreadable <= TOLD_NOTES) notes.push(`${where} holds no event: ${problem}`)
    },
    note: (text) => notes.push(text),
    counts: () => ({ ...counts }),
    notes: () => notes,
  }
}
