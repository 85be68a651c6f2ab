import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadFigures, LoadOrder } from './messages.ts'

/** Runs one load in a process of its own. */
export async function runLoad(order: LoadOrder): Promise<LoadFigures> {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), {
    execArgv: ['--conditions=@org/source'],
  })
  const answered = once(child, 'message')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the load ended early')))
  child.send(order)
  const [figures] = (await Promise.race([answered, ended])) as [LoadFigures] // of messages.ts
  ended.catch(() => {}) // it ends later, by itself
  child.disconnect()
  return figures
}
