import { startChild } from './child.ts'

/** Builds the named workspaces and what they need; what is built already is taken from turbo's cache. */
export async function build(...workspaces: readonly string[]): Promise<void> {
  const filters = workspaces.map((workspace) => `--filter=${workspace}`)
  const child = startChild(
    'turbo',
    ['run', 'build', '--output-logs=errors-only', '--log-order=stream', ...filters],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const output: Buffer[] = []
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk))
  }
  const code = await child.exited
  if (code !== 0) {
    // What the tools said of it, which is of no interest when all went well.
    process.stderr.write(Buffer.concat(output))
    throw new Error(`building ${workspaces.join(', ')} failed (exit code ${code}): run npx -y pnpm@12 build`)
  }
}
