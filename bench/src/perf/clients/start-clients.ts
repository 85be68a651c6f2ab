import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ClientProgress, ClientReport, FromClients, ToClients } from './messages.ts'

/** A process full of stream clients. */
export interface PerfClients {
  /** What it said last; a moment old. */
  progress(): ClientProgress
  /** Forgets what was heard so far. */
  begin(): Promise<void>
  /** What was heard since. */
  report(): Promise<ClientReport>
  stop(): void
}

/** Resolves when all are connected; their process ends with this one. */
export async function startPerfClients(url: string, count: number): Promise<PerfClients> {
  const child = fork(fileURLToPath(new URL('clients.ts', import.meta.url)), {
    execArgv: ['--conditions=@org/source'],
  })
  let progress: ClientProgress = { decoded: 0, lastSeq: 0 }
  let waiting: PromiseWithResolvers<FromClients> | undefined
  child.on('message', (message: FromClients) => {
    if (message.op === 'progress') progress = message
    else waiting?.resolve(message)
  })
  child.once('exit', (code) =>
    waiting?.reject(new Error(`the stream clients ended early, exit code ${code}`)),
  )
  async function ask<Op extends FromClients['op']>(
    message: ToClients,
    op: Op,
  ): Promise<Extract<FromClients, { op: Op }>> {
    waiting = Promise.withResolvers()
    child.send(message)
    const answer = await waiting.promise
    if (answer.op !== op) throw new Error(`the stream clients answered ${answer.op} instead of ${op}`)
    return answer as Extract<FromClients, { op: Op }> // its tag was looked at
  }
  await ask({ op: 'open', url, clients: count }, 'opened')
  return {
    progress: () => progress,
    async begin() {
      await ask({ op: 'begin' }, 'begun')
      progress = { ...progress, decoded: 0 }
    },
    report: () => ask({ op: 'report' }, 'report'),
    stop: () => child.disconnect(),
  }
}
