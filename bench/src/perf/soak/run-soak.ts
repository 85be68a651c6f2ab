import { setTimeout as sleep } from 'node:timers/promises'
import { createSystemClock } from '@org/events'
import { type ScriptedNode, startScriptedNode } from '@org/scripted-node'
import { startClickHouseHttp, tempDir, waitFor } from '@org/testkit'
import { type PerfClients, startPerfClients } from '../clients/start-clients.ts'
import type { Live } from '../live.ts'
import { describeCommit, describeMachine } from '../report/machine.ts'
import { type ServerUnderTest, startServerUnderTest } from '../server-under-test.ts'
import { type ChaosPace, runChaos } from './chaos.ts'
import { countRows } from './count-rows.ts'
import { startFollower } from './follower.ts'
import { createIdCheck, type IdCheck } from './id-check.ts'
import { identityFaults, readAccounting } from './identity.ts'
import { judgeSoak } from './judge-soak.ts'
import type { Sample } from './slope.ts'
import type { SoakReport } from './soak-report.ts'

export interface SoakOptions {
  readonly seconds: number
  /** Transactions per second. */
  readonly rate: number
  readonly seed: number
  /** Stream clients that stay. */
  readonly clients: number
  readonly pace: ChaosPace
  readonly live: Live
  /** Ends the run early, and with an error. */
  readonly signal?: AbortSignal
}

/** When the server is killed, as a share of the run. */
const KILL_AT = 0.3
const LOOK_EVERY_MS = 10_000
/** How old an announcement must be before its outcome is asked for. */
const SETTLED_MS = 15_000
const SETTLE_MS = 60_000
/** Frames that were on their way when the server died, and until the node noticed. */
const LOST_AT_KILL_US = 1_000_000
const HASHES_ONLY = { kind: 'error', code: -32_602, message: 'hashes only', of: 'full' } as const

/** The whole server under steady load while things break around it; what is judged is that nothing is wrong afterwards. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const machine = describeMachine()
  const { nowUs } = createSystemClock()
  await using data = await tempDir('mevscope-soak')
  await using engine = await tempDir('mevscope-soak-clickhouse')
  await using clickhouse = await startClickHouseHttp({ path: engine.path })
  // Between two looks the node must forget nothing; what it keeps is also its standing pool.
  const capacity = Math.round((options.rate * (LOOK_EVERY_MS + SETTLED_MS) * 2) / 1000)
  const node = await startScriptedNode({
    seed: options.seed,
    capacity,
    script: { subscribe: [HASHES_ONLY] },
  })
  const start = (port: number): Promise<ServerUnderTest> =>
    startServerUnderTest({
      dataDir: data.path,
      nodePort: node.port,
      port,
      env: {
        CLICKHOUSE_URL: clickhouse.url,
        // This memory grows up to its bound, which must be reached well before the second half; and hold the pool.
        VIZ_API_MAX_SEEN_HASHES: String(capacity * 2),
      },
    })
  let server = await start(0)
  const follower = startFollower(server.url, capacity * 5)
  let clients: PerfClients | undefined
  try {
    clients = await startPerfClients(server.url, options.clients)
    const ids = createIdCheck(node, follower)
    const looks = createLooks(options, ids, nowUs)
    const ending = new AbortController()
    options.signal?.addEventListener('abort', () => ending.abort(), { once: true })
    const parts = { node, clickhousePid: clickhouse.pid, url: server.url, follower }
    const chaos = runChaos(parts, options.pace, ending.signal)
    const looking = looks.goOn(() => server, ending.signal)
    const load = loadInPieces(node, options)
    for (const going of [chaos, looking, load]) going.catch(() => {}) // awaited below, when nothing failed before

    await sleep(options.seconds * KILL_AT * 1000, undefined, options)
    const killedUs = nowUs()
    looks.isDown = true
    await looks.once(server, killedUs - SETTLED_MS * 1000) // what it counted dies with it
    await server.kill()
    server = await start(Number(new URL(server.url).port))
    looks.isDown = false
    ids.excuse(killedUs - LOST_AT_KILL_US, nowUs())
    const readyMs = server.readyMs

    await load
    ending.abort()
    const chaosCounts = await chaos
    await looking
    options.signal?.throwIfAborted()
    const settled = async (): Promise<boolean> =>
      (await readAccounting(server.url)).every((row) => row.in_flight === 0)
    await waitFor(settled, { what: 'nothing in flight', timeoutMs: SETTLE_MS }).catch(() => {})
    const latest = (await server.scrape()).sum('mevscope_storage_durable_seq')
    if (latest === 0) follower.faults.push('the server names no durable number')
    await waitFor(() => follower.reached() >= latest, {
      what: 'the last events',
      timeoutMs: SETTLE_MS,
    }).catch(() => follower.faults.push(`${follower.reached()} is the last of ${latest} events`))
    await looks.once(server, nowUs())
    const rows = await countRows(clickhouse.url, latest, SETTLE_MS)
    return judgeSoak({
      date: new Date().toISOString(),
      ...describeCommit(),
      machine,
      minutes: options.seconds / 60,
      rate: options.rate,
      chaos: chaosCounts,
      kills: 1,
      ready_after_kill_ms: Math.round(readyMs),
      events: follower.reached(),
      transactions: follower.counts.decoded,
      sequence: { connections: follower.counts.connections, faults: follower.faults },
      identity: { looks: looks.count, announced: looks.announced, faults: looks.identityFaults },
      ids: { ...ids.result(), accountedLosses: looks.losses() },
      clickhouse: rows,
      rss: looks.rss,
    })
  } finally {
    follower.stop()
    clients?.stop()
    await server.kill()
    await node.stop()
  }
}

/** A node makes its load beforehand: in pieces, so that it takes no more memory than one of them. */
async function loadInPieces(node: ScriptedNode, { rate, seconds, signal }: SoakOptions): Promise<void> {
  const until = performance.now() + seconds * 1000
  while (performance.now() < until && signal?.aborted !== true) {
    const left = (until - performance.now()) / 1000
    await node.load({ rate, seconds: Math.min(10, Math.max(left, 0.1)) })
  }
}

