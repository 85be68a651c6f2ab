import { request } from 'node:http'
import { WebSocket } from 'ws'
import { createLatencies } from '../latencies.ts'
import { type FromClients, nowMs, type ToClients, type Transport } from './messages.ts'

// Many stream clients in a process of their own. Each message is only looked at for how far it goes.

/** How far one client came, and when it heard of each event. */
interface Client {
  reached: number
  missed: number
  messages: number
  /** By number, less that of the first event. */
  readonly atMs: number[]
}

const clients: Client[] = []
/** The last number before the measurement. */
let startSeq = 0
let cpu = process.cpuUsage()

function reach(client: Client, lastSeq: number): void {
  const atMs = nowMs()
  if (lastSeq <= client.reached) client.missed += 1
  for (let seq = client.reached + 1; seq <= lastSeq; seq += 1) client.atMs[seq - startSeq - 1] = atMs
  client.reached = lastSeq
  client.messages += 1
}

const LAST_SEQ = /^\{"op":"events","last_seq":(\d+)/
const HELLO = /"op":"hello".*?"latest_seq":(\d+)/

function add(latestSeq: number): Client {
  startSeq = latestSeq
  const client = { reached: latestSeq, missed: 0, messages: 0, atMs: [] }
  clients.push(client)
  return client
}

function openWs(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`, { perMessageDeflate: false })
    let client: Client | undefined
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const head = data.toString('latin1', 0, 120)
      if (client !== undefined) {
        const lastSeq = LAST_SEQ.exec(head)?.[1]
        if (lastSeq !== undefined) reach(client, Number(lastSeq))
        return
      }
      client = add(Number(HELLO.exec(head)?.[1]))
      resolve()
    })
  })
}

function openSse(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/dashboard/events-v1`, { agent: false })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let client: Client | undefined
      response.on('data', (chunk: Buffer) => {
        if (client === undefined) {
          client = add(Number(HELLO.exec(chunk.toString('latin1'))?.[1]))
          resolve()
          return
        }
        // A chunk may end within an event: the last complete id is what was heard.
        const start = chunk.lastIndexOf('id: ')
        if (start !== -1) reach(client, Number.parseInt(chunk.toString('latin1', start + 4, start + 24), 10))
      })
    })
    asked.end()
  })
}

async function open(url: string, count: number, transport: Transport): Promise<void> {
  const openOne = transport === 'ws' ? openWs : openSse
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, () => openOne(url)))
  }
  cpu = process.cpuUsage()
  say({ op: 'opened' })
}

function report(firstSeq: number, durableAtMs: readonly number[]): void {
  const { user, system } = process.cpuUsage(cpu)
  const latencies = createLatencies()
  let missed = 0
  let messages = 0
  for (const client of clients) {
    missed += client.missed
    messages += client.messages
    for (const [index, durable] of durableAtMs.entries()) {
      const at = client.atMs[firstSeq + index - startSeq - 1]
      if (at === undefined) missed += 1
      else latencies.add(at - durable)
    }
  }
  say({
    op: 'figures',
    arrived: latencies.count(),
    missed,
    messages,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    max: latencies.quantile(1),
    cpuSeconds: (user + system) / 1e6,
  })
}

function say(message: FromClients): void {
  process.send?.(message)
}

process.on('message', (message: ToClients) => {
  if (message.op === 'open') void open(message.url, message.clients, message.transport)
  else report(message.firstSeq, message.durableAtMs)
})
process.on('disconnect', () => process.exit())
