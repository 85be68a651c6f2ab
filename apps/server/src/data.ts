import { COMMANDS } from './commands/commands.ts'
import { runCommand } from './commands/run-command.ts'

/** What the shell gives for a process that SIGINT ended. */
const INTERRUPTED = 130
/** A terminal and whoever started this may both send one. */
const SAME_REQUEST_MS = 1_000

const stop = new AbortController()
let askedMs = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) {
      // The first lets the step at hand end; whoever asks again does not want to wait for it.
      if (performance.now() - askedMs > SAME_REQUEST_MS) process.exit(INTERRUPTED)
      return
    }
    askedMs = performance.now()
    process.stderr.write('\nstopping after the step at hand; once more to end at once\n')
    stop.abort()
  })
}

const code = await runCommand(COMMANDS, {
  argv: process.argv.slice(2),
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  nowMs: () => performance.now(),
  signal: stop.signal,
})
process.exit(code)
