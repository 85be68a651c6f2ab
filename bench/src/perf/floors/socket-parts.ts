import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Inputs } from './inputs.ts'
import type { Part, PartGroup } from './part.ts'

const WRITE_BYTES = 64 * 1024
const WRITES = 400

/** Writes to a process on this machine that takes whatever comes; what it costs there is not counted. */
export async function socketParts({ transactions, lines }: Inputs, clients: number): Promise<PartGroup> {
  const plain = createServer()
  const websockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  plain.listen(0, '127.0.0.1')
  await Promise.all([once(plain, 'listening'), once(websockets, 'listening')])
  const sinks = [startSink(plain, 'plain'), startSink(websockets, 'websocket')]
  const [[socket], [client]] = (await Promise.all([
    once(plain, 'connection'),
    once(websockets, 'connection'),
  ])) as [[Socket], [WebSocket]] // of the two events
  socket.setNoDelay(true)

  const text = lines.join(',')
  const block = Buffer.alloc(WRITE_BYTES, text)
  const perWrite = { stage: 'viz-api', count: WRITES } as const
  const parts: readonly Part[] = [
    {
      ...perWrite,
      name: 'socket write of 64 kB on loopback',
      unit: 'write',
      perTransaction: 0,
      run: () => inTurn((sent) => socket.write(block, sent)),
    },
    {
      ...perWrite,
      name: 'WebSocket message of 64 kB with ws',
      unit: 'message',
      // Each client takes every line, and a message is as full as that.
      perTransaction: (clients * Buffer.byteLength(text)) / transactions / WRITE_BYTES,
      run: () => inTurn((sent) => client.send(block, { binary: false }, sent)),
    },
  ]
  return {
    parts,
    async [Symbol.asyncDispose]() {
      const ends = sinks.map((sink) => once(sink, 'exit'))
      for (const sink of sinks) sink.disconnect()
      plain.close()
      websockets.close()
      await Promise.all(ends)
    },
  }
}

function startSink(server: Pick<Server, 'address'> | WebSocketServer, kind: string): ChildProcess {
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return fork(fileURLToPath(new URL('sink.ts', import.meta.url)), [String(port), kind], { execArgv: [] })
}

/** One after the other was taken: nothing waits in this process. */
async function inTurn(send: (sent: (error?: Error | null) => void) => void): Promise<number> {
  for (let write = 0; write < WRITES; write += 1) {
    await new Promise<void>((resolve, reject) => send((error) => (error ? reject(error) : resolve())))
  }
  return WRITES
}
