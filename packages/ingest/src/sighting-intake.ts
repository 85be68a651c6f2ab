import type { Clock, Hash } from '@org/events'
import type { BodyIntake } from './body-intake.ts'
import type { Propagation } from './dedupe/propagation.ts'
import type { PendingTx, Sightings } from './dedupe/sightings.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import type { SourceEvents } from './source-events.ts'
import { bodyOfFrame } from './transport/frame-reader.ts'

/** Where what one source shows comes in: told, counted, and its body got. */
export interface SightingIntake {
  /** A transaction was announced by its hash. */
  hash(hash: Hash, arrivalUs: number): void
  /** A transaction was announced in full. */
  frame(hash: Hash, frame: Buffer, arrivalUs: number): void
  /** The node's standing pool holds a transaction. @returns false when the source had shown it before */
  held(hash: Hash, body: unknown): boolean
  /** Arrival of the last announcement, Unix microseconds; `null` before the first. */
  readonly lastPendingUs: number | null
}

export interface SightingIntakeOptions {
  /** Which of the chain's sources this is. */
  readonly index: number
  readonly sightings: Sightings
  /** `null` where the chain has one source. */
  readonly propagation: Propagation | null
  readonly events: SourceEvents
  readonly bodies: BodyIntake
  /** Takes a hash to fetch; false when the queue is at its bound. */
  readonly fetch: (pending: PendingTx) => boolean
  /** The endpoint in use. */
  readonly endpoint: () => Endpoint | null
  readonly clock: Clock
}

export function createSightingIntake(options: SightingIntakeOptions): SightingIntake {
  const { index, sightings, propagation, events, bodies, clock } = options
  const account = sightings.accounts[index]
  let lastPendingUs: number | null = null

  return {
    get lastPendingUs(): number | null {
      return lastPendingUs
    },
    hash(hash, arrivalUs) {
      lastPendingUs = arrivalUs
      const { first, reannounced, fetch, pending } = sightings.see(hash, index, arrivalUs)
      if (!reannounced) propagation?.saw(hash, index, arrivalUs)
      events.seen(hash, arrivalUs, { first, reannounced, backfill: false })
      if (fetch && pending !== null && !options.fetch(pending)) bodies.overflowed(pending)
    },
    frame(hash, frame, arrivalUs) {
      lastPendingUs = arrivalUs
      const { first, reannounced, pending } = sightings.see(hash, index, arrivalUs)
      if (!reannounced) propagation?.saw(hash, index, arrivalUs)
      events.seen(hash, arrivalUs, { first, reannounced, backfill: false })
      // A body that is known costs no parsing.
      if (pending !== null) bodies.body(pending, bodyOfFrame(frame), options.endpoint())
    },
    held(hash, body) {
      if (sightings.knows(hash, index)) return false
      const nowUs = clock.nowUs()
      const { first, reannounced, pending } = sightings.see(hash, index, nowUs)
      if (account !== undefined) account.backfilled++
      events.seen(hash, nowUs, { first, reannounced, backfill: true })
      // Which endpoint the pool was read from is not known here.
      if (pending !== null) bodies.body(pending, body, null)
      return true
    },
  }
}
