import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedNode } from '@org/scripted-node'
import { tempDir, waitFor } from '@org/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { readEvents } from './support/read-api.ts'
import { startServer } from './support/server-process.ts'
import { type Listen, listenSse, listenWs, type StreamListener } from './support/stream-listener.ts'
import { type StreamNode, type StreamNodeOptions, startStreamNode } from './support/stream-node.ts'

const BOTH: readonly (readonly [string, Listen])[] = [
  ['WebSocket', listenWs],
  ['Server-Sent Events', listenSse],
]

async function started(options: StreamNodeOptions = {}): Promise<StreamNode> {
  const node = await startStreamNode(options)
  onTestFinished(() => node.stop())
  return node
}

/** Appends so many transactions, of two events, each 20 ms until told to stop. */
function traffic(node: StreamNode, transactions: number, input = 0): () => void {
  const timer = setInterval(() => node.append(transactions, input), 20)
  onTestFinished(() => clearInterval(timer))
  return () => clearInterval(timer)
}

/** What `/events` has, of these kinds. */
async function storedSeqs(url: string, kinds?: string): Promise<readonly number[]> {
  const events = await readEvents(url)
  return events.filter((event) => kinds === undefined || event.kind === kinds).map((event) => event.seq)
}

test('500 events/s, 200 clients, one of each kind asleep: those are cut and counted, the others hear every event', async () => {
  const node = await started({ stream: { maxBufferedBytes: 1024 * 1024 } })
  const sleepers = [await listenWs(node.url, ''), await listenSse(node.url, '')]
  const wide = [await listenWs(node.url, ''), await listenSse(node.url, '')]
  const narrow: StreamListener[] = []
  for (let i = 0; i < 98; i += 1) {
    narrow.push(await listenWs(node.url, 'kinds=TxSeen'), await listenSse(node.url, 'kinds=TxSeen'))
  }
  for (const sleeper of sleepers) sleeper.sleep()
  // Bodies of 24 kB, so that what the system keeps for a sleeper is soon full; most clients want sightings alone.
  const stopTraffic = traffic(node, 5, 12_000)
  await waitFor(async () => (await node.metric('mevscope_stream_slow_disconnects_total')) === 2, {
    what: 'both sleepers to be cut',
    timeoutMs: 30_000,
  })
  const last = node.appended() + 500
  await waitFor(() => node.appended() >= last, { what: 'a second more of traffic', timeoutMs: 10_000 })
  stopTraffic()
  const end = node.appended()
  await waitFor(() => [...wide, ...narrow].every((client) => client.position() === end), {
    what: `every client to hear of event ${end}`,
    timeoutMs: 10_000,
  })
  expect(await node.metric('mevscope_stream_clients')).toBe(198)
  expect(await node.metric('mevscope_stream_slow_disconnects_total')).toBe(2)
  const [all, seen] = [await storedSeqs(node.url), await storedSeqs(node.url, 'TxSeen')]
  for (const client of wide) expect(client.seqs).toEqual(all)
  for (const client of narrow) expect(client.seqs).toEqual(seen)

  for (const [index, sleeper] of sleepers.entries()) {
    sleeper.wake()
    expect(await sleeper.ended).toBe(1013)
    const again = await [listenWs, listenSse][index]?.(node.url, '', sleeper.position())
    await waitFor(() => again?.position() === end, { what: 'the sleeper to catch up' })
    expect([...sleeper.seqs, ...(again?.seqs ?? [])]).toEqual(all)
    again?.cut()
  }
  for (const client of [...wide, ...narrow]) client.cut()
}, 90_000)

