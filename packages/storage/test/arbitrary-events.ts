import type { Address, EventDraft, GapRow, Hash, StoredEvent } from '@org/events'
import fc from 'fast-check'
import type { HistoryReader } from '../src/read-models/history.ts'
import { decoded, features, hashOf, linesOf, NOW_US, opportunity, seen } from './event-lines.ts'

const hash = fc.integer({ min: 1, max: 8 }).map(hashOf)
const ADDRESS = '0x00000000000000000000000000000000000000aa' as Address // 40 digits
const chain = fc.constantFrom(1, 10)
const source = fc.constantFrom('geth-a', 'geth-b')

const STEPS = [
  'first',
  'seen',
  'decoded',
  'features',
  'opportunity',
  'ready',
  'dropped',
  'confirmed',
] as const
/** What happens to a transaction; `first` and `seen` are sightings. */
export type Step = (typeof STEPS)[number]

const happening = (steps: readonly Step[]) =>
  fc.record({
    kind: fc.constantFrom(...steps),
    hash,
    other: hash,
    chain_id: chain,
    source_id: source,
    score: fc.integer({ min: 0, max: 10 }),
    id: fc.integer({ min: 0, max: 4 }),
    strategy: fc.constantFrom('sandwich', 'backrun'),
    second: fc.integer({ min: 0, max: 20 }),
  })
type Happening = ReturnType<typeof happening> extends fc.Arbitrary<infer T> ? T : never

function draftOf(event: Happening): EventDraft {
  const { chain_id, source_id } = event
  const at = { chain_id, source_id, ingest_ts_unix_us: NOW_US - event.second * 1_000_000 }
  const base = { ...at, tx_hash: event.hash }
  switch (event.kind) {
    case 'first':
      return seen(event.hash, at)
    case 'seen':
      return seen(event.hash, at, false)
    case 'decoded':
      return decoded(event.hash, at)
    case 'features':
      return features(event.hash, event.score, at)
    case 'opportunity':
      return opportunity([event.hash, event.other], event.score, `0x0${event.id}`, at, event.strategy)
    case 'ready':
      return { ...base, kind: 'TxReady', data: { sender: ADDRESS, nonce: 1 } }
    case 'dropped':
      return { ...base, kind: 'TxDropped', data: { reason: 'expired' } }
    case 'confirmed':
      return {
        ...base,
        kind: 'TxConfirmedProvisional',
        data: {
          block_number: event.score,
          block_hash: event.other,
          block_timestamp: 1,
          inclusion_delay_ms: 2,
          status: 'success',
        },
      }
  }
}

/** Events in any order, numbered from 1. */
export const eventSequence = (steps: readonly Step[] = STEPS): fc.Arbitrary<readonly StoredEvent[]> =>
  fc
    .array(happening(steps), { maxLength: 120, size: 'max' })
    .map((happenings) => numbered(happenings.map(draftOf)))

export function numbered(drafts: readonly EventDraft[], firstSeq = 1): readonly StoredEvent[] {
  return linesOf(drafts, firstSeq).map((line) => JSON.parse(line) as StoredEvent) // lines of our own
}

/** What ClickHouse answers, by looking at every event. */
export function historyOf(events: readonly StoredEvent[]): HistoryReader {
  return {
    async firstSightingsBefore(before, limit, chainId) {
      return events
        .filter((event) => event.kind === 'TxSeen' && event.data.first && event.seq < before)
        .filter((event) => chainId === undefined || event.chain_id === chainId)
        .map((event) => ({ seq: event.seq, chainId: event.chain_id, txHash: event.tx_hash as Hash })) // of a sighting
        .reverse()
        .slice(0, limit)
    },
    async gapsBefore({ before, limit, chainId, sourceId, after, changed }) {
      const gaps = new Map<string, GapRow>()
      for (const event of events) {
        if (event.kind !== 'GapOpened' && event.kind !== 'GapClosed') continue
        const { seq, chain_id, source_id, kind, data } = event
        const key = `${chain_id} ${source_id} ${data.gap_id}`
        const state = kind === 'GapOpened' ? 'open' : 'closed'
        const opened = gaps.get(key)?.seq ?? seq
        gaps.set(key, { ...data, seq: opened, chain_id, source_id, state, latest_seq: seq })
      }
      return [...gaps.values()]
        .filter((gap) => gap.seq < before && (gap.latest_seq > after || changed.includes(gap.gap_id)))
        .filter((gap) => chainId === undefined || gap.chain_id === chainId)
        .filter((gap) => sourceId === undefined || gap.source_id === sourceId)
        .sort((left, right) => right.seq - left.seq)
        .slice(0, limit)
    },
    async eventsOf(hashes) {
      const asked = new Set<string>(hashes)
      return events.filter(
        (event) =>
          asked.has(event.tx_hash) ||
          (event.kind === 'OppDetected' && event.data.member_tx_hashes.some((member) => asked.has(member))),
      )
    },
  }
}
