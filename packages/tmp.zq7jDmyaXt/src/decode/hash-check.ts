import type { Hash } from '@org/events'
import { hashTransaction } from './transaction-hash.ts'

/** Decides which bodies of one endpoint are recomputed, and does it. */
export interface HashCheck {
  /**
   * What the hash of the body really is, when it was looked at and differs; `null` when it is right, was not looked at,
   * or cannot be recomputed.
   */
  mismatch(body: unknown, expected: Hash): Hash | null
}

export interface HashCheckOptions {
  /** Share of bodies that are recomputed once the endpoint is known, 0 to 1. */
  readonly share: number
  /** Uniform in [0, 1): drawn, not counted, so that nobody can tell which body is looked at. */
  readonly random: () => number
}

/** Bodies of a new endpoint that are all recomputed. */
const NEW_ENDPOINT_BODIES = 100

/** An endpoint that gave a wrong body is a new one again. */
export function createHashCheck(options: HashCheckOptions): HashCheck {
  let known = 0
  return {
    mismatch(body, expected) {
      if (known >= NEW_ENDPOINT_BODIES && options.random() >= options.share) return null
      if (typeof body !== 'object' || body === null) return null
      const hash = hashTransaction(body as Readonly<Record<string, unknown>>) // an object of unknown fields
      if (hash === null) return null
      known = hash === expected ? known + 1 : 0
      return hash === expected ? null : hash
    },
  }
}
