import type { PendingTx } from '../dedupe/sightings.ts'
import type { BatchOutcome } from '../endpoints/endpoint-health.ts'
import { isAboutAmount } from '../rpc/rpc-batch.ts'
import type { RpcFailure } from '../rpc/rpc-failure.ts'

/** What became of the hashes of one batch: each is in one of the lists, or was settled by somebody else meanwhile. */
export interface SortedAnswers {
  /** Hashes with a body, and their bodies beside them. */
  readonly found: PendingTx[]
  readonly bodies: unknown[]
  readonly nulls: PendingTx[]
  /** To be asked for again at once: the amount was refused, not the hash. */
  readonly again: PendingTx[]
  /** The attempt is lost. */
  readonly failed: PendingTx[]
  /** How many were settled meanwhile. */
  settled: number
  /** How many were asked for the first time and had a body: an attempt that is not the first says more about the hash. */
  firstFound: number
  /** How many were asked for the first time and had an answer of their own. */
  firstAnswered: number
  /** The first refusal; `null` when every hash was answered with a body or null. */
  error: RpcFailure | null
}

/** @param outcome as many answers as the batch has hashes, or none */
export function sortAnswers(batch: readonly PendingTx[], outcome: BatchOutcome): SortedAnswers {
  const sorted: SortedAnswers = {
    found: [],
    bodies: [],
    nulls: [],
    again: [],
    failed: [],
    settled: 0,
    firstFound: 0,
    firstAnswered: 0,
    error: outcome.ok ? null : outcome.error,
  }
  for (const [i, pending] of batch.entries()) {
    const answer = outcome.ok ? outcome.answers[i] : outcome
    if (answer?.ok === false) sorted.error ??= answer.error
    if (pending.settled) {
      sorted.settled++
      continue
    }
    if (answer?.ok === false && isAboutAmount(answer.error, batch.length, !outcome.ok)) {
      sorted.again.push(pending)
      continue
    }
    if (pending.attempts === 0) sorted.firstAnswered++
    if (answer === undefined || !('result' in answer)) sorted.failed.push(pending)
    else if (answer.result === null) sorted.nulls.push(pending)
    else {
      if (pending.attempts === 0) sorted.firstFound++
      sorted.found.push(pending)
      sorted.bodies.push(answer.result)
    }
  }
  return sorted
}
