import { setTimeout as sleep } from 'node:timers/promises'
import { createLatencies } from '../latencies.ts'
import { type Answered, type Connection, openConnection } from './connection.ts'
import type { LoadFigures, LoadOrder } from './messages.ts'

// Requests from a process of their own.

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit())

async function run(order: LoadOrder): Promise<LoadFigures> {
  const request = requestOf(order)
  const open = Array.from({ length: order.connections }, () =>
    openConnection(order.host, order.port, request),
  )
  const connections = await Promise.all(open)
  const latencies = createLatencies()
  const began = performance.now()
  const warmMs = began + order.seconds * 100
  const endMs = began + order.seconds * 1000
  let failed = 0
  let bytes = 0
  let cpu = process.cpuUsage()

  const note = (dueMs: number, { status, bytes: size }: Answered): void => {
    if (dueMs < warmMs) {
      cpu = process.cpuUsage()
      return
    }
    latencies.add(performance.now() - dueMs)
    bytes += size
    if (status !== 200) failed += 1
  }
  await (order.rate === 0 ? inTurn(connections, endMs, note) : atRate(connections, order.rate, endMs, note))
  const { user, system } = process.cpuUsage(cpu)
  for (const connection of connections) connection.close()
  return {
    answered: latencies.count(),
    failed,
    bytes,
    seconds: (performance.now() - warmMs) / 1000,
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    max: latencies.quantile(1),
    cpuSeconds: (user + system) / 1e6,
  }
}

type Note = (dueMs: number, answered: Answered) => void

/** On each connection one request after the other. */
async function inTurn(connections: readonly Connection[], endMs: number, note: Note): Promise<void> {
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((resolve) => {
          const next = (): void => {
            const dueMs = performance.now()
            if (dueMs >= endMs) {
              resolve()
              return
            }
            connection.send((answered) => {
              note(dueMs, answered)
              next()
            })
          }
          next()
        }),
    ),
  )
}

/** At even times; one that finds no free connection waits for one, and its wait counts. */
async function atRate(
  connections: readonly Connection[],
  rate: number,
  endMs: number,
  note: Note,
): Promise<void> {
  const free = [...connections]
  const due: number[] = []
  const pump = (): void => {
    while (due.length > 0) {
      const connection = free.pop()
      if (connection === undefined) return
      const dueMs = due.shift() ?? 0
      connection.send((answered) => {
        note(dueMs, answered)
        free.push(connection)
        pump()
      })
    }
  }
  const began = performance.now()
  for (let sent = 0; began + (sent * 1000) / rate < endMs; sent += 1) {
    const dueMs = began + (sent * 1000) / rate
    const waitMs = dueMs - performance.now()
    // A timer is late by up to a millisecond: due is when it was to go.
    if (waitMs > 0.5) await sleep(waitMs)
    due.push(dueMs)
    pump()
  }
  while (free.length < connections.length) await sleep(1)
}

function requestOf({ host, port, path, headers }: LoadOrder): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${lines.join('')}\r\n`)
}
