import type { BlockSeenData, DraftOf, EventDraft, Searcher, Wei } from '@org/events'
import { hashOf } from './transactions.ts'

/** What a searcher derives from one transaction. */
export function derive(searcher: Searcher, transaction: DraftOf<'TxDecoded'>): EventDraft[] {
  const out: EventDraft[] = []
  searcher.onTransaction(transaction, out)
  return out
}

/** The opportunities among events. */
export function opportunities(events: readonly EventDraft[]): DraftOf<'OppDetected'>['data'][] {
  return events.flatMap((event) => (event.kind === 'OppDetected' ? [event.data] : []))
}

/** What one strategy found in a transaction. */
export function found(searcher: Searcher, transaction: DraftOf<'TxDecoded'>, strategy: string) {
  return opportunities(derive(searcher, transaction)).find((data) => data.strategy === strategy)
}

/** A head of a chain; another number is another block. */
export function block(
  chainId: number,
  baseFee: string | null,
  number = 1,
  overrides: Partial<BlockSeenData> = {},
): DraftOf<'BlockSeen'> {
  return {
    kind: 'BlockSeen',
    chain_id: chainId,
    source_id: 'node-a',
    ingest_ts_unix_us: 1,
    tx_hash: '',
    data: {
      number,
      hash: hashOf(number),
      parent_hash: hashOf(number - 1),
      timestamp: 1_700_000_000 + number,
      tx_count: null,
      base_fee_wei: baseFee as Wei | null, // test data
      ...overrides,
    },
  }
}
