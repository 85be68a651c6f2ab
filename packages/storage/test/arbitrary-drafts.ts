import type { Address, EventDraft, GapCause, Hash } from '@org/events'
import fc from 'fast-check'
import { decoded, features, hashOf, NOW_US, opportunity, seen } from './event-lines.ts'

const SENDER = '0x00000000000000000000000000000000000000aa' as Address // 40 digits

const hash = fc.integer({ min: 1, max: 6 }).map(hashOf)
const at = fc.record({
  chain_id: fc.constantFrom(1, 10),
  source_id: fc.constantFrom('geth-a', 'geth-b'),
  ingest_ts_unix_us: fc.integer({ min: 0, max: 5 }).map((second) => NOW_US - second * 1_000_000),
})
type At = Pick<EventDraft, 'chain_id' | 'source_id' | 'ingest_ts_unix_us'>

const ofTransaction = (kind: EventDraft['kind'], data: fc.Arbitrary<object>): fc.Arbitrary<EventDraft> =>
  fc.record({ at, tx_hash: hash, data }).map(
    ({ at: when, ...rest }) => ({ ...when, kind, ...rest }) as EventDraft, // data of its kind, below
  )

const confirmed = fc.record({
  block_number: fc.nat(),
  block_hash: hash,
  block_timestamp: fc.nat(),
  inclusion_delay_ms: fc.integer(),
  status: fc.constantFrom('success', 'reverted', 'unknown'),
})
const gap = fc.record({
  gap_id: fc.constantFrom('g1', 'g2', 'g3'),
  cause: fc.constantFrom<GapCause>('start', 'disconnect', 'overflow'),
  from_us: fc.nat(),
  to_us: fc.option(fc.nat()),
  backfilled: fc.nat(),
})
const ofSource = (kind: EventDraft['kind'], data: fc.Arbitrary<object>): fc.Arbitrary<EventDraft> =>
  fc.record({ at, data }).map(
    ({ at: when, data: of }) => ({ ...when, kind, tx_hash: '', data: of }) as EventDraft, // data of its kind, below
  )
const withHash = (make: (of: Hash, when: At) => EventDraft): fc.Arbitrary<EventDraft> =>
  fc.record({ at, of: hash }).map(({ at: when, of }) => make(of, when))

/** An event of any kind, about few transactions, within seconds. */
export const anyDraft: fc.Arbitrary<EventDraft> = fc.oneof(
  withHash((of, when) => seen(of, when)),
  withHash((of, when) => decoded(of, when)),
  withHash((of, when) => features(of, 3.5, when)),
  withHash((of, when) => opportunity([of, hashOf(9)], 7, '0xa1', when)),
  ofTransaction('TxReady', fc.constant({ sender: SENDER, nonce: 1 })),
  ofTransaction('TxBlocked', fc.constant({ sender: SENDER, nonce: 2, expected_nonce: 1 })),
  ofTransaction('TxReplaced', fc.record({ replaced_by: hash, bump_bps: fc.integer() })),
  ofTransaction('TxDropped', fc.constant({ reason: 'expired' })),
  ofTransaction('TxRejected', fc.constant({ reason: 'malformed_body', note: 'nonce is missing' })),
  ofTransaction('TxConfirmedProvisional', confirmed),
  ofTransaction('TxConfirmedFinal', confirmed),
  ofTransaction('TxReorged', fc.record({ old_block_hash: hash, new_block_hash: hash })),
  ofSource(
    'BlockSeen',
    fc.record({
      number: fc.nat(),
      hash,
      parent_hash: hash,
      timestamp: fc.nat(),
      tx_count: fc.option(fc.nat()),
      base_fee_wei: fc.option(fc.nat().map(String)),
    }),
  ),
  ofSource('GapOpened', gap),
  ofSource('GapClosed', gap),
)
