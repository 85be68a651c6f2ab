import { type LogFields, noopLogger } from '@org/events'
import { type ScriptedNode, startScriptedNode } from '@org/scripted-node'
import {
  type ClickHouseHttp,
  type FaultProxy,
  startClickHouseHttp,
  startFaultProxy,
  tempDir,
  waitFor,
} from '@org/testkit'
import { ALERT_RULES, stretchedRules } from '@org/viz-api'
import { buildNode } from '../../src/build-node.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createSlowDisk, type SlowDisk } from './slow-disk.ts'

/** A whole server in this process over two chains, with everything that may fail under a test's hand. */
export interface WatchedSystem {
  readonly url: string
  /** Both announce, and the first mines. */
  readonly nodes: readonly [ScriptedNode, ScriptedNode]
  readonly clickHouse: ClickHouseHttp
  readonly proxy: FaultProxy
  readonly disk: SlowDisk
  /** How the alerts stand, by name. */
  alerts(): Promise<ReadonlyMap<string, string>>
  stop(): Promise<void>
}

/** Minutes become seconds; what is always there for a moment, also on a busy machine, gets some more. */
const FACTORS: Readonly<Record<string, number>> = {
  SourceSilent: 1 / 30,
  GapOpen: 1 / 30,
  ClickHouseLag: 1 / 12,
  WalStalled: 1 / 4,
  DeadLetters: 1 / 900,
}
const RULES = ALERT_RULES.flatMap((rule) => stretchedRules([rule], FACTORS[rule.name] ?? 1 / 60))

export async function startWatchedSystem(): Promise<WatchedSystem> {
  const data = await tempDir('mevscope-watched')
  const [one, two] = await Promise.all([
    startScriptedNode({ seed: 1, chainId: 31_337 }),
    startScriptedNode({ seed: 2, chainId: 31_338 }),
  ])
  const clickHouse = await startClickHouseHttp({ path: `${data.path}/server` })
  const proxy = await startFaultProxy(clickHouse.url)
  const disk = createSlowDisk()
  const loaded = loadConfig({
    VIZ_API_BIND: '127.0.0.1:0',
    VIZ_API_RATE_LIMIT_PER_MINUTE: '0',
    VIZ_API_CHAINS: JSON.stringify([chainOf(one), chainOf(two)]),
    DATA_DIR: `${data.path}/data`,
    CLICKHOUSE_URL: proxy.url,
    STORAGE_QUEUE_CAPACITY: '1500',
  })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  let url = ''
  const node = buildNode(
    loaded.config,
    {
      ...noopLogger,
      info(message: string, fields?: LogFields) {
        if (message === 'viz-api listening') url = String(fields?.url)
      },
    },
    {
      storage: { fileSystem: disk.fileSystem },
      ingest: {
        fullTransactions: false,
        fetchQueueCapacity: 400,
        coverageRecentMs: 500,
        coverageBaselineMs: 60_000,
        maxReconnectBackoffMs: 500,
      },
      api: { alerts: { rules: RULES, sampleMs: 100 }, stream: { stallMs: 500, maxBufferedBytes: 64 * 1024 } },
    },
  )
  await node.start()
  return {
    url,
    nodes: [one, two],
    clickHouse,
    proxy,
    disk,
    async alerts() {
      const response = await fetch(`${url}/alerts/evaluate`)
      const { alerts } = (await response.json()) as {
        readonly alerts: readonly { readonly name: string; readonly state: string }[]
      } // its schema has a test of its own
      return new Map(alerts.map(({ name, state }) => [name, state]))
    },
    async stop() {
      disk.release()
      await node.shutdown()
      await Promise.all([one.stop(), two.stop(), proxy.stop()])
      await clickHouse.stop()
      await data.remove()
    },
  }
}

function chainOf(node: ScriptedNode) {
  return {
    chain_key: `scripted-${node.chainId}`,
    chain_id: node.chainId,
    mempool: 'public',
    sources: [
      {
        source_id: `node-${node.chainId}`,
        endpoints: ['127.0.0.1', 'localhost'].map((host) => ({
          ws_url: node.wsUrl.replace('127.0.0.1', host),
          http_url: node.httpUrl.replace('127.0.0.1', host),
        })),
      },
    ],
  }
}

/** Waits until all of these alerts stand as asked for. */
export async function untilAlerts(
  system: WatchedSystem,
  names: readonly string[],
  isFiring: boolean,
): Promise<void> {
  let states: ReadonlyMap<string, string> = new Map()
  const left = (): readonly string[] =>
    names
      .filter((name) => (states.get(name) === 'firing') !== isFiring)
      .map((name) => `${name} ${states.get(name)}`)
  await waitFor(
    async () => {
      states = await system.alerts()
      return left().length === 0
    },
    { timeoutMs: 60_000, what: `${names.join(', ')} to ${isFiring ? 'fire' : 'clear'}` },
  ).catch((cause: unknown) => {
    throw new Error(`alerts that do not ${isFiring ? 'fire' : 'clear'}: ${left().join(', ')}`, { cause })
  })
}
