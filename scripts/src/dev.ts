import { resolve } from 'node:path'
import { build } from './build.ts'
import { runDev } from './dev/run-dev.ts'
import { createTerminal } from './dev/terminal.ts'
import { ROOT } from './repository.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
try {
  await build('@org/dashboard')
  const dataDir = resolve(ROOT, process.env.DATA_DIR ?? 'data')
  const env = { ...process.env, DATA_DIR: dataDir }
  process.exit(await runDev({ env, dataDir, terminal: createTerminal(process.stdout), signal: stop.signal }))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
