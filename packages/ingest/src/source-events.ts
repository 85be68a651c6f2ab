import type {
  Clock,
  DraftOf,
  DropReason,
  Enqueue,
  EventDraft,
  GapData,
  Hash,
  RejectReason,
  TxDecodedData,
  TxSeenData,
} from '@org/events'
import { type Account, increment } from './accounting.ts'
import { createGapOutbox } from './gaps/gap-outbox.ts'

/** Hands over the events of one source and counts those that were not taken. */
export interface SourceEvents {
  seen(hash: Hash, arrivalUs: number, data: TxSeenData): void
  /** The only event whose refusal decides about its hash: the event when it was taken, else why not. */
  decoded(hash: Hash, arrivalUs: number, data: TxDecodedData): DraftOf<'TxDecoded'> | StorageRefusal
  rejected(hash: Hash, arrivalUs: number, reason: RejectReason, note: string): void
  dropped(hash: Hash, arrivalUs: number, reason: DropReason): void
  gapOpened(gap: GapData): void
  gapClosed(gap: GapData): void
  /** An event that somebody else made for this source. */
  send(event: EventDraft): void
  /** Gives up gap events that the storage did not take so far. Idempotent. */
  stop(): void
}

/** Why the storage did not take an event. */
type StorageRefusal = 'storage_queue_full' | 'storage_queue_closed'

export interface SourceEventsOptions {
  readonly chainId: number
  readonly sourceId: string
  readonly account: Account
  readonly clock: Clock
  /** Never throws. */
  readonly emit: (event: EventDraft) => Enqueue
  /** An event beside `TxDecoded` was lost because the storage's queue is full. @param atUs its time */
  readonly onOverflow: (atUs: number) => void
}

const GAP_RETRY_MS = 100
const GAPS_KEPT = 1024

export function createSourceEvents(options: SourceEventsOptions): SourceEvents {
  const { chainId, sourceId, account, clock } = options
  const lose = (taken: Exclude<Enqueue, 'accepted'>): StorageRefusal => {
    const refusal = refusalOf(taken)
    increment(account.lostEvents, refusal)
    return refusal
  }
  const send = (event: EventDraft): void => {
    const taken = options.emit(event)
    if (taken !== 'accepted') lose(taken)
    if (taken === 'queue_full') options.onOverflow(event.ingest_ts_unix_us)
  }
  const gaps = createGapOutbox({
    emit: options.emit,
    onLost: lose,
    retryMs: GAP_RETRY_MS,
    capacity: GAPS_KEPT,
  })
  const gap = (kind: 'GapOpened' | 'GapClosed', data: GapData): void =>
    gaps.send({
      kind,
      chain_id: chainId,
      source_id: sourceId,
      ingest_ts_unix_us: clock.nowUs(),
      tx_hash: '',
      data,
    })

  return {
    seen(hash, arrivalUs, data) {
      send({
        kind: 'TxSeen',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data,
      })
    },
    decoded(hash, arrivalUs, data) {
      const event: DraftOf<'TxDecoded'> = {
        kind: 'TxDecoded',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data,
      }
      const taken = options.emit(event)
      return taken === 'accepted' ? event : refusalOf(taken)
    },
    rejected(hash, arrivalUs, reason, note) {
      send({
        kind: 'TxRejected',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data: { reason, note },
      })
    },
    dropped(hash, arrivalUs, reason) {
      send({
        kind: 'TxDropped',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data: { reason },
      })
    },
    gapOpened: (data) => gap('GapOpened', data),
    gapClosed: (data) => gap('GapClosed', data),
    send,
    stop: () => gaps.stop(),
  }
}

function refusalOf(taken: Exclude<Enqueue, 'accepted'>): StorageRefusal {
  return taken === 'queue_full' ? 'storage_queue_full' : 'storage_queue_closed'
}
