import {
  DROP_REASONS,
  type DraftOf,
  type EventDraft,
  type EventKind,
  type Labels,
  type Metrics,
  type ReadMetric,
  type StoredEvent,
} from '@org/events'
import { describe, expect, test } from 'vitest'
import type { LiveRpcOptions } from './options.ts'
import { createLiveRpcRuntime } from './runtime.ts'

const ENDPOINT = { wsUrl: 'ws://127.0.0.1:1', httpUrl: 'http://127.0.0.1:1' }
const OPTIONS: LiveRpcOptions = {
  chains: [{ chainKey: 'dev', chainId: 31_337, sources: [{ sourceId: 'a', endpoints: [ENDPOINT] }] }],
}

function messageOf(options: LiveRpcOptions): string {
  try {
    createLiveRpcRuntime(options)
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', retryable: false })
    return String(error)
  }
  return 'created'
}

describe('creating', () => {
  test.each([
    ['no chains', { chains: [] }, 'chains: must be an array with at least one element'],
    ['a batch of nothing', { ...OPTIONS, rpcBatchSize: 0 }, 'rpcBatchSize: must be from 1 to 10000, is 0'],
    [
      'not a number',
      { ...OPTIONS, retryAttempts: Number.NaN },
      'retryAttempts: must be from 0 to 100, is NaN',
    ],
    [
      'a bad URL',
      {
        chains: [
          {
            chainKey: 'dev',
            chainId: 1,
            sources: [{ sourceId: 'a', endpoints: [{ ...ENDPOINT, wsUrl: 'x' }] }],
          },
        ],
      },
      'chains[0].sources[0].endpoints[0].ws_url',
    ],
    [
      'a chain twice',
      { chains: [...OPTIONS.chains, ...OPTIONS.chains] },
      'chains[1].chain_id: duplicate 31337',
    ],
  ])('%s is refused', (_name, options, message) => {
    expect(messageOf(options)).toContain(message)
  })

  test('everything that is wrong is named', () => {
    const message = messageOf({ chains: [], rpcBatchSize: -1, maxInFlight: 0 })
    for (const part of ['chains:', 'rpcBatchSize:', 'maxInFlight:']) expect(message).toContain(part)
  })

  test('opens nothing, and stop before start is harmless', async () => {
    const runtime = createLiveRpcRuntime(OPTIONS)
    expect(runtime.chains()).toMatchObject([
      { chain_key: 'dev', sources: [{ state: 'idle', last_pending_unix_us: null }] },
    ])
    await runtime.stop()
    await runtime.closed
  })

  test('shows no secret of a URL', async () => {
    const secret = { wsUrl: 'wss://u:hunter2@node/v2/0123456789abcdef', httpUrl: 'https://node/?key=hunter2' }
    const runtime = createLiveRpcRuntime({
      chains: [{ chainKey: 'dev', chainId: 1, sources: [{ sourceId: 'a', endpoints: [secret] }] }],
    })
    expect(runtime.chains()[0]?.sources[0]?.endpoints).toEqual([
      { ws_url: 'wss://***@node/v2/***', http_url: 'https://node?key=***' },
    ])
    await runtime.stop()
  })
})

describe('after an earlier run', () => {
  const chains = (...sourceIds: string[]): LiveRpcOptions['chains'] => [
    {
      chainKey: 'dev',
      chainId: 31_337,
      sources: sourceIds.map((sourceId) => ({ sourceId, endpoints: [ENDPOINT] })),
    },
  ]
  const stored = <K extends EventKind>(
    kind: K,
    atUs: number,
    data: unknown,
    of: { readonly chain?: number; readonly source?: string } = {},
  ): StoredEvent =>
    ({
      seq: 1,
      node_id: 'n',
      chain_id: of.chain ?? 31_337,
      source_id: of.source ?? 'a',
      kind,
      ingest_ts_unix_us: atUs,
      tx_hash: kind === 'TxSeen' ? `0x${'1'.repeat(64)}` : '',
      data,
    }) as StoredEvent // kind and data belong together at each call
  const seen = { first: true, reannounced: false, backfill: false }

  /** The gap events of a run over a node that cannot be reached, after these events. */
  async function gapsAfter(events: readonly StoredEvent[], ...sourceIds: string[]) {
    const told: EventDraft[] = []
    const runtime = createLiveRpcRuntime({ chains: chains(...sourceIds) })
    for (const event of events) runtime.restore(event)
    await runtime.start((event) => {
      told.push(event)
      return 'accepted'
    })
    await runtime.stop()
    return told.filter(
      (event): event is DraftOf<'GapOpened'> & EventDraft =>
        event.kind === 'GapOpened' || event.kind === 'GapClosed',
    )
  }

  test('the sight of every source ended with the last event, also of one that showed nothing for long', async () => {
    const gaps = await gapsAfter(
      [
        stored('TxSeen', 5000, seen),
        stored('TxSeen', 9000, seen, { chain: 1, source: 'other' }),
        stored('TxRejected', 100, { reason: 'malformed_body', note: '' }),
      ],
      'a',
      'quiet',
    )
    expect(gaps.map(({ kind, source_id, data }) => [kind, source_id, data.cause, data.from_us])).toEqual([
      ['GapOpened', 'a', 'start', 9000],
      ['GapOpened', 'quiet', 'start', 9000],
    ])
  })

  test('without one it is blind since it was told to start; never from the future', async () => {
    const beforeUs = Date.now() * 1000
    const future = [stored('TxSeen', Number.MAX_SAFE_INTEGER, seen)]
    for (const events of [[], future]) {
      const [gap] = await gapsAfter(events, 'a')
      expect(gap?.data.from_us).toBeGreaterThanOrEqual(beforeUs - 10_000)
      expect(gap?.data.from_us).toBeLessThanOrEqual(Date.now() * 1000 + 10_000)
    }
  })

  test('an overflow it was in ends with it, and a gap without sight goes on', async () => {
    const gap = { gap_id: 's', cause: 'disconnect', from_us: 4000, to_us: null, backfilled: 0 }
    const gaps = await gapsAfter(
      [
        stored('GapOpened', 4100, gap),
        stored('GapOpened', 4200, { ...gap, gap_id: 'o', cause: 'overflow' }),
        stored('TxSeen', 6000, seen),
      ],
      'a',
    )
    expect(gaps.map(({ kind, data }) => [kind, data.gap_id, data.to_us])).toEqual([['GapClosed', 'o', 6000]])
  })
})

