import type { Hash } from '@org/events'
import { Account, type Outcome } from '../accounting.ts'
import type { HashMemory } from './hash-memory.ts'

/** A hash whose body is not settled yet. Belongs to the fetcher of the source that showed it first. */
export class PendingTx {
  readonly hash: Hash
  /** Arrival of the first announcing frame, Unix microseconds. */
  readonly arrivalUs: number
  /** Requests that failed or were answered with null so far. */
  attempts = 0
  /** When the fetcher that holds it took it, milliseconds of the monotonic clock. Set by the fetcher. */
  heldSinceMs = 0
  /** Sources that announced it, one bit each; all of them are told the outcome. */
  sources: number
  /** Sources that were asked for the body, one bit each. */
  asked = 0
  /** Its outcome is known: late answers change nothing. Set by {@link Sightings.settle}. */
  settled = false
  /** The best explanation so far of why there is no body, while other sources are asked. */
  verdict: Verdict | null = null

  constructor(hash: Hash, arrivalUs: number, sources: number) {
    this.hash = hash
    this.arrivalUs = arrivalUs
    this.sources = sources
  }
}

/** Why a source could not give a sound body. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, { readonly kind: 'fetched' }>
  /** For `rejected`: what was wrong with the body. */
  readonly note: string
}

/** What a sighting was. One object per chain, valid until the next sighting. */
interface Sighting {
  /** No source of the chain showed the hash before. */
  readonly first: boolean
  /** This source showed it before, and it was settled since. */
  readonly reannounced: boolean
  /** Its body is wanted: not settled yet, whoever fetches it. */
  readonly pending: PendingTx | null
  /** Nobody fetches `pending` yet: it belongs to the source that saw it. */
  readonly fetch: boolean
}

/**
 * What the sources of one chain have shown: one dedup memory, one account per source.
 *
 * A body that arrived settles its hash for good. One that was refused settles it for the sources that announced it: a
 * source that announces it later is asked itself, so that a node with bad bodies hides nothing that another one shows.
 * After a drop or a null the hash is released: known, but the next announcement counts and is fetched as if it were
 * new, so that a passing failure costs no transaction.
 */
export interface Sightings {
  see(hash: Hash, source: number, arrivalUs: number): Sighting
  /** True when this source showed the hash before, as far as memory reaches. */
  knows(hash: Hash, source: number): boolean
  /** Gives a hash its outcome, once: false when it had one. */
  settle(pending: PendingTx, outcome: Outcome): boolean
  /**
   * Takes note of a sighting of an earlier run: known, by this source if it still exists, and counted nowhere.
   * @param source `null` when the source is not configured any more
   */
  restoreSeen(hash: Hash, source: number | null): void
  /** Takes note of how a hash ended in an earlier run. */
  restoreOutcome(hash: Hash, outcome: Outcome): void
  /** Accounts by index of the source. */
  readonly accounts: readonly Account[]
}

// A remembered value: the state in the low four bits, above them one bit per source that was counted.
const STATE_BITS = 4
const STATE_MASK = 15
const PENDING = 1
const RELEASED = 2
/** From here on up: settled for the sources that announced it. */
const FETCHED = 3
const REJECTED = 4
const FETCHED_OUTCOME: Outcome = { kind: 'fetched' }

/** @param sources at most `MAX_SOURCES_PER_CHAIN` */
export function createSightings(memory: HashMemory, sources: number): Sightings {
  const accounts = Array.from({ length: sources }, () => new Account())
  const pendings = new Map<Hash, PendingTx>()
  const sighting = { first: false, reannounced: false, pending: null as PendingTx | null, fetch: false } // widened for reuse

  return {
    accounts,
    see(hash, source, arrivalUs) {
      const account = accounts[source]
      if (account === undefined) throw new RangeError(`source ${source} of ${accounts.length}`)
      const bit = 1 << source
      const known = memory.get(hash)
      const state = known & STATE_MASK
      sighting.first = known === 0
      sighting.reannounced = false
      sighting.pending = null
      sighting.fetch = false

      // A fetch can outlive the memory of its hash when the bound is small.
      const pending = pendings.get(hash)
      if (pending !== undefined) {
        sighting.first = false
        sighting.pending = pending
        if ((pending.sources & bit) !== 0) account.duplicates++
        else {
          pending.sources |= bit
          account.open()
        }
        return sighting
      }

      if (state >= FETCHED && ((known >>> STATE_BITS) & bit) !== 0) {
        sighting.reannounced = true
        account.duplicates++
        account.reannounced++
        // What keeps coming is not to be forgotten and taken for new.
        memory.set(hash, known)
      } else if (state === FETCHED) {
        account.announceSettled(FETCHED_OUTCOME)
        memory.set(hash, (known | (bit << STATE_BITS)) >>> 0)
      } else {
        sighting.pending = new PendingTx(hash, arrivalUs, bit)
        sighting.fetch = true
        pendings.set(hash, sighting.pending)
        account.open()
        memory.set(hash, ((known & ~STATE_MASK) | PENDING) >>> 0)
      }
      return sighting
    },
    restoreSeen(hash, source) {
      const known = memory.get(hash) || RELEASED
      memory.set(hash, (source === null ? known : known | (1 << (source + STATE_BITS))) >>> 0)
    },
    restoreOutcome(hash, outcome) {
      memory.set(hash, ((memory.get(hash) & ~STATE_MASK) | settledState(outcome)) >>> 0)
    },
    knows(hash, source) {
      const bit = 1 << source
      const pending = pendings.get(hash)
      if (pending !== undefined) return (pending.sources & bit) !== 0
      const known = memory.get(hash)
      return (known & STATE_MASK) >= FETCHED && ((known >>> STATE_BITS) & bit) !== 0
    },
    settle(pending, outcome) {
      if (pending.settled) return false
      pending.settled = true
      pendings.delete(pending.hash)
      for (let source = 0; source < accounts.length; source++) {
        if ((pending.sources & (1 << source)) !== 0) accounts[source]?.settle(outcome)
      }
      // Also those that announced it before, when it came to nothing.
      const sources = (memory.get(pending.hash) >>> STATE_BITS) | pending.sources
      memory.set(pending.hash, ((sources << STATE_BITS) | settledState(outcome)) >>> 0)
      return true
    },
  }
}

function settledState(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'fetched':
      return FETCHED
    case 'rejected':
      return REJECTED
    case 'null':
    case 'dropped':
      return RELEASED
  }
}
