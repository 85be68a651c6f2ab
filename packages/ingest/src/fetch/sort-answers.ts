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
    error: outcome.ok ? null : outcome.error,
  }
  for (const [i, pending] of batch.entries()) {
    const answer = outcome.ok ? outcome.answers[i] : outcome
    if (answer?.ok === false) sorted.error ??= answer.error
    if (pending.settled) sorted.settled++
    else if (answer === undefined) sorted.failed.push(pending)
    else if (!answer.ok) {
      if (isAboutAmount(answer.error, batch.length, !outcome.ok)) sorted.again.push(pending)
      else sorted.failed.push(pending)
    } else if ('result' in answer) {
      if (answer.result === null) sorted.nulls.push(pending)
      else {
        sorted.found.push(pending)
        sorted.bodies.push(answer.result)
      }
    }
  }
  return sorted
}
