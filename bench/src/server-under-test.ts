import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@org/testkit'

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

/** What the server says of itself on its metrics page. */
interface Figures {
  readonly cpuSeconds: number
  readonly residentMegabytes: number
  /** Drops of all reasons since the server's start. */
  readonly dropped: number
}

/** The server as a child process. */
export interface ServerUnderTest {
  readonly url: string
  figures(): Promise<Figures>
  stop(): Promise<void>
}

/** Starts the server from its sources, watching the node on that port of this machine; resolves when it is ready. */
export async function startServerUnderTest(nodePort: number, dataDir: string): Promise<ServerUnderTest> {
  const at = `//127.0.0.1:${nodePort}`
  const chains = [{ chain_key: 'bench', chain_id: 31_337, ws_url: `ws:${at}`, http_url: `http:${at}` }]
  const child = spawn(process.execPath, ['--conditions=@org/source', MAIN], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      VIZ_API_BIND: '127.0.0.1:0',
      VIZ_API_RATE_LIMIT_PER_MINUTE: '0',
      VIZ_API_CHAINS: JSON.stringify(chains),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await listening(child)
  await waitFor(async () => (await fetch(`${url}/ready`)).status === 200, {
    what: 'a ready server',
    timeoutMs: 30_000,
  })
  return {
    url,
    figures: async () => parseFigures(await (await fetch(`${url}/metrics`)).text()),
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with exit code ${code}`)))
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}

function parseFigures(page: string): Figures {
  const sum = (name: string): number => {
    const series = page.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))
    return [...series].reduce((total, [, value]) => total + Number(value), 0)
  }
  return {
    cpuSeconds: sum('process_cpu_seconds_total'),
    residentMegabytes: Math.round(sum('process_resident_memory_bytes') / 2 ** 20),
    dropped: sum('mevscope_ingest_drops_total'),
  }
}
