import type { Address, EventDraft } from '@org/events'
import { decoded, features, hashOf, opportunity, seen } from '../event-lines.ts'

/** Events of every table: one transaction and what becomes of it, now and then a block and a gap. */
export function mixedGroup(number: number): EventDraft[] {
  const hash = hashOf(number)
  const at = {
    chain_id: 1 + (number % 3),
    source_id: `geth-${number % 4}`,
    ingest_ts_unix_us: Date.now() * 1000,
    tx_hash: hash,
  }
  const sender = '0x00000000000000000000000000000000000000aa' as Address // 40 digits
  const drafts: EventDraft[] = [
    seen(hash, at),
    decoded(hash, at),
    features(hash, number % 100, at),
    opportunity([hash, hashOf(number + 1)], number % 101, hash, at),
    { ...at, kind: 'TxReady', data: { sender, nonce: number } },
  ]
  if (number % 2 === 0) {
    const block = { block_number: number, block_hash: hash, block_timestamp: 1_700_000_000 }
    drafts.push({
      ...at,
      kind: 'TxConfirmedProvisional',
      data: { ...block, inclusion_delay_ms: 900, status: 'success' },
    })
  } else drafts.push({ ...at, kind: 'TxDropped', data: { reason: 'expired' } })
  if (number % 5 === 0) {
    const data = {
      number,
      hash,
      parent_hash: hash,
      timestamp: 1_700_000_000,
      tx_count: 7,
      base_fee_wei: null,
    }
    drafts.push({ ...at, tx_hash: '', kind: 'BlockSeen', data })
  }
  if (number % 7 === 0) {
    const gap = { gap_id: `gap-${number}`, cause: 'stall', from_us: 1, to_us: null, backfilled: 0 } as const
    drafts.push({ ...at, tx_hash: '', kind: 'GapOpened', data: gap })
    drafts.push({ ...at, tx_hash: '', kind: 'GapClosed', data: { ...gap, to_us: 2, backfilled: 3 } })
  }
  return drafts
}
