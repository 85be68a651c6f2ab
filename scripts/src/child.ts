import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ROOT } from './repository.ts'

/** A child process whose end can be awaited. */
export interface Child {
  readonly process: ChildProcess
  /** Exit code; 128 + 15 or so when it ended by a signal. Never rejects. */
  readonly exited: Promise<number>
  /** Sends SIGTERM, and SIGKILL when the child is still there after `withinMs`. Resolves with the exit code. */
  stop(withinMs: number): Promise<number>
}

/** Starts a command in the root of the checkout. The caller stops it. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, [...args], { cwd: ROOT, ...options })
  const exited = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`cannot run ${command}: ${error.message}\n`)
      resolve(1)
    })
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
  return {
    process: child,
    exited,
    async stop(withinMs: number): Promise<number> {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
      const code = await exited
      clearTimeout(timer)
      return code
    },
  }
}
