import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** ClickHouse's HTTP interface over the embedded engine, in a child process. */
export interface ClickHouseHttp extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly pid: number
  /** Ends the child. Idempotent. */
  stop(): Promise<void>
}

export interface ClickHouseHttpOptions {
  /** Directory of the engine; nobody else may have it open. */
  readonly path: string
  /** @default any free port */
  readonly port?: number
  /** When set, requests must carry these or are refused as ClickHouse refuses them. */
  readonly username?: string
  readonly password?: string
}

/** What the child says once it listens. */
export interface Listening {
  readonly port: number
}

/**
 * Starts the engine as a server that `@clickhouse/client` can talk to. The child dies with this process, however
 * that ends.
 */
export async function startClickHouseHttp(options: ClickHouseHttpOptions): Promise<ClickHouseHttp> {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const listening = await Promise.race([firstMessage(child), exited])
  if (Array.isArray(listening)) {
    throw new Error(
      `ClickHouse over HTTP ended with ${String(listening[0] ?? listening[1])} before it listened`,
    )
  }
  const { pid } = child
  if (pid === undefined) throw new Error('ClickHouse over HTTP has no process id')

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
  }
  return { url: `http://127.0.0.1:${listening.port}`, pid, stop, [Symbol.asyncDispose]: stop }
}

async function firstMessage(child: ChildProcess): Promise<Listening> {
  const [message] = await once(child, 'message')
  return message as Listening // the only message of our own child
}