interface Looks {
  count: number
  /** In the accounting of the last look. */
  announced: number
  isDown: boolean
  readonly identityFaults: string[]
  readonly rss: Sample[]
  /** What the servers counted as come to nothing. */
  losses(): number
  once(server: ServerUnderTest, beforeUs: number): Promise<void>
  goOn(server: () => ServerUnderTest, signal: AbortSignal): Promise<void>
}

function createLooks(options: SoakOptions, ids: IdCheck, nowUs: () => number): Looks {
  const beganMs = performance.now()
  /** By process: a new server counts from 0. */
  const losses = new Map<number, number>()
  const looks: Looks = {
    count: 0,
    announced: 0,
    isDown: false,
    identityFaults: [],
    rss: [],
    losses: () => [...losses.values()].reduce((sum, count) => sum + count, 0),
    async once(server, beforeUs) {
      const rows = await readAccounting(server.url)
      looks.count += 1
      looks.announced = rows.reduce((sum, row) => sum + row.announced, 0)
      looks.identityFaults.push(...identityFaults(rows))
      const lost = rows.flatMap((row) => [row.null, ...Object.values(row.dropped)])
      losses.set(
        server.pid,
        lost.reduce((sum, count) => sum + count, 0),
      )
      await ids.look(beforeUs)
    },
    async goOn(server, signal) {
      for (let seconds = 1; !signal.aborted; seconds += 1) {
        await sleep(1000, undefined, { signal }).catch(() => {})
        if (signal.aborted || looks.isDown) continue
        try {
          const scrape = await server().scrape()
          const rss = scrape.sum('process_resident_memory_bytes') / 2 ** 20
          looks.rss.push({ atS: (performance.now() - beganMs) / 1000, value: rss })
          const lag = scrape.sum('mevscope_storage_clickhouse_lag_events')
          const { checked, lost } = ids.result()
          options.live.show(
            `${seconds} s: RSS ${rss.toFixed(0)} MB · ClickHouse lag ${lag} · ids ${checked} checked, ${lost} missing`,
          )
          if (seconds % (LOOK_EVERY_MS / 1000) === 0) await looks.once(server(), nowUs() - SETTLED_MS * 1000)
        } catch (error) {
          // The kill may come in the middle of a question.
          if (!looks.isDown) throw error
        }
      }
    },
  }
  return looks
}
