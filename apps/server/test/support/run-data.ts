import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const DATA = fileURLToPath(new URL('../../src/data.ts', import.meta.url))

/** What a command printed, and its exit code. */
export interface DataResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `data` with the arguments to its end, in an environment of its own. */
export async function runData(args: readonly string[], env: NodeJS.ProcessEnv): Promise<DataResult> {
  const child = spawn(process.execPath, ['--conditions=@org/source', DATA, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}
