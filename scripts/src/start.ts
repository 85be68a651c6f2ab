import { build } from './build.ts'
import { startChild } from './child.ts'

/** The built server alone: builds what is missing, forwards signals, ends with the server's exit code. */
async function start(): Promise<number> {
  await build('@org/server', '@org/dashboard')
  // The channel tells the server when this process is gone without a word, so that it stops too.
  const server = startChild(process.execPath, ['apps/server/dist/main.js'], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The server ignores a second signal, so one that the terminal sent to both does no harm.
    process.on(signal, () => server.process.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
  }
  return await server.exited
}

start().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
