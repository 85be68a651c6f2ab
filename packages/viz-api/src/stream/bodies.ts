import type { EventLog } from '@org/events'
import type { ResetReason } from './wording.ts'

// What messages say beside events, the same in every wording.

/** Which log this is, and what of it can be had. */
export function helloBody(log: EventLog): object {
  return { op: 'hello', node_id: log.nodeId, latest_seq: log.latestSeq(), oldest_seq: log.oldestSeq() }
}

/** The stream goes on after `lastSeq` instead of where the client is. */
export function resetBody(log: EventLog, reason: ResetReason, requestedSeq: number, lastSeq: number): object {
  return {
    op: 'reset',
    reason,
    requested_seq: requestedSeq,
    last_seq: lastSeq,
    latest_seq: log.latestSeq(),
    oldest_seq: log.oldestSeq(),
  }
}
