import { setTimeout as sleep } from 'node:timers/promises'
import type { ScriptedNode } from '@org/scripted-node'
import { type Scrape, waitFor } from '@org/testkit'
import type { PerfClients } from './clients/start-clients.ts'
import { createHealth, type Health } from './health.ts'
import type { Live } from './live.ts'
import { histogramQuantile } from './quantile.ts'
import type { StepFigures } from './report/report.ts'
import type { ServerUnderTest } from './server-under-test.ts'
import { latenciesOf } from './step-latencies.ts'
import { readThreads, type ThreadSeconds } from './threads.ts'

/** The parts of a run that a step needs. */
export interface Bench {
  readonly server: ServerUnderTest
  readonly node: ScriptedNode
  readonly clients: PerfClients
  readonly live: Live
}

/** How long after the last announcement transactions may be on their way. */
const DRAIN_MS = 60_000
/** How long the slowest client may be behind the first. */
const REST_MS = 20_000
const NAMES = {
  drops: 'mevscope_ingest_drops_total',
  rejects: 'mevscope_ingest_rejects_total',
  events: 'mevscope_storage_events_total',
  visible: 'mevscope_ingest_to_visible_seconds',
  fsync: 'mevscope_storage_wal_fsync_seconds',
  inFlight: 'mevscope_ingest_in_flight',
  queued: 'mevscope_storage_queue_depth',
  durable: 'mevscope_storage_durable_seq',
  analyze: 'mevscope_searcher_analyze_seconds',
  cpu: 'process_cpu_seconds_total',
} as const

/** One rate for some seconds, until all that was announced has come to the clients or was counted as lost. */
export async function runStep(bench: Bench, rate: number, seconds: number): Promise<StepFigures> {
  const { server, node, clients, live } = bench
  live.show(`${rate} tx/s: making ${rate * seconds} transactions`)
  await node.prepare(rate * seconds)
  await atRest(bench)
  await clients.begin()
  const before = await look(bench)
  const health = createHealth()
  // Whoever asks the server takes the delays since the last question away: every answer counts.
  const scrape = async (): Promise<Scrape> => {
    const now = await server.scrape()
    health.add(now)
    return now
  }
  const seen = { ...bench, server: { ...server, scrape } }
  const watching = new AbortController()
  const watched = watch(seen, rate, health, watching.signal)
  const beganUs = (performance.timeOrigin + performance.now()) * 1000
  const load = await node.load({ rate, seconds })
  await drained(seen, before.scrape, load.announced)
  await atRest(seen)
  watching.abort()
  await watched
  const after = await look(seen)
  const heard = await clients.report()
  const received = heard.decoded
  const tookS = Math.max(heard.lastDecodedUs - beganUs, 1) / 1e6
  const lookedS = (after.atMs - before.atMs) / 1000
  const increase = (name: string): number => after.scrape.sum(name) - before.scrape.sum(name)
  const perTx = (cpuSeconds: number): number => round((cpuSeconds * 1e6) / Math.max(1, received))
  const dropped = increaseBy(before.scrape, after.scrape, NAMES.drops)
  const p99Ms = (name: string): number =>
    round(
      (histogramQuantile(before.scrape.buckets(name), after.scrape.buckets(name), 0.99) ?? Number.NaN) * 1000,
    )
  return {
    offered_tx_per_second: rate,
    announced: load.announced,
    received,
    missing: load.announced - received - total(dropped),
    dropped,
    rejected: increaseBy(before.scrape, after.scrape, NAMES.rejects),
    tx_per_second: Math.round(received / tookS),
    events_per_second: Math.round(increase(NAMES.events) / tookS),
    announce_to_client_ms: await latenciesOf(node, heard.samples),
    ingest_to_visible_p99_ms: p99Ms(NAMES.visible),
    cpu_us_per_tx: {
      process: perTx(increase(NAMES.cpu)),
      threads: threadsPerTx(before.threads, after.threads, perTx),
      searcher: round(
        (increase(`${NAMES.analyze}_sum`) * 1e6) / Math.max(1, increase(`${NAMES.analyze}_count`)),
      ),
    },
    cores: {
      server: round(increase(NAMES.cpu) / lookedS),
      clients: round(heard.cpuSeconds / lookedS),
      node: round((after.nodeCpuSeconds - before.nodeCpuSeconds) / lookedS),
    },
    event_loop_delay_ms: health.eventLoopDelayMs(),
    rss_mb: health.rssMb(),
    clickhouse_lag_events: health.lagEvents(),
    fsync_p99_ms: p99Ms(NAMES.fsync),
    client_cuts: heard.cuts,
    node_pause_ms: Math.round(load.longestPauseMs),
  }
}

interface Look {
  readonly scrape: Scrape
  readonly threads: ThreadSeconds | null
  readonly nodeCpuSeconds: number
  readonly atMs: number
}

async function look({ server, node }: Bench): Promise<Look> {
  const { cpuSeconds } = await node.counts()
  const threads = await readThreads(server.pid)
  return { scrape: await server.scrape(), threads, nodeCpuSeconds: cpuSeconds, atMs: performance.now() }
}

/** Once a second: what the server says of itself, and the live line. */
async function watch(bench: Bench, rate: number, health: Health, signal: AbortSignal): Promise<void> {
  let decoded = 0
  while (!signal.aborted) {
    await sleep(1000, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    await bench.server.scrape()
    const now = bench.clients.progress().decoded
    bench.live.show(`${rate} tx/s: ${now - decoded} tx/s at the clients, ${now} in all · ${health.line()}`)
    decoded = now
  }
}

async function drained(bench: Bench, before: Scrape, announced: number): Promise<void> {
  let lost = 0
  let askedMs = 0
  const over = async (): Promise<boolean> => {
    if (performance.now() - askedMs > 500) {
      const now = await bench.server.scrape()
      lost = now.sum(NAMES.drops) - before.sum(NAMES.drops)
      askedMs = performance.now()
    }
    return bench.clients.progress().decoded + lost >= announced
  }
  // What is missing after that is a figure of the step, not an error of the harness.
  await waitFor(over, { what: 'the last transactions', timeoutMs: DRAIN_MS }).catch(() => {})
}

/** Until the server has nothing to do and every client has everything: what is late belongs to this step. */
async function atRest({ server, clients }: Bench): Promise<void> {
  const rests = async (): Promise<boolean> => {
    const now = await server.scrape()
    const isIdle = now.sum(NAMES.inFlight) === 0 && now.sum(NAMES.queued) === 0
    if (!isIdle || clients.progress().lastSeq < now.sum(NAMES.durable)) await sleep(100)
    return isIdle && clients.progress().lastSeq >= now.sum(NAMES.durable)
  }
  await waitFor(rests, { what: 'a server at rest', timeoutMs: REST_MS }).catch(() => {})
}

function increaseBy(before: Scrape, after: Scrape, name: string): Readonly<Record<string, number>> {
  const old = before.sumsBy(name, 'reason')
  const increases = Object.entries(after.sumsBy(name, 'reason')).map(
    ([reason, count]) => [reason, count - (old[reason] ?? 0)] as const,
  )
  return Object.fromEntries(increases.filter(([, count]) => count > 0))
}

function threadsPerTx(
  before: ThreadSeconds | null,
  after: ThreadSeconds | null,
  perTx: (seconds: number) => number,
): ThreadSeconds | null {
  if (before === null || after === null) return null
  return {
    main: perTx(after.main - before.main),
    v8: perTx(after.v8 - before.v8),
    others: perTx(after.others - before.others),
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
