import type { ImportCounts } from './import-options.ts'
import type { Rejection, RejectionReason } from './rejection.ts'

/** Rejected rows that are told one by one. */
const TOLD_REJECTIONS = 10

/** Counts what becomes of rows. */
export interface ImportTally {
  row(events: number): void
  /** @param where file and line */
  reject(where: string, rejection: Rejection): void
  counts(): ImportCounts
  /** The first rejected rows, in words. */
  firstRejected(): readonly string[]
}

export function createImportTally(): ImportTally {
  const rejected: Partial<Record<RejectionReason, number>> = {}
  const first: string[] = []
  let rows = 0
  let imported = 0
  let alreadyStored = 0
  let eventCount = 0
  return {
    row(events) {
      rows += 1
      eventCount += events
      if (events > 0) imported += 1
      else alreadyStored += 1
    },
    reject(where, { reason, note }) {
      rows += 1
      rejected[reason] = (rejected[reason] ?? 0) + 1
      if (first.length < TOLD_REJECTIONS) first.push(`${where} ${reason}: ${note}`)
    },
    counts: () => ({ rows, imported, alreadyStored, rejected: { ...rejected }, events: eventCount }),
    firstRejected: () => first,
  }
}
