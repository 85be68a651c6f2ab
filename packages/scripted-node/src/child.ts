import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Control, ControlMessage, ControlRequest, NodeOptions } from './control.ts'

/** The node's process, as its parent sees it. */
export interface Child {
  readonly port: number
  readonly pid: number
  /** Rejects with what the node answered, or when its process ends before it answered. */
  call<K extends keyof Control>(
    name: K,
    argument: Parameters<Control[K]>[0],
  ): Promise<Awaited<ReturnType<Control[K]>>>
  /** Ends the process by this signal, and waits for it. Idempotent. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
/** Compiled sources are kept between starts, which halves the time to listen. */
const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url))

/** Starts the process and resolves when it listens. @throws Error with what it said instead */
export async function startChild(options: NodeOptions): Promise<Child> {
  const child = fork(MAIN, [JSON.stringify(options)], {
    execArgv: ['--conditions=@org/source'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    // Bytes stay bytes.
    serialization: 'advanced',
  })
  const waiting = new Map<number, Waiting>()
  const listening = Promise.withResolvers<number>()
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const gone = new Error(`the scripted node ended (code ${code}, signal ${signal})`)
      listening.reject(gone)
      for (const { reject } of waiting.values()) reject(gone)
      waiting.clear()
      resolve()
    })
  })
  child.once('error', listening.reject)
  child.on('message', (message: ControlMessage) => {
    switch (message.kind) {
      case 'listening':
        return listening.resolve(message.port)
      case 'failed':
        return listening.reject(new Error(`the scripted node could not start: ${message.message}`))
      case 'done':
        waiting.get(message.id)?.resolve(message.value)
        break
      case 'error':
        waiting.get(message.id)?.reject(new Error(message.message))
        break
    }
    waiting.delete(message.id)
  })
  let calls = 0

  return {
    port: await listening.promise,
    pid: child.pid ?? 0,
    call(name, argument) {
      const id = ++calls
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      if (!child.connected) return Promise.reject(new Error(`the scripted node has ended: no ${name}`))
      waiting.set(id, { resolve, reject })
      child.send({ id, name, argument } satisfies ControlRequest)
      return promise as Promise<never> // the child answers with what this method of the same interface gives
    },
    end: (signal) => end(child, signal, exited),
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', exited: Promise<void>): Promise<void> {
  child.kill(signal)
  await exited
}
