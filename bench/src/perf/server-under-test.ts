import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseScrape, type Scrape, waitFor } from '@org/testkit'

/** The server as `pnpm build` makes it. */
const BUILT_SERVER: string = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url))

export interface ServerOptions {
  /** @default the one of this checkout */
  readonly main?: string
  readonly dataDir: string
  readonly nodePort: number
  /** Over the defaults of the server. */
  readonly env?: Readonly<Record<string, string>>
  /** Where it writes a profile of its processor time when it stops. @default nowhere */
  readonly profileDir?: string
  /** @default any free port */
  readonly port?: number
}

/** The server as a child process. */
export interface ServerUnderTest {
  readonly url: string
  readonly pid: number
  /** From the start of the process until `/ready` said yes, milliseconds. */
  readonly readyMs: number
  /** What it says of itself. */
  scrape(): Promise<Scrape>
  /** Resolves with the exit code. */
  stop(): Promise<number | null>
  /** At once, as a machine that loses power. */
  kill(): Promise<void>
}

/** Starts the server on the scripted node of that port of this machine; resolves when it is ready. */
export async function startServerUnderTest(options: ServerOptions): Promise<ServerUnderTest> {
  const at = `//127.0.0.1:${options.nodePort}`
  const chains = [{ chain_key: 'perf', chain_id: 31_337, ws_url: `ws:${at}`, http_url: `http:${at}` }]
  const profiling =
    options.profileDir === undefined
      ? []
      : ['--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${options.profileDir}`]
  const began = performance.now()
  const child = spawn(process.execPath, [...profiling, options.main ?? BUILT_SERVER], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: options.dataDir,
      VIZ_API_BIND: `127.0.0.1:${options.port ?? 0}`,
      VIZ_API_RATE_LIMIT_PER_MINUTE: '0',
      VIZ_API_CHAINS: JSON.stringify(chains),
      LOG_LEVEL: 'info',
      ...options.env,
    },
    // The channel ends the server when this process is gone without a word.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const url = await listening(child)
  await waitFor(async () => (await fetch(`${url}/ready`)).status === 200, {
    what: 'a ready server',
    timeoutMs: 60_000,
  })
  const readyMs = performance.now() - began
  return {
    url,
    pid: child.pid ?? 0,
    readyMs,
    scrape: async () => parseScrape(await (await fetch(`${url}/metrics`)).text()),
    async stop() {
      child.kill('SIGTERM')
      const [code] = (await exited) as [number | null] // of the exit event
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with exit code ${code}`)))
    child.once('error', reject)
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}
