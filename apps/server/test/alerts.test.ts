import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@org/testkit'
import { ALERT_RULES, toPromQl } from '@org/viz-api'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { parse } from 'yaml'
import { namesOf } from './support/promql-names.ts'
import { createSeenMetrics, type SeenMetrics } from './support/seen-metrics.ts'
import { startWatchedSystem, untilAlerts, type WatchedSystem } from './support/watched-system.ts'

// One running system in which everything goes wrong in turn. Machines may be busy: waits are long, and end early.
vi.setConfig({ testTimeout: 150_000, hookTimeout: 90_000 })

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

let system: WatchedSystem
let seen: SeenMetrics
let watcher: WebSocket
/** What is mined on the first chain four times a second. */
let mined: { readonly transactions: 'all' } | { readonly extra: number } = { transactions: 'all' }
let isMining = true
let mining: Promise<void>

async function mine(): Promise<void> {
  while (isMining) {
    await system.nodes[0].mine(mined)
    await sleep(250)
  }
}

beforeAll(async () => {
  system = await startWatchedSystem()
  seen = createSeenMetrics(system.url)
  watcher = new WebSocket(`${system.url.replace('http', 'ws')}/stream`)
  const [one, two] = system.nodes
  // They end with their nodes.
  one.load({ rate: 150, seconds: 600 }).catch(() => {})
  two.load({ rate: 100, seconds: 600 }).catch(() => {})
  mining = mine()
})
afterAll(async () => {
  isMining = false
  await mining
  watcher.terminate()
  await seen.stop()
  await system.stop()
})

const fire = (...names: readonly string[]): Promise<void> => untilAlerts(system, names, true)
const clear = (...names: readonly string[]): Promise<void> => untilAlerts(system, names, false)

/** Alerts that were made to fire. */
const caused = new Set<string>()
async function causes(names: readonly string[], mend: () => Promise<void>): Promise<void> {
  await fire(...names)
  for (const name of names) caused.add(name)
  await mend()
  await clear(...names)
}

test('with traffic and nothing wrong no alert fires, and every one has something to judge', async () => {
  const old = await system.nodes[1].announce({ count: 5 })
  await waitFor(async () => [...(await system.alerts()).values()].every((state) => state === 'ok'), {
    timeoutMs: 60_000,
    what: 'all alerts to be ok',
  })
  // Once more, now that they are settled.
  await system.nodes[1].announceHashes(old)
})

describe('every alert fires when its condition is caused, and clears when that is mended', () => {
  test('a node that is gone, one that gives bad bodies, and a ClickHouse that is down', async () => {
    const [one, two] = system.nodes
    await one.reorg({ depth: 1, blocks: [{}, {}] })
    await Promise.all([
      one.refuse().then(() => one.cut()),
      two.set({ items: [{ kind: 'malformed', share: 0.5 }] }),
      system.proxy.set({ kind: 'down' }),
    ])
    await causes(['SourceSilent', 'GapOpen', 'DecodeFailures', 'ClickHouseLag'], async () => {
      await Promise.all([one.listen(), two.set({ items: [] }), system.proxy.set({ kind: 'pass' })])
    })
  })

  test('a disk whose flushes are slow, a node that holds its answers, and blocks of what nobody announced', async () => {
    const [, two] = system.nodes
    await waitFor(async () => (await system.alerts()).get('CoverageDrop') === 'ok', {
      timeoutMs: 60_000,
      what: 'the coverage to be usual again',
    })
    system.disk.delay(400)
    mined = { extra: 60 }
    await two.set({ http: [{ kind: 'held', methods: ['eth_getTransactionByHash'] }] })
    await causes(['WalFlushSlow', 'CoverageDrop', 'FetchQueueSaturated'], async () => {
      system.disk.delay(0)
      mined = { transactions: 'all' }
      await two.set({ http: [] })
      await two.release()
    })
  })

  test('a disk that hangs, and what waits for it', async () => {
    system.disk.hang()
    await fire('WalStalled', 'StorageQueueSaturated', 'EventsDropped')
    const { dependencies } = (await (await fetch(`${system.url}/ready`)).json()) as {
      readonly dependencies: readonly unknown[]
    } // looked at below
    expect(dependencies[0]).toMatchObject({ name: 'wal' })
    await sleep(1_500)
    system.disk.release()
    await causes(['IngestLag'], async () => {})
    await clear('WalStalled', 'StorageQueueSaturated', 'EventsDropped')
    for (const name of ['WalStalled', 'StorageQueueSaturated', 'EventsDropped']) caused.add(name)
  })

  test('an event that ClickHouse refuses, and stream clients that do not read', async () => {
    const clickHouse = async (statement: string): Promise<void> => {
      const url = `${system.clickHouse.url}/?query=${encodeURIComponent(statement)}`
      const response = await fetch(url, { method: 'POST' })
      expect([response.status, await response.text()]).toEqual([200, ''])
    }
    await clickHouse(
      "ALTER TABLE mevscope.events ADD CONSTRAINT odd CHECK kind != 'BlockSeen' OR chain_id != 31338",
    )
    const sleepers = Array.from({ length: 8 }, () => {
      const socket = new WebSocket(`${system.url.replace('http', 'ws')}/stream?from_seq=0`)
      socket.on('error', () => {})
      socket.once('open', () => socket.pause())
      return socket
    })
    await system.nodes[1].mine({})
    await causes(['DeadLetters', 'SlowStreamClients'], async () => {
      await clickHouse('ALTER TABLE mevscope.events DROP CONSTRAINT odd')
      for (const socket of sleepers) socket.terminate()
    })
  })

  test('none was left out', () => {
    expect([...caused].sort()).toEqual(ALERT_RULES.map(({ name }) => name).sort())
  })
})

