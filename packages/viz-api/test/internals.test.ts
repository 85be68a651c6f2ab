import type { MetricSample, TelemetryRecord } from '@org/events'
import { describe, expect, test, vi } from 'vitest'
import { ALERT_RULES } from '../src/alerts/alert-rules.ts'
import { alertsReport, metricsSnapshot, workerHealth } from '../src/schema/answers/internals.ts'
import { startFixture } from './support/api.ts'
import { createFakeTelemetry } from './support/fake-telemetry.ts'

/** Of the answers what is looked at one by one. */
interface Shown {
  readonly storage?: { readonly events_per_s: number | null }
  readonly measured_seconds?: number
  readonly firing?: number
  readonly alerts?: readonly { readonly name: string }[]
}

/** The API over metrics that are what the test sets. */
async function startWatched(samples: readonly MetricSample[] = [], now: () => number = () => Date.now()) {
  const state = { samples }
  const { options } = await startFixture()
  const fixture = await startFixture({
    ports: { ...options.ports, figures: { samples: async () => state.samples } },
    alerts: { sampleMs: 10 },
    clock: { nowUs: () => now() * 1000, monotonicMs: now },
  })
  const read = async (path: string) => {
    const response = await fetch(fixture.url + path)
    return { status: response.status, body: (await response.json()) as Shown } // checked by the schemas
  }
  return { ...fixture, state, read }
}

const counter = (name: string, value: number, labels: MetricSample['labels'] = {}): MetricSample => ({
  name: `mevscope_${name}`,
  labels,
  value,
})
const SOURCE = { chain_id: 1, source_id: 'geth-a' }

describe('/metrics/snapshot', () => {
  test('is every figure of the table, from the metrics, null where there is nothing', async () => {
    const { read } = await startWatched([
      counter('storage_events_total', 12),
      counter('ingest_announced_total', 7, SOURCE),
      counter('ingest_coverage_ratio', 0.875, { chain_id: 1 }),
    ])
    await vi.waitUntil(async () => (await read('/metrics/snapshot')).status === 200)
    const { body } = await read('/metrics/snapshot')
    expect(metricsSnapshot.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      window_seconds: 60,
      storage: { events_total: 12, wal_segments: null, fsync_p99_seconds: null },
      ingest: [{ ...SOURCE, announced_total: 7, fetched_total: null }],
      chains: [{ chain_id: 1, coverage: 0.875 }],
      strategies: [],
    })
  })

  test('rates are per second of the time that was measured', async () => {
    let nowMs = 1_000_000
    const { read, state } = await startWatched([counter('storage_events_total', 100)], () => nowMs)
    const eventsPerSecond = async () => (await read('/metrics/snapshot')).body.storage?.events_per_s
    await vi.waitUntil(async () => (await read('/metrics/snapshot')).status === 200)
    nowMs += 10_000
    state.samples = [counter('storage_events_total', 150)]
    await vi.waitUntil(async () => typeof (await eventsPerSecond()) === 'number')
    expect((await read('/metrics/snapshot')).body.measured_seconds).toBe(10)
    expect(await eventsPerSecond()).toBe(5)
  })
})

describe('/alerts/evaluate', () => {
  test('says of every rule how it stands, and what to do', async () => {
    const { read } = await startWatched([
      counter('storage_commit_seconds', 9),
      counter('storage_clickhouse_lag_seconds', 0),
    ])
    await vi.waitUntil(async () => (await read('/alerts/evaluate')).status === 200)
    const { body } = await read('/alerts/evaluate')
    expect(alertsReport.parse(body)).toEqual(body)
    expect(body.alerts?.map(({ name }) => name)).toEqual(ALERT_RULES.map(({ name }) => name))
    const of = (wanted: string) => body.alerts?.find(({ name }) => name === wanted)
    expect(body.firing).toBe(1)
    expect(of('WalStalled')).toMatchObject({
      state: 'firing',
      value: 9,
      threshold: 5,
      unit: 's',
      expression: 'mevscope_storage_commit_seconds',
      runbook: 'docs/operations.md#walstalled',
      series: [{ labels: {}, state: 'firing', value: 9 }],
    })
    expect(of('ClickHouseLag')).toMatchObject({ state: 'ok', value: 0 })
    expect(of('SourceSilent')).toMatchObject({ state: 'unknown', value: null, series: [] })
  })
})

