import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tempDir } from '@org/testkit'

/** The folder whose commits are compared. */
export const REPOSITORY: string = fileURLToPath(new URL('../../../..', import.meta.url))

/** A commit in a folder of its own, with its server built. */
export interface Checkout extends AsyncDisposable {
  readonly commit: string
  /** The server's program. */
  readonly main: string
}

/**
 * Checks a commit out into a temporary worktree, installs and builds. The caller disposes of it.
 * @param change is made before the build
 */
export async function createCheckout(
  commit: string,
  change: (folder: string) => Promise<void> = async () => {},
  signal?: AbortSignal,
): Promise<Checkout> {
  const temporary = await tempDir('mevscope-checkout')
  const folder = join(temporary.path, 'tree')
  const dispose = async (): Promise<void> => {
    await run('git', ['worktree', 'remove', '--force', folder], REPOSITORY).catch(() => {})
    await rm(temporary.path, { recursive: true, force: true })
  }
  try {
    await run('git', ['worktree', 'add', '--quiet', '--detach', folder, commit], REPOSITORY)
    await change(folder)
    signal?.throwIfAborted()
    await run('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], folder)
    signal?.throwIfAborted()
    const build = ['exec', 'turbo', 'run', 'build', '--filter=@org/server', '--output-logs=errors-only']
    await run('npx', ['-y', 'pnpm@12', ...build], folder)
  } catch (error) {
    await dispose()
    throw error
  }
  return { commit, main: join(folder, 'apps/server/dist/main.js'), [Symbol.asyncDispose]: dispose }
}

/** Resolves with what it printed. @throws Error with all of its output when it fails */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  input?: string,
): Promise<string> {
  const child = spawn(command, [...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  const printed: string[] = []
  const errors: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  child.stdin.on('error', () => {}) // it may end without reading: its exit code tells
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null] // of that event
  if (code === 0) return printed.join('')
  throw new Error(
    `${command} ${args.join(' ')} failed (${code}) in ${cwd}: ${printed.join('')}${errors.join('')}`,
  )
}
