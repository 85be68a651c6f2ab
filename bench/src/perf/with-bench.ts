import { startScriptedNode } from '@org/scripted-node'
import { tempDir } from '@org/testkit'
import { startPerfClients } from './clients/start-clients.ts'
import type { Live } from './live.ts'
import type { PerfSettings } from './report/report.ts'
import type { Bench } from './run-step.ts'
import { startServerUnderTest } from './server-under-test.ts'

export interface BenchOptions extends Pick<PerfSettings, 'seed' | 'clients' | 'subscription'> {
  readonly live: Live
  /** The server's program. @default the one of this checkout */
  readonly main?: string
  /** Where the server leaves a profile when it stops. @default nowhere */
  readonly profileDir?: string
}

const HASHES_ONLY = { kind: 'error', code: -32_602, message: 'hashes only', of: 'full' } as const

/**
 * A node, a server on an empty data directory and its clients, each in a process of its own, for one use. A node is
 * never used twice: the next server would read what stands in its pool.
 */
export async function withBench<T>(options: BenchOptions, use: (bench: Bench) => Promise<T>): Promise<T> {
  const { live, main, profileDir } = options
  await using data = await tempDir('mevscope-perf')
  const node = await startScriptedNode({
    seed: options.seed,
    script: { subscribe: options.subscription === 'full' ? [] : [HASHES_ONLY] },
  })
  try {
    const server = await startServerUnderTest({
      dataDir: data.path,
      nodePort: node.port,
      ...(main === undefined ? {} : { main }),
      ...(profileDir === undefined ? {} : { profileDir }),
    })
    try {
      const clients = await startPerfClients(server.url, options.clients)
      try {
        return await use({ server, node, clients, live })
      } finally {
        clients.stop()
      }
    } finally {
      await server.stop()
    }
  } finally {
    await node.stop()
  }
}
