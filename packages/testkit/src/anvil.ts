import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'

/** How to start a local node. */
export interface AnvilOptions {
  /** Seconds between blocks. Without it every transaction is mined at once. */
  readonly blockTimeSec?: number
  /** Nothing is mined unless asked for (`evm_mine`); pending transactions stay pending. @default false */
  readonly noMining?: boolean
  /** @default 31337 */
  readonly chainId?: number
  /** Port on 127.0.0.1. @default 0, any free one */
  readonly port?: number
  /** Further command line arguments, for example `['--accounts', '20']`. */
  readonly args?: readonly string[]
  /** How long the node may take to listen. @default 30_000 */
  readonly startTimeoutMs?: number
}

/** A running node: a real anvil process. */
export interface Anvil {
  readonly wsUrl: string
  readonly httpUrl: string
  readonly port: number
  readonly chainId: number
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<void>
  /**
   * Ends the process and waits for it. Idempotent.
   * @param signal @default 'SIGTERM', followed by SIGKILL when the node does not end
   */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** A node that does not end when asked is killed after this long. */
const STOP_TIMEOUT_MS = 5000

/**
 * Becomes the node (same pid), after leaving a guard behind that kills it when this process is gone, however it
 * ended: the guard's end of the pipe then closes without a line. `detached` beside it keeps Ctrl-C of a terminal away
 * from the node, so that whoever watches it can stop first.
 */
const GUARDED =
  'exec 3<&0; { read -r line <&3 || kill -9 $$; } >/dev/null 2>&1 & exec "$0" "$@" 3<&- </dev/null'

/**
 * Starts anvil (from the npm package `@foundry-rs/anvil`) and resolves when it listens. POSIX systems only.
 * @throws Error when it ends or stays silent instead, with what it printed.
 */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const chainId = options.chainId ?? 31_337
  const args = ['--port', String(options.port ?? 0), '--chain-id', String(chainId)]
  if (options.blockTimeSec !== undefined) args.push('--block-time', String(options.blockTimeSec))
  if (options.noMining === true) args.push('--no-mining')
  args.push(...(options.args ?? []))

  const child = spawn('/bin/sh', ['-c', GUARDED, anvilBinary(), ...args], { detached: true })
  // The guard may be gone already when it is told to go.
  child.stdin.on('error', () => {})
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      child.stdin.end('done\n')
      resolve()
    })
    child.once('error', () => resolve())
  })
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    child.kill(signal)
    const killing = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exited
    clearTimeout(killing)
  }

  try {
    const port = await listening(child, options.startTimeoutMs ?? 30_000)
    return {
      wsUrl: `ws://127.0.0.1:${port}`,
      httpUrl: `http://127.0.0.1:${port}`,
      port,
      chainId,
      pid: child.pid ?? 0,
      exited,
      stop,
    }
  } catch (error) {
    await stop('SIGKILL')
    throw error
  }
}

/** The platform's binary: a dependency of the npm package, so resolved from there. */
function anvilBinary(): string {
  const require = createRequire(import.meta.url)
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`
  return createRequire(require.resolve('@foundry-rs/anvil/package.json')).resolve(name)
}

/** The port the node says it listens on; keeps its output flowing ever after. */
function listening(child: ChildProcessWithoutNullStreams, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (why: string): void => {
      clearTimeout(timer)
      reject(new Error(`anvil ${why} before it listened; its output: ${output.trim() || '(none)'}`))
    }
    const timer = setTimeout(() => fail(`took more than ${timeoutMs} ms`), timeoutMs)
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8192)
      const port = /Listening on \S+:(\d+)/.exec(output)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      child.stdout.off('data', read)
      child.stderr.off('data', read)
      // Unread output would block the node once the pipe is full.
      child.stdout.resume()
      child.stderr.resume()
      resolve(Number(port))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', (error) => fail(`could not be started (${error.message})`))
    child.once('exit', (code, signal) => fail(`ended (code ${code}, signal ${signal})`))
  })
}
