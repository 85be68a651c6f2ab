import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Machine } from './report.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    load_before: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

/** The commit of this checkout, and whether files differ from it; `unknown` outside of a repository. */
export function describeCommit(): { readonly commit: string; readonly modified: boolean } {
  try {
    return { commit: git('rev-parse', 'HEAD'), modified: git('status', '--porcelain', '-uno') !== '' }
  } catch {
    return { commit: 'unknown', modified: false }
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
