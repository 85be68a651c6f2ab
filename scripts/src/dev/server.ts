import { createInterface } from 'node:readline'
import { type Child, startChild } from '../child.ts'
import { formatLogRecord, parseLogLine } from './log-line.ts'
import type { Terminal } from './terminal.ts'

export interface DevServer {
  readonly child: Child
  /** Base URL once it listens. Never settles when the server ends first: watch `child.exited` too. */
  readonly listening: Promise<string>
}

/** Starts the server from its sources, in a process group of its own; its log goes to the terminal for a person. */
export function startServer(env: NodeJS.ProcessEnv, terminal: Terminal): DevServer {
  const child = startChild(process.execPath, ['--conditions=@org/source', 'apps/server/src/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
    env,
  })
  const { stdout } = child.process
  const listening = new Promise<string>((resolve) => {
    if (stdout === null) return
    createInterface({ input: stdout }).on('line', (line) => {
      const record = parseLogLine(line)
      terminal.print(record === null ? line : formatLogRecord(record))
      if (record?.message === 'viz-api listening') resolve(String(record.fields.url))
    })
  })
  return { child, listening }
}
