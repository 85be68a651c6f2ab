import { constants } from 'node:os'
import { resolve } from 'node:path'
import { setInterval } from 'node:timers/promises'
import type { Child } from '../child.ts'
import { type Devnet, startDevnet } from './devnet.ts'
import { createLiveLine } from './live-line.ts'
import { startServer } from './server.ts'
import type { Terminal } from './terminal.ts'

/** Any of these set means that the user brings a chain; else the devnet is started. */
const CHAIN_SETTINGS = [
  'VIZ_API_CHAINS',
  'VIZ_API_CHAIN_CONFIG_PATH',
  'VIZ_API_ETH_WS_URL',
  'VIZ_API_ETH_HTTP_URL',
]
/** How long the parts may take to stop before they are killed. */
const SERVER_STOP_MS = 30_000
const DEVNET_STOP_MS = 5_000
/** How a part ends that is told to before it listens for it: it had nothing to lose yet. */
const ENDED_BY_SIGTERM = 128 + constants.signals.SIGTERM

export interface DevOptions {
  /** For the server; without empty values. */
  readonly env: NodeJS.ProcessEnv
  /** Absolute; the devnet's files go into a folder in it. */
  readonly dataDir: string
  readonly terminal: Terminal
  /** Aborted when the user wants an end. */
  readonly signal: AbortSignal
}

/** Why `dev` comes to its end. */
type Ending =
  | { readonly kind: 'asked' }
  | { readonly kind: 'ended'; readonly who: string; readonly code: number }

/** A started part, and how long its stop may take in milliseconds. */
interface Part {
  readonly child: Child
  readonly stopWithinMs: number
}

/**
 * The server with everything around it: embedded ClickHouse and, without a chain of the user's, the devnet with
 * traffic. Resolves with the exit code when asked to stop or when a part ended; no child is left then.
 */
export async function runDev(options: DevOptions): Promise<number> {
  const parts: Part[] = []
  let exitCode = 1
  try {
    const ending = await startAndWatch(options, parts)
    options.terminal.close()
    exitCode = ending.kind === 'asked' ? 0 : ending.code
    if (ending.kind === 'ended') options.terminal.print(`${ending.who} ended with exit code ${ending.code}`)
  } finally {
    for (const { child, stopWithinMs } of parts.reverse()) {
      const code = await child.stop(stopWithinMs)
      if (exitCode === 0 && code !== ENDED_BY_SIGTERM) exitCode = code
    }
  }
  return exitCode
}

async function startAndWatch({ env, dataDir, terminal, signal }: DevOptions, parts: Part[]): Promise<Ending> {
  const asked = whenAsked(signal)
  let chain: NodeJS.ProcessEnv = {}
  let devnet: Devnet | null = null
  if (!bringsChain(env)) {
    terminal.print('starting a local chain with Uniswap V2 and V3 (set VIZ_API_CHAINS to watch another) …')
    devnet = startDevnet(resolve(dataDir, 'devnet'))
    parts.push({ child: devnet.child, stopWithinMs: DEVNET_STOP_MS })
    const ready = await Promise.race([devnet.ready, asked, endOf('the devnet', devnet.child)])
    if ('kind' in ready) return ready
    chain = { VIZ_API_CHAIN_CONFIG_PATH: ready.chains_path, SEARCHER_REGISTRY_PATH: ready.protocols_path }
    terminal.print(`devnet        ${ready.http_url}  chain ${ready.chain_id}, seed ${ready.seed}`)
  }

  const server = startServer({ ...chain, ...env }, terminal)
  parts.push({ child: server.child, stopWithinMs: SERVER_STOP_MS })
  const ends = [asked, endOf('the server', server.child)]
  if (devnet !== null) ends.push(endOf('the devnet', devnet.child))
  const url = await Promise.race([server.listening, ...ends])
  if (typeof url !== 'string') return url
  terminal.print(`page          ${url}/`)
  terminal.print(`API           ${url}/dashboard/snapshot  ${url}/metrics  ws${url.slice(4)}/stream`)
  terminal.print('Ctrl-C stops')
  const ended = new AbortController()
  showProgress(url, terminal, ended.signal, () => devnet?.startTraffic()).catch(() => {}) // the abort
  const ending = await Promise.race(ends)
  ended.abort()
  return ending
}

/** Shows the live line every second until `signal` aborts, and calls back once when the server is ready. */
async function showProgress(
  url: string,
  terminal: Terminal,
  signal: AbortSignal,
  onReady: () => void,
): Promise<void> {
  const line = createLiveLine(url)
  let isReady = false
  for await (const _ of setInterval(1_000, undefined, { signal })) {
    try {
      if (!isReady && (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) })).status === 200) {
        isReady = true
        onReady()
      }
      const text = await line.next()
      if (!signal.aborted) terminal.live(text)
    } catch {
      if (!signal.aborted) terminal.live(`${url} does not answer`)
    }
  }
}

const bringsChain = (env: NodeJS.ProcessEnv): boolean =>
  env.VIZ_API_INGEST_MODE === 'off' || CHAIN_SETTINGS.some((name) => env[name] !== undefined)

const endOf = async (who: string, child: Child): Promise<Ending> => ({
  kind: 'ended',
  who,
  code: await child.exited,
})

const whenAsked = (signal: AbortSignal): Promise<Ending> =>
  new Promise((done) => {
    if (signal.aborted) done({ kind: 'asked' })
    signal.addEventListener('abort', () => done({ kind: 'asked' }), { once: true })
  })