describe('metrics', () => {
  /** Keeps what is declared, and reads what can be read. */
  function recordingMetrics() {
    const types = new Map<string, string>()
    const reads = new Map<string, ReadMetric>()
    const child = { inc: () => {}, set: () => {}, observe: () => {} }
    const declare = (type: string) => (spec: { readonly name: string }) => {
      types.set(spec.name, type)
      return { labels: () => child }
    }
    const metrics: Metrics = {
      counter: declare('counter'),
      gauge: declare('gauge'),
      histogram: declare('histogram'),
      observe(type, spec, read) {
        types.set(spec.name, type)
        reads.set(spec.name, read)
      },
    }
    return { metrics, types, reads }
  }

  test('all are declared when the runtime is created', () => {
    const { metrics, types } = recordingMetrics()
    createLiveRpcRuntime({ ...OPTIONS, metrics })
    expect(Object.fromEntries([...types].sort())).toMatchInlineSnapshot(`
      {
        "ingest_announced_total": "counter",
        "ingest_backfilled_total": "counter",
        "ingest_coverage_baseline_ratio": "gauge",
        "ingest_coverage_ratio": "gauge",
        "ingest_dropped_heads_total": "counter",
        "ingest_drops_total": "counter",
        "ingest_duplicates_total": "counter",
        "ingest_fetched_total": "counter",
        "ingest_filled_blocks_total": "counter",
        "ingest_foreseen_transactions_total": "counter",
        "ingest_forgotten_confirmed_total": "counter",
        "ingest_gap_seconds_total": "counter",
        "ingest_head_number": "gauge",
        "ingest_in_flight": "gauge",
        "ingest_lifecycle_crashes_total": "counter",
        "ingest_lost_events_total": "counter",
        "ingest_mined_transactions_total": "counter",
        "ingest_missed_blocks_total": "counter",
        "ingest_open_gap_seconds": "gauge",
        "ingest_pool_drops_total": "counter",
        "ingest_queue_capacity": "gauge",
        "ingest_queue_depth": "gauge",
        "ingest_rate_limited_total": "counter",
        "ingest_reannounced_total": "counter",
        "ingest_rejects_total": "counter",
        "ingest_reorged_blocks_total": "counter",
        "ingest_reorgs_total": "counter",
        "ingest_rotations_total": "counter",
        "ingest_rpc_batch_size": "histogram",
        "ingest_rpc_errors_total": "counter",
        "ingest_rpc_seconds": "histogram",
        "ingest_silent_seconds": "gauge",
        "ingest_tracked_senders": "gauge",
        "ingest_tracked_transactions": "gauge",
        "ingest_unread_blocks_total": "counter",
        "ingest_wished_nonces": "gauge",
        "ingest_ws_connected": "gauge",
      }
    `)
  })

  test('carry chain and source', () => {
    const { metrics, reads } = recordingMetrics()
    createLiveRpcRuntime({ ...OPTIONS, metrics })
    const series: [number, Labels | undefined][] = []
    reads.get('ingest_queue_capacity')?.((value, labels) => series.push([value, labels]))
    reads.get('ingest_ws_connected')?.((value, labels) => series.push([value, labels]))
    reads.get('ingest_drops_total')?.((value, labels) => series.push([value, labels]))
    reads.get('ingest_silent_seconds')?.((value, labels) => series.push([value, labels]))
    const own = { chain_id: 31_337, source_id: 'a' }
    expect(series).toEqual([
      [65_536, own],
      [0, own],
      // Every reason, from the start.
      ...DROP_REASONS.map((reason) => [0, { ...own, reason }]),
    ])
  })
})
