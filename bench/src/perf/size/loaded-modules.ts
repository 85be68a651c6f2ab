import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a program loads when it imports one module, and what that takes. */
export interface LoadedModules {
  /** In a process that has done nothing else, milliseconds. */
  readonly ms: number
  /** Of it, processor time of all threads: what a busy machine does not lengthen by much. */
  readonly cpuMs: number
  /** Files that were loaded, as URLs; not those of Node itself. */
  readonly urls: readonly string[]
  /** Resident memory afterwards, above that of a process that imports nothing, megabytes. */
  readonly megabytes: number
}

const PROBE = fileURLToPath(new URL('./load-probe.ts', import.meta.url))

/** Imports a module in a process of its own. @param path of a file; nothing: what Node itself takes */
export async function loadModule(path: string): Promise<LoadedModules> {
  const child = spawn(process.execPath, [PROBE, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null] // of that event
  if (code !== 0) throw new Error(`importing ${path} failed (exit code ${code})`)
  return JSON.parse(text) as LoadedModules // of our own probe
}

/** npm's name of the package a file is of; `undefined` for a file outside of `node_modules`. */
export function packageOf(url: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
}
