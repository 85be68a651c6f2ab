import type { Clock, DropReason, EventDraft, Hash } from '@org/events'
import { increment } from '../accounting.ts'
import type { ConfirmedBlock } from './confirmed-blocks.ts'
import type { PoolTransaction } from './pool-transaction.ts'

/** Why a pool lets a pending transaction go. */
export type PoolDropReason = Extract<
  DropReason,
  'expired' | 'underpriced_replacement' | 'sender_limit_reached' | 'nonce_used'
>

/** Hands over what a pool found out, and counts it. */
export interface PoolEvents {
  ready(tx: PoolTransaction): void
  blocked(tx: PoolTransaction, expectedNonce: number): void
  replaced(tx: PoolTransaction, by: Hash, bumpBps: number): void
  dropped(tx: PoolTransaction, reason: PoolDropReason): void
  confirmed(
    kind: 'TxConfirmedProvisional' | 'TxConfirmedFinal',
    tx: PoolTransaction,
    block: ConfirmedBlock,
  ): void
  reorged(tx: PoolTransaction, oldBlock: Hash, newBlock: Hash): void
  readonly counts: PoolEventCounts
}

/** Events handed over so far. */
export interface PoolEventCounts {
  readonly ready: number
  readonly blocked: number
  readonly replaced: number
  readonly dropped: ReadonlyMap<PoolDropReason, number>
  readonly confirmed: number
  readonly final: number
  readonly reorged: number
}

export interface PoolEventsOptions {
  readonly chainId: number
  /** By index of the source. */
  readonly sourceIds: readonly string[]
  readonly clock: Clock
  /** Never throws. */
  readonly emit: (event: EventDraft, source: number) => void
}

export function createPoolEvents(options: PoolEventsOptions): PoolEvents {
  const { chainId, sourceIds, clock, emit } = options
  const dropped = new Map<PoolDropReason, number>()
  const counts = { ready: 0, blocked: 0, replaced: 0, dropped, confirmed: 0, final: 0, reorged: 0 }
  const sourceIdOf = (tx: PoolTransaction): string => sourceIds[tx.source] ?? ''

  return {
    counts,
    ready(tx) {
      counts.ready++
      emit(
        {
          kind: 'TxReady',
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: { sender: tx.sender, nonce: tx.nonce },
        },
        tx.source,
      )
    },
    blocked(tx, expectedNonce) {
      counts.blocked++
      emit(
        {
          kind: 'TxBlocked',
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: { sender: tx.sender, nonce: tx.nonce, expected_nonce: expectedNonce },
        },
        tx.source,
      )
    },
    replaced(tx, by, bumpBps) {
      counts.replaced++
      emit(
        {
          kind: 'TxReplaced',
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: { replaced_by: by, bump_bps: bumpBps },
        },
        tx.source,
      )
    },
    dropped(tx, reason) {
      increment(dropped, reason)
      emit(
        {
          kind: 'TxDropped',
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: { reason },
        },
        tx.source,
      )
    },
    confirmed(kind, tx, block) {
      if (kind === 'TxConfirmedProvisional') counts.confirmed++
      else counts.final++
      emit(
        {
          kind,
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: {
            block_number: block.number,
            block_hash: block.hash,
            block_timestamp: block.timestamp,
            inclusion_delay_ms: inclusionDelayMs(block.timestamp, tx.arrivalUs),
            status: tx.status,
          },
        },
        tx.source,
      )
    },
    reorged(tx, oldBlock, newBlock) {
      counts.reorged++
      emit(
        {
          kind: 'TxReorged',
          chain_id: chainId,
          source_id: sourceIdOf(tx),
          ingest_ts_unix_us: clock.nowUs(),
          tx_hash: tx.hash,
          data: { old_block_hash: oldBlock, new_block_hash: newBlock },
        },
        tx.source,
      )
    },
  }
}

/**
 * From the first sighting to the block's own time. Negative where the transaction was seen after it: a block's time is
 * in whole seconds and set when it is begun, and the clocks of two machines differ.
 */
function inclusionDelayMs(blockTimestampS: number, arrivalUs: number): number {
  return Math.round(blockTimestampS * 1000 - arrivalUs / 1000)
}
