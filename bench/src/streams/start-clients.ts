import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FromClients, ToClients, Transport } from './messages.ts'

type Figures = Extract<FromClients, { op: 'figures' }>

/** A process full of stream clients. */
export interface StreamClients {
  /** What they heard of the events from `firstSeq` on. */
  figures(firstSeq: number, durableAtMs: readonly number[]): Promise<Figures>
  stop(): void
}

/** Resolves when all are connected. */
export async function startClients(
  url: string,
  clients: number,
  transport: Transport,
): Promise<StreamClients> {
  const child = fork(fileURLToPath(new URL('clients.ts', import.meta.url)), {
    execArgv: ['--conditions=@org/source'],
  })
  const ask = async (message: ToClients): Promise<FromClients> => {
    const answered = once(child, 'message')
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the clients ended early')))
    child.send(message)
    const [answer] = (await Promise.race([answered, ended])) as [FromClients] // of messages.ts
    ended.catch(() => {}) // it ends later, by itself
    return answer
  }
  await ask({ op: 'open', url, clients, transport })
  return {
    async figures(firstSeq, durableAtMs) {
      const answer = await ask({ op: 'report', firstSeq, durableAtMs })
      if (answer.op !== 'figures') throw new Error(`the clients answered ${answer.op}`)
      return answer
    },
    stop: () => child.disconnect(),
  }
}
