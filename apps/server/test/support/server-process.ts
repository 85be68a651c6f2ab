import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@org/testkit'
import { childEnvironment } from './child-environment.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The real server as a child process, run from its sources. */
export interface ServerProcess {
  readonly process: ChildProcess
  /** All it printed so far, log and errors. */
  output(): string
  /** Exit code; 128 + 9 after SIGKILL. */
  readonly exited: Promise<number>
  /** Base URL; rejects with the output when the server ends before it listens. */
  listening(): Promise<string>
  /** Resolves with the URL once `/ready` answers 200. */
  ready(): Promise<string>
  stop(signal?: NodeJS.Signals): Promise<number>
}

export interface ServerProcessOptions {
  /** Largest file the server may write, in megabytes. @default no limit */
  readonly maxFileMegabytes?: number
}

/** @param env is all of its environment that counts; listens on any free port unless told otherwise. */
export function startServer(
  env: Readonly<Record<string, string>>,
  options: ServerProcessOptions = {},
): ServerProcess {
  // `ulimit -f` counts blocks of 512 bytes.
  const blocks =
    options.maxFileMegabytes === undefined ? 'unlimited' : String(options.maxFileMegabytes * 2048)
  const command = [
    '-c',
    `ulimit -f ${blocks}; exec "$0" "$@"`,
    process.execPath,
    '--conditions=@org/source',
    MAIN,
  ]
  const child = spawn('/bin/sh', command, {
    // Tests ask faster than people.
    env: childEnvironment({
      VIZ_API_BIND: '127.0.0.1:0',
      VIZ_API_RATE_LIMIT_PER_MINUTE: '0',
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  // 'close', not 'exit': by then everything it printed was read.
  const exited = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
  })
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null
  const listening = async (): Promise<string> => {
    const url = await waitFor(() => ended() || /"url":"(http:[^"]+)"/.exec(text)?.[1], {
      timeoutMs: 30_000,
      what: `the server to listen; its output: ${text}`,
    })
    if (url === true) throw new Error(`the server ended before it listened: ${text}`)
    return url
  }
  return {
    process: child,
    output: () => text,
    exited,
    listening,
    async ready() {
      const url = await listening()
      await waitFor(async () => ended() || (await fetch(`${url}/ready`)).status === 200, {
        timeoutMs: 30_000,
        what: `the server to be ready; its output: ${text}`,
      })
      return url
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return await exited
    },
  }
}
