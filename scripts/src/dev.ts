import { resolve } from 'node:path'
import { build } from './build.ts'
import { runDev } from './dev/run-dev.ts'
import { createTerminal } from './dev/terminal.ts'
import { ROOT } from './repository.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
try {
  await build('@org/dashboard')
  // As for the server, a name that is set to nothing counts as not set.
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  const dataDir = resolve(ROOT, given.DATA_DIR ?? 'data')
  process.exit(
    await runDev({
      env: { ...given, DATA_DIR: dataDir },
      dataDir,
      terminal: createTerminal(process.stdout),
      signal: stop.signal,
    }),
  )
} catch (error) {
  if (stop.signal.aborted) process.exit(0) // Ctrl-C ended the build
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
