import {
  type Address,
  type BatchListener,
  type EncodedEvent,
  type EventDraft,
  type EventFilter,
  type EventLog,
  type EventPage,
  encodeEvent,
  type Hash,
  matchesFilter,
} from '@org/events'

export const NODE_ID = 'node-under-test'

/** The hash that `n` stands for. */
export function hashOf(n: number): Hash {
  return `0x${n.toString(16).padStart(64, '0')}` as Hash // 64 digits
}

function address(n: number): Address {
  return `0x${n.toString(16).padStart(40, '0')}` as Address // 40 digits
}

/** Event `seq`: a sighting, a gap in nonces or features by turns, on chain 1 or 2, with a score where it has one. */
export function eventOf(seq: number, filler = ''): EncodedEvent {
  const chainId = (seq % 2) + 1
  const base = {
    chain_id: chainId,
    source_id: `source${filler}`,
    ingest_ts_unix_us: 1_700_000_000_000_000 + seq,
    tx_hash: hashOf(seq),
  }
  const score = seq % 3 === 2 ? (seq * 7) % 101 : null
  const draft = draftOf(seq, base, score)
  return { seq, chainId, kind: draft.kind, score, line: encodeEvent(seq, NODE_ID, draft) }
}

function draftOf(
  seq: number,
  base: Pick<EventDraft, 'chain_id' | 'source_id' | 'ingest_ts_unix_us' | 'tx_hash'>,
  score: number | null,
): EventDraft {
  if (score !== null) {
    const data = {
      protocol: 'uniswap-v2',
      category: 'swap',
      mev_score: score,
      urgency_score: 0,
      method_selector: null,
      swaps: [],
      feature_engine_version: '1',
    } as const
    return { ...base, kind: 'TxFeatures', data }
  }
  return seq % 3 === 0
    ? { ...base, kind: 'TxSeen', data: { first: true, reannounced: false, backfill: false } }
    : { ...base, kind: 'TxReady', data: { sender: address(seq), nonce: seq } }
}

/** An `EventLog` in memory, under a test's hand. */
export interface FakeLog extends EventLog {
  /** Makes events durable and tells the listeners at once. */
  append(count: number, filler?: string): void
  /** Makes events durable; `announce` tells the listeners. */
  appendSilently(count: number, filler?: string): readonly EncodedEvent[]
  announce(events: readonly EncodedEvent[]): void
  /** Forgets events before `seq`. */
  prune(seq: number): void
  listeners(): number
  reads(): number
  /** Called before each answer of `readAfter`. */
  beforeAnswer: (() => Promise<void>) | undefined
}

export function createFakeLog(): FakeLog {
  const events: EncodedEvent[] = []
  const listeners = new Set<BatchListener>()
  let oldest = 1
  let reads = 0
  const log: FakeLog = {
    nodeId: NODE_ID,
    beforeAnswer: undefined,
    latestSeq: () => events.length,
    oldestSeq: () => oldest,
    listeners: () => listeners.size,
    reads: () => reads,
    appendSilently(count, filler) {
      const added = Array.from({ length: count }, (_, i) => eventOf(events.length + 1 + i, filler))
      events.push(...added)
      return added
    },
    announce(batch) {
      const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''))
      let end = -1
      const ends = batch.map(({ line }) => {
        end += Buffer.byteLength(line) + 1
        return end
      })
      for (const listener of listeners) listener({ events: batch, bytes, ends })
      // As the writer does when all have been told.
      bytes.fill(0)
    },
    append(count, filler) {
      log.announce(log.appendSilently(count, filler))
    },
    prune(seq) {
      oldest = seq
    },
    async readAfter(after: number, limit: number, filter: EventFilter = {}): Promise<EventPage> {
      reads++
      const page: EncodedEvent[] = []
      let nextAfter = events.length
      for (const event of events.slice(Math.max(after, oldest - 1))) {
        if (!matchesFilter(event, filter)) continue
        page.push(event)
        if (page.length < limit) continue
        nextAfter = event.seq
        break
      }
      await log.beforeAnswer?.()
      return { events: page, nextAfter: Math.max(nextAfter, after) }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return log
}