interface RulesFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[]
}
interface DashboardFile {
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

describe('the files for Prometheus and Grafana', () => {
  const rules = (parse(read('ops/prometheus/alerts.yml')) as RulesFile).groups.flatMap((group) => group.rules)
  const panels = (JSON.parse(read('ops/grafana/mevscope.json')) as DashboardFile).panels

  test('have the rules by which the process decides', () => {
    expect(rules.map(({ alert, expr }) => [alert, expr])).toEqual(
      ALERT_RULES.map((rule) => [
        rule.name,
        `${toPromQl(rule.expression)} ${rule.comparison} ${rule.threshold}`,
      ]),
    )
  })

  test('name only metrics and labels that the running server has', async () => {
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ]
    expect(expressions.length).toBeGreaterThan(50)
    const { labelsOf } = await seen.read()
    for (const expression of expressions) {
      const { metrics, labels } = namesOf(expression)
      expect(metrics.size).toBeGreaterThan(0)
      for (const metric of metrics) {
        const known = labelsOf(metric)
        expect([expression, metric, known !== undefined]).toEqual([expression, metric, true])
        for (const label of labels.get(metric) ?? []) {
          expect([expression, metric, [...(known ?? [])]]).toEqual([
            expression,
            metric,
            expect.arrayContaining([label]),
          ])
        }
      }
    }
  })

  test('error: what is not PromQL, or names nothing, is found', () => {
    expect(() => namesOf('rate(a[5m]')).toThrow('not PromQL')
    expect(() => namesOf('sum by (rate(a[5m]))')).toThrow('not PromQL')
    expect([...namesOf('sum by (x) (rate(a{y="1"}[5m])) / b').labels]).toEqual([
      ['a', new Set(['y', 'x'])],
      ['b', new Set()],
    ])
  })
})

/** What does not happen here; the tests of the packages cause it. */
const CAUSED_ELSEWHERE: ReadonlySet<string> = new Set(
  [
    'ingest_rate_limited_total',
    'ingest_missed_blocks_total',
    'ingest_unread_blocks_total',
    'ingest_forgotten_confirmed_total',
    'ingest_dropped_heads_total',
    'ingest_pool_drops_total',
    'ingest_lifecycle_crashes_total',
    'http_refused_connections_total',
    'http_refused_reads_total',
    'searcher_pool_reads_total',
    'searcher_pools_refused_total',
    'searcher_simulations_total',
    'searcher_errors_total',
    'searcher_strategy_overruns_total',
    'searcher_strategy_suspensions_total',
    'searcher_opportunities_total',
  ].map((name) => `mevscope_${name}`),
)

describe('docs/contract.md', () => {
  test('every metric moved while all of this happened', async () => {
    const section =
      read('docs/contract.md')
        .split(/^## /m)
        .find((part) => part.startsWith('5. Metrics')) ?? ''
    const names = [
      ...section.matchAll(/`((?:ingest|storage|stream|http|searcher)_[a-z_]+)(?:\{[^}]*\})?`/g),
    ].map(([, name]) => `mevscope_${name}`)
    expect(names.length).toBeGreaterThan(25)
    const { moved } = await seen.read()
    expect(names.filter((name) => !moved.has(name) && !CAUSED_ELSEWHERE.has(name))).toEqual([])
  })
})

test('/metrics/snapshot says the same as /metrics', async () => {
  const { sum } = await seen.read()
  const response = await fetch(`${system.url}/metrics/snapshot`)
  const figures = (await response.json()) as {
    readonly storage: Readonly<Record<string, number>>
    readonly ingest: readonly Readonly<Record<string, number>>[]
    readonly visible: Readonly<Record<string, number | null>>
  } // its schema has a test of its own
  expect(figures.storage.events_total).toBeGreaterThanOrEqual(sum('mevscope_storage_events_total') - 2_000)
  expect(figures.storage.events_per_s).toBeGreaterThan(10)
  expect(figures.ingest).toHaveLength(2)
  expect(figures.visible.p99_seconds).toBeGreaterThan(0)
})

test('/worker/health beats, /telemetry knows of the alerts, and a failed flush is named by /ready while it is so', async () => {
  expect((await fetch(`${system.url}/worker/health`)).status).toBe(200)
  const told = await (await fetch(`${system.url}/telemetry?limit=1000&level=warn`)).text()
  for (const { name } of ALERT_RULES) expect(told).toContain(`"alert":"${name}"`)
  system.disk.fail('EIO')
  const ready = await waitFor(
    async () => {
      const response = await fetch(`${system.url}/ready`)
      return response.status === 503 ? await response.text() : null
    },
    { timeoutMs: 30_000, what: 'the failed flush in /ready' },
  )
  expect(JSON.parse(ready)).toMatchObject({
    status: 'not_ready',
    dependencies: expect.arrayContaining([
      { name: 'wal', state: 'down', detail: expect.stringContaining('EIO') },
    ]),
  })
})
