import { type Clock, type DraftOf, type Hash, parseHash } from '@org/events'
import type { Outcome } from './accounting.ts'
import { type DecodeTransaction, RejectedBody } from './decode/decode-transaction.ts'
import type { HashCheck } from './decode/hash-check.ts'
import type { PendingTx, Sightings, Verdict } from './dedupe/sightings.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import type { AskElsewhere } from './fetch/elsewhere.ts'
import type { SourceEvents } from './source-events.ts'

/** Where the bodies of one source end: checked, handed on, and their hashes settled. */
export interface BodyIntake {
  /** A body, from whatever channel. @param endpoint where it came from; `null` when that is not known */
  body(pending: PendingTx, body: unknown, endpoint: Endpoint | null): void
  /** The source answered null through its retries. */
  missing(pending: PendingTx): void
  /** The source gave no answer within its retries. */
  failed(pending: PendingTx): void
  /** The source's queue is at its bound. */
  overflowed(pending: PendingTx): void
}

export interface BodyIntakeOptions {
  readonly sightings: Sightings
  readonly events: SourceEvents
  readonly decode: DecodeTransaction
  readonly clock: Clock
  readonly askElsewhere: AskElsewhere
  /** A transaction that was handed on. @param minedIn the block the node says it is in */
  readonly onTransaction: (transaction: DraftOf<'TxDecoded'>, minedIn: Hash | null) => void
  readonly checkOf: (endpoint: Endpoint | null) => HashCheck
  /** A body whose recomputed hash is another one: the endpoint is not to be trusted. */
  readonly onForgery: (endpoint: Endpoint | null, note: string) => void
  /** The storage's queue is full. */
  readonly onOverflow: (atUs: number) => void
}

const FETCHED: Outcome = { kind: 'fetched' }
const MISSING: Verdict = { outcome: { kind: 'null' }, note: '' }
const FAILED: Verdict = { outcome: { kind: 'dropped', reason: 'fetch_failed' }, note: '' }
const OVERFLOWED: Verdict = { outcome: { kind: 'dropped', reason: 'fetch_queue_full' }, note: '' }

export function createBodyIntake(options: BodyIntakeOptions): BodyIntake {
  const { sightings, events, clock } = options

  /** The end of a hash without a body. */
  const close = (pending: PendingTx, { outcome, note }: Verdict): void => {
    if (!sightings.settle(pending, outcome)) return
    switch (outcome.kind) {
      case 'rejected':
        events.rejected(pending.hash, pending.arrivalUs, outcome.reason, note)
        break
      case 'null':
        events.dropped(pending.hash, pending.arrivalUs, 'not_found')
        break
      case 'dropped':
        events.dropped(pending.hash, pending.arrivalUs, outcome.reason)
        break
    }
  }
  /** Another source may do better; the best explanation is kept for when none does. */
  const giveUp = (pending: PendingTx, verdict: Verdict): void => {
    if (pending.settled) return
    if (pending.verdict === null || weight(verdict) > weight(pending.verdict)) pending.verdict = verdict
    if (!options.askElsewhere(pending)) close(pending, pending.verdict)
  }
  const reject = (pending: PendingTx, { reason, note }: RejectedBody): void =>
    giveUp(pending, { outcome: { kind: 'rejected', reason }, note })

  return {
    body(pending, body, endpoint) {
      if (pending.settled) return
      const fetchUs = Math.max(0, clock.nowUs() - pending.arrivalUs)
      const decoded = options.decode(body, pending.hash, fetchUs)
      if (decoded instanceof RejectedBody) return reject(pending, decoded)
      const other = options.checkOf(endpoint).mismatch(body, pending.hash)
      if (other !== null) {
        const note = `the body hashes to ${other}`
        options.onForgery(endpoint, `${pending.hash}: ${note}`)
        return reject(pending, new RejectedBody('hash_mismatch', note))
      }
      const taken = events.decoded(pending.hash, pending.arrivalUs, decoded)
      if (typeof taken === 'string') {
        if (taken === 'storage_queue_full') options.onOverflow(pending.arrivalUs)
        sightings.settle(pending, { kind: 'dropped', reason: taken })
        return
      }
      sightings.settle(pending, FETCHED)
      options.onTransaction(taken, blockOf(body))
    },
    missing: (pending) => giveUp(pending, MISSING),
    failed: (pending) => giveUp(pending, FAILED),
    overflowed(pending) {
      options.onOverflow(pending.arrivalUs)
      close(pending, OVERFLOWED)
    },
  }
}

/** A body that was refused says more than a null, and a null more than no answer. */
function weight({ outcome }: Verdict): number {
  if (outcome.kind === 'rejected') return 2
  return outcome.kind === 'null' ? 1 : 0
}

function blockOf(body: unknown): Hash | null {
  return typeof body === 'object' && body !== null && 'blockHash' in body ? parseHash(body.blockHash) : null
}
