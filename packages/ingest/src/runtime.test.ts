import type { Labels, Metrics, ReadMetric } from '@org/events'
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
        "ingest_drops_total": "counter",
        "ingest_duplicates_total": "counter",
        "ingest_fetched_total": "counter",
        "ingest_filled_blocks_total": "counter",
        "ingest_forgotten_confirmed_total": "counter",
        "ingest_gap_seconds_total": "counter",
        "ingest_head_number": "gauge",
        "ingest_in_flight": "gauge",
        "ingest_lifecycle_crashes_total": "counter",
        "ingest_lost_events_total": "counter",
        "ingest_missed_blocks_total": "counter",
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
    const own = { chain_id: 31_337, source_id: 'a' }
    expect(series).toEqual([
      [65_536, own],
      [0, own],
      [0, { ...own, reason: 'not_found' }],
    ])
  })
})