describe('/worker/health', () => {
  const START_US = 1_700_000_000_000_000

  test.each([
    [START_US - 2_000_000, 200, { ok: true, lastHeartbeatAt: '2023-11-14T22:13:18.000Z', ageMs: 2000 }],
    [START_US - 6_000_000, 503, { ok: false, lastHeartbeatAt: '2023-11-14T22:13:14.000Z', ageMs: 6000 }],
    [null, 503, { ok: false, lastHeartbeatAt: null, ageMs: null }],
  ])('a last beat at %s is answered %i', async (lastUs, status, body) => {
    const { options } = await startFixture()
    const { url } = await startFixture({
      ports: { ...options.ports, worker: { lastUs: () => lastUs, staleAfterMs: 5_000 } },
      clock: { nowUs: () => START_US, monotonicMs: () => 0 },
    })
    const response = await fetch(`${url}/worker/health`)
    expect(response.status).toBe(status)
    const answered = await response.json()
    expect(answered).toEqual({ ...body, staleAfterMs: 5_000 })
    expect(workerHealth(status === 200).parse(answered)).toEqual(answered)
  })
})

describe('/telemetry', () => {
  async function startTold() {
    const telemetry = createFakeTelemetry()
    const { options } = await startFixture()
    const fixture = await startFixture({ ports: { ...options.ports, telemetry } })
    return { ...fixture, telemetry }
  }

  test('is the newest log events, oldest first, by level, from a position on', async () => {
    const { url, telemetry } = await startTold()
    telemetry.tell('info', 'one')
    telemetry.tell('error', 'two', { why: 'because' })
    telemetry.tell('warn', 'three')
    const read = async (query: string) => {
      const response = await fetch(`${url}/telemetry${query}`)
      const records = (await response.json()) as TelemetryRecord[] // asserted below
      return [records.map(({ message }) => message), response.headers.get('x-next-after')]
    }
    expect(await read('')).toEqual([['one', 'two', 'three'], '3'])
    expect(await read('?limit=1')).toEqual([['three'], '3'])
    expect(await read('?level=warn')).toEqual([['two', 'three'], '3'])
    expect(await read('?level=error&limit=1')).toEqual([['two'], '3'])
    expect(await read('?after=2')).toEqual([['three'], '3'])
    expect(await read('?after=9')).toEqual([[], '9'])
    expect((await fetch(`${url}/telemetry?level=loud`)).status).toBe(400)
  })

  test('/telemetry/stream begins with what is there and goes on as it comes; resumes by Last-Event-ID', async () => {
    const { url, telemetry } = await startTold()
    telemetry.tell('info', 'one')
    telemetry.tell('info', 'two')
    const stream = await openTelemetry(url, {})
    await stream.until('two')
    telemetry.tell('debug', 'three')
    await stream.until('three')
    expect(stream.text()).toContain('id: 3\ndata: {"id":3,')
    const resumed = await openTelemetry(`${url}`, { 'last-event-id': '2' })
    await resumed.until('three')
    expect(resumed.text()).not.toContain('"two"')
    stream.leave()
    await vi.waitUntil(() => telemetry.listeners() === 1, { timeout: 5_000 })
    resumed.leave()
    await vi.waitUntil(() => telemetry.listeners() === 0, { timeout: 5_000 })
  })

  test('the stream ends with the server, and bad positions are refused', async () => {
    const { url, api, telemetry } = await startTold()
    const refused = await fetch(`${url}/telemetry/stream`, { headers: { 'last-event-id': 'x' } })
    expect(refused.status).toBe(400)
    await refused.text()
    const stream = await openTelemetry(url, {})
    telemetry.tell('info', 'one')
    await stream.until('one')
    await api.stop()
    await stream.until('"code":1001')
    expect(telemetry.listeners()).toBe(0)
  })
})

test('a worker says the same of itself, and serves no data', async () => {
  const { options } = await startFixture()
  const { url } = await startFixture({
    role: 'worker',
    ports: {
      ...options.ports,
      figures: { samples: async () => [] },
      telemetry: createFakeTelemetry(),
      worker: { lastUs: () => Date.now() * 1000, staleAfterMs: 5_000 },
    },
  })
  for (const path of ['/metrics/snapshot', '/alerts/evaluate', '/telemetry', '/worker/health']) {
    await vi.waitUntil(async () => (await fetch(url + path)).status === 200, { timeout: 5_000 })
  }
  expect((await fetch(`${url}/transactions`)).status).toBe(404)
})

test('what a process does not have answers 501', async () => {
  const { url } = await startFixture()
  for (const path of [
    '/metrics/snapshot',
    '/alerts/evaluate',
    '/telemetry',
    '/telemetry/stream',
    '/worker/health',
  ]) {
    const response = await fetch(url + path)
    expect([path, response.status]).toEqual([path, 501])
    await response.text()
  }
})

async function openTelemetry(url: string, headers: Record<string, string>) {
  const leaving = new AbortController()
  const response = await fetch(`${url}/telemetry/stream`, { headers, signal: leaving.signal })
  expect(response.headers.get('content-type')).toMatch('text/event-stream')
  let text = ''
  const decoder = new TextDecoder()
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
  })()
  reading.catch(() => {}) // left by the test
  return {
    text: () => text,
    until: (part: string) => vi.waitUntil(() => text.includes(part), { timeout: 5_000 }),
    leave: () => leaving.abort(),
  }
}