describe.each(BOTH)('%s', (_name, listen) => {
  test('resumes in the middle of a burst, from ClickHouse, the log on disk and memory: id for id what /events has', async () => {
    const node = await started({
      storage: {
        clickhouse: { kind: 'embedded' },
        memoryEvents: 200,
        walSegmentBytes: 16 * 1024,
        walRetentionBytes: 64 * 1024,
        flushIntervalMs: 50,
      },
      stream: { pageSize: 100 },
    })
    node.append(1_000)
    await waitFor(async () => (await node.metric('mevscope_storage_clickhouse_lag_events')) === 0, {
      what: 'ClickHouse to have the events',
      timeoutMs: 20_000,
    })
    const stopTraffic = traffic(node, 10)
    // Everything there is, cut now and then; the last connection goes over to what is live.
    const seqs: number[] = []
    let position = 0
    for (let round = 0; round < 4; round += 1) {
      const client = await listen(node.url, '', position)
      const goal = round < 3 ? position + 400 : node.appended() + 300
      await waitFor(() => client.position() >= goal, { what: `event ${goal}`, timeoutMs: 20_000 })
      if (round === 3) {
        stopTraffic()
        await waitFor(() => client.position() === node.appended(), { what: 'the last event' })
      }
      client.cut()
      await client.ended
      seqs.push(...client.seqs)
      position = client.position()
    }
    expect(seqs).toEqual(await storedSeqs(node.url))
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  }, 90_000)

  test('a client with a huge catch-up does not hold up those that are live', async () => {
    const node = await started({ storage: { memoryEvents: 1_000 } })
    for (let i = 0; i < 40; i += 1) {
      node.append(500, 500)
      await sleep(5)
    }
    await waitFor(() => node.storage.log.latestSeq() === node.appended(), {
      what: 'the events to be durable',
      timeoutMs: 20_000,
    })
    const before = node.appended()
    const live = await listen(node.url, 'kinds=TxSeen')
    const slow = await listen(node.url, '', 0)
    // One event after the other, each as soon as the one before was heard.
    let heard = 0
    while (slow.position() < before) {
      node.append(1)
      const goal = node.appended()
      await waitFor(() => live.position() >= goal || slow.position() >= before, { what: 'a live event' })
      if (slow.position() < before) heard += 1
    }
    expect(heard).toBeGreaterThan(10)
    await waitFor(() => slow.position() === node.appended(), { what: 'the catch-up to end' })
    expect(slow.seqs).toEqual(slow.seqs.map((_, index) => index + 1))
    live.cut()
    slow.cut()
  }, 60_000)
})

test('kill -9 in the middle of a burst: both kinds resume where they were, id for id what /events has', async () => {
  const scripted = await startScriptedNode()
  onTestFinished(() => scripted.stop())
  const data = await tempDir('mevscope-stream-kill')
  onTestFinished(() => data.remove())
  const env = { VIZ_API_CHAINS: chainsOf(scripted), DATA_DIR: data.path }
  const clients = BOTH.map(([, listen]) => ({ listen, seqs: [] as number[], position: 0 }))
  await scripted.prepare(1_500)
  for (let round = 0; round < 2; round += 1) {
    const server = startServer(env)
    onTestFinished(() => void server.process.kill('SIGKILL'))
    const url = await server.ready()
    const open = await Promise.all(clients.map(({ listen, position }) => listen(url, '', position)))
    const load = scripted.load({ rate: 300, seconds: 2 })
    const goal = Math.max(...clients.map((client) => client.position)) + 300
    await waitFor(() => open.every((client) => client.position() >= goal), {
      what: `event ${goal}`,
      timeoutMs: 30_000,
    })
    const keep = (): void => {
      for (const [index, client] of clients.entries()) {
        client.seqs.push(...(open[index]?.seqs ?? []))
        client.position = open[index]?.position() ?? 0
      }
    }
    if (round === 0) {
      await server.stop('SIGKILL')
      await Promise.all(open.map((client) => client.ended))
      await load
      keep()
    } else {
      await load
      const stored = await waitFor(
        async () => {
          const seqs = await storedSeqs(url)
          return open.every((client) => client.position() >= (seqs.at(-1) ?? 0)) && seqs
        },
        { what: 'the clients to hear everything', timeoutMs: 20_000 },
      )
      keep()
      for (const { seqs } of clients) expect(seqs.slice(0, stored.length)).toEqual(stored)
      for (const client of open) client.cut()
      expect(await server.stop()).toBe(0)
    }
  }
}, 120_000)
