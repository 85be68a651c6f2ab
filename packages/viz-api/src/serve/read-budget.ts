import { VizApiError } from '../errors.ts'

/** Bytes that answers hold while they are read, over all requests: one event can be large, and an answer many of them. */
export interface ReadBudget {
  /** A share for one request, empty at first. */
  share(): BudgetShare
  /** Bytes held now. */
  held(): number
}

/** What one request holds of the budget. */
export interface BudgetShare {
  /** Takes more. @throws VizApiError `READ_BUDGET` when all requests together would hold too much */
  take(bytes: number): void
  /** Gives all of it back. Idempotent. */
  release(): void
}

/** Of one answer by itself: it is joined into one text, which has an end, and held some times over. */
const MAX_SHARE_BYTES = 128 * 1024 * 1024

export function createReadBudget(maxBytes: number, maxShareBytes = MAX_SHARE_BYTES): ReadBudget {
  let held = 0
  return {
    held: () => held,
    share() {
      let mine = 0
      return {
        take(bytes) {
          if (mine + bytes > maxShareBytes) {
            throw new VizApiError('READ_BUDGET', `an answer that is being read holds ${mine + bytes} bytes`, {
              retryable: true,
            })
          }
          // Whoever is alone may exceed it: there is nobody to wait for.
          if (held + bytes > maxBytes && held > mine) {
            throw new VizApiError('READ_BUDGET', `answers that are being read hold ${held} bytes`, {
              retryable: true,
            })
          }
          held += bytes
          mine += bytes
        },
        release() {
          held -= mine
          mine = 0
        },
      }
    },
  }
}
