import type {
  BlockSeenData,
  Clock,
  DropReason,
  Enqueue,
  EventDraft,
  GapData,
  Hash,
  RejectReason,
  TxDecodedData,
} from '@org/events'
import { type Account, increment } from './accounting.ts'

/** Hands over the events of one source and counts those that were not taken. */
export interface SourceEvents {
  seen(hash: Hash, arrivalUs: number, first: boolean, reannounced: boolean): void
  /** The only event whose refusal decides about its hash: `null` when it was taken. */
  decoded(hash: Hash, arrivalUs: number, data: TxDecodedData): StorageRefusal | null
  rejected(hash: Hash, arrivalUs: number, reason: RejectReason, note: string): void
  dropped(hash: Hash, arrivalUs: number, reason: DropReason): void
  block(head: BlockSeenData, arrivalUs: number): void
  gapOpened(gap: GapData): void
  gapClosed(gap: GapData): void
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
}

export function createSourceEvents(options: SourceEventsOptions): SourceEvents {
  const { chainId, sourceId, account, clock } = options
  const refusal = (event: EventDraft): StorageRefusal | null => {
    const taken = options.emit(event)
    switch (taken) {
      case 'accepted':
        return null
      case 'queue_full':
        return 'storage_queue_full'
      case 'closed':
        return 'storage_queue_closed'
    }
  }
  const send = (event: EventDraft): void => {
    const refused = refusal(event)
    if (refused !== null) increment(account.lostEvents, refused)
  }
  const gap = (kind: 'GapOpened' | 'GapClosed', data: GapData): void =>
    send({
      kind,
      chain_id: chainId,
      source_id: sourceId,
      ingest_ts_unix_us: clock.nowUs(),
      tx_hash: '',
      data,
    })

  return {
    seen(hash, arrivalUs, first, reannounced) {
      send({
        kind: 'TxSeen',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data: { first, reannounced, backfill: false },
      })
    },
    decoded(hash, arrivalUs, data) {
      return refusal({
        kind: 'TxDecoded',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: hash,
        data,
      })
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
    block(head, arrivalUs) {
      send({
        kind: 'BlockSeen',
        chain_id: chainId,
        source_id: sourceId,
        ingest_ts_unix_us: arrivalUs,
        tx_hash: '',
        data: head,
      })
    },
    gapOpened: (data) => gap('GapOpened', data),
    gapClosed: (data) => gap('GapClosed', data),
  }
}
