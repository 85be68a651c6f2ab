import { setTimeout as sleep } from 'node:timers/promises'
import { createSystemClock } from '@org/events'
import { type ScriptedNode, startScriptedNode } from '@org/scripted-node'
import { startClickHouseHttp, tempDir } from '@org/testkit'
import { type PerfClients, startPerfClients } from '../clients/start-clients.ts'
import type { Live } from '../live.ts'
import { describeCommit, describeMachine } from '../report/machine.ts'
import { type ServerUnderTest, startServerUnderTest } from '../server-under-test.ts'
import { type ChaosPace, runChaos } from './chaos.ts'
import { countRows } from './count-rows.ts'
import { startFollower } from './follower.ts'
import { createIdCheck } from './id-check.ts'
import { judgeSoak } from './judge-soak.ts'
import { createLooks } from './looks.ts'
import { settle } from './settle.ts'
import { sightOf, subscribedAfter } from './sight.ts'
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
const LOOK_EVERY_MS = 5_000
/** How old an announcement must be before its outcome is asked for. */
const SETTLED_MS = 10_000
/** How long the node remembers: a look may be late on a busy machine. */
const REMEMBERED_S = 50
const SETTLE_MS = 60_000
/** Frames that were on their way when the server died. */
const LOST_AT_KILL_US = 1_000_000
/** How long before the node answers nothing it may have told what could not be fetched any more. */
const FETCHED_WITHIN_US = 5_000_000
const HASHES_ONLY = { kind: 'error', code: -32_602, message: 'hashes only', of: 'full' } as const

/** The whole server under steady load while things break around it; what is judged is that nothing is wrong afterwards. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { live, pace, signal } = options
  const machine = describeMachine()
  const { nowUs } = createSystemClock()
  await using data = await tempDir('mevscope-soak')
  await using engine = await tempDir('mevscope-soak-clickhouse')
  await using clickhouse = await startClickHouseHttp({ path: engine.path })
  const capacity = Math.round(options.rate * REMEMBERED_S)
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
    const looks = createLooks({ ids, live, nowUs, everyMs: LOOK_EVERY_MS, settledMs: SETTLED_MS })
    const ending = new AbortController()
    signal?.addEventListener('abort', () => ending.abort(), { once: true })
    const onRefused = (fromUs: number, toUs: number): void =>
      ids.excuseDrops(fromUs - FETCHED_WITHIN_US, toUs)
    const parts = { node, clickhousePid: clickhouse.pid, url: server.url, follower, onRefused, nowUs }
    const chaos = runChaos(parts, pace, ending.signal)
    const looking = looks.goOn(() => server, ending.signal)
    const load = loadInPieces(node, options)
    for (const going of [chaos, looking, load]) going.catch(() => {}) // awaited below, when nothing failed before

    await sleep(options.seconds * KILL_AT * 1000, undefined, options)
    looks.isDown = true
    await looks.once(server, nowUs()) // its accounting dies with it
    const behindS = ids.behindS()
    const killedUs = nowUs()
    await server.kill()
    clients.stop() // they end with the server
    clients = undefined
    server = await start(Number(new URL(server.url).port))
    looks.isDown = false
    clients = await startPerfClients(server.url, options.clients)
    const backUs = subscribedAfter(await node.counts(), killedUs)
    // What is told to the new server is not excused; without one nobody is told anything.
    ids.excuseLoss(killedUs - LOST_AT_KILL_US, backUs ?? nowUs())
    const readyMs = server.readyMs

    await load
    ending.abort()
    const chaosCounts = await chaos
    await looking
    signal?.throwIfAborted()
    follower.faults.push(...(await settle({ server, follower, clients }, SETTLE_MS)))
    await looks.once(server, nowUs())
    const events = follower.reached()
    const transactions = follower.counts.decoded
    const rows = await countRows(clickhouse.url, events, SETTLE_MS)
    return judgeSoak({
      date: new Date().toISOString(),
      ...describeCommit(),
      machine,
      minutes: options.seconds / 60,
      rate: options.rate,
      chaos: chaosCounts,
      kills: 1,
      behind_at_kill_s: behindS,
      ready_after_kill_ms: Math.round(readyMs),
      events,
      transactions,
      sequence: { connections: follower.counts.connections, faults: follower.faults },
      identity: { looks: looks.count, announced: looks.announced, faults: looks.identityFaults },
      sight: sightOf(await node.counts(), killedUs),
      ids: ids.result(),
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
