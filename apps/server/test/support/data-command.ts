import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from './child-environment.ts'

const DATA = fileURLToPath(new URL('../../src/data.ts', import.meta.url))

/** What a run of `data` said, and its exit code. */
export interface DataResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface DataRun {
  readonly process: ChildProcess
  /** What it said so far on standard error. */
  err(): string
  readonly result: Promise<DataResult>
}

/** Starts the real command, from its sources. @param env is all of its environment that counts */
export function startData(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): DataRun {
  const child = spawn(process.execPath, ['--conditions=@org/source', DATA, ...args], {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const result = new Promise<DataResult>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 143), out, err }),
    )
  })
  return { process: child, err: () => err, result }
}

/** Runs the real command to its end. */
export function runData(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<DataResult> {
  return startData(args, env, cwd).result
}
