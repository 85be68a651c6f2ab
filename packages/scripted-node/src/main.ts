// The process of a scripted node: options as JSON in the first argument, then messages of the parent.
import { errorMessage } from '@org/events'
import type { Control, ControlMessage, ControlRequest, NodeOptions } from './control.ts'
import { createNode } from './node/create-node.ts'

const say = (message: ControlMessage): void => {
  process.send?.(message)
}

async function obey(control: Control, { id, name, argument }: ControlRequest): Promise<void> {
  try {
    // The parent calls through the same interface, so name and argument belong together.
    const command = control[name] as (argument: unknown) => unknown
    say({ kind: 'done', id, value: await command(argument) })
  } catch (error) {
    say({ kind: 'error', id, message: errorMessage(error) })
  }
}

// It is its parent's: without one nobody would end it.
process.once('disconnect', () => process.exit())
try {
  const options = JSON.parse(process.argv[2] ?? '') as NodeOptions // written by the parent
  const { port, control } = await createNode(options)
  process.on('message', (request: ControlRequest) => {
    // Fails only when nobody is there to be answered.
    obey(control, request).catch(() => process.exit(1))
  })
  say({ kind: 'listening', port })
} catch (error) {
  say({ kind: 'failed', message: errorMessage(error) })
  process.disconnect?.()
}
