import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@org/testkit'
import { WebSocket } from 'ws'
import { lastSeqOf } from './clients/read-frame.ts'
import type { ClassicalFigures } from './report/report.ts'
import type { Bench } from './run-step.ts'
import { quantilesOf } from './step-latencies.ts'

const TRANSACTIONS = 2_000
/** A long way under what the server can do. */
const RATE = 1_000
const CATCH_UP_EVENTS = 6_000
const WARM_UPS = 10

/** The two classical figures, on a server that has just begun. @param rounds of each, after a warm-up */
export async function runClassical(bench: Bench, rounds: number): Promise<ClassicalFigures> {
  const { node, clients, server, live } = bench
  live.show(`${TRANSACTIONS} transactions for the snapshot and the catch-up`)
  await node.prepare(TRANSACTIONS + WARM_UPS + rounds)
  await clients.begin()
  await node.load({ rate: RATE, seconds: TRANSACTIONS / RATE })
  await waitFor(() => clients.progress().decoded >= TRANSACTIONS, {
    what: `${TRANSACTIONS} transactions at the clients`,
    timeoutMs: 60_000,
  })
  await sleep(100) // the features of the last
  const events = clients.progress().lastSeq

  const catchUps: number[] = []
  for (let round = 0; round < WARM_UPS + rounds; round += 1) {
    const ms = await catchUp(server.url, events - CATCH_UP_EVENTS, events)
    if (round >= WARM_UPS) catchUps.push(ms)
  }
  const agent = new Agent({ keepAlive: true })
  const snapshots: number[] = []
  let bytes = 0
  for (let round = 0; round < WARM_UPS + rounds; round += 1) {
    const known = clients.progress().decoded
    await node.announce({ count: 1 })
    await waitFor(() => clients.progress().decoded > known, { what: 'one more transaction' })
    const snapshot = await fetchSnapshot(server.url, agent)
    bytes = snapshot.bytes
    if (round >= WARM_UPS) snapshots.push(snapshot.ms)
  }
  agent.destroy()
  return {
    transactions: TRANSACTIONS,
    events,
    snapshot_ms: quantilesOf(snapshots),
    snapshot_bytes: bytes,
    catch_up_events: CATCH_UP_EVENTS,
    catch_up_ms: quantilesOf(catchUps),
  }
}

async function catchUp(url: string, fromSeq: number, lastSeq: number): Promise<number> {
  const began = performance.now()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream?from_seq=${fromSeq}`, {
    perMessageDeflate: false,
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (frame: Buffer) => {
      if ((lastSeqOf(frame) ?? 0) >= lastSeq) resolve()
    })
  })
  const ms = performance.now() - began
  socket.close()
  await once(socket, 'close')
  return ms
}

async function fetchSnapshot(
  url: string,
  agent: Agent,
): Promise<{ readonly ms: number; readonly bytes: number }> {
  const began = performance.now()
  let bytes = 0
  await new Promise<void>((resolve, reject) => {
    get(`${url}/dashboard/snapshot`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the snapshot answered ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('end', resolve)
    }).on('error', reject)
  })
  return { ms: performance.now() - began, bytes }
}
