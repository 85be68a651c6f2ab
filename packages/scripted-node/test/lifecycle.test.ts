import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startScriptedNode } from '../src/index.ts'
import { ask, connect, nodeOf } from './support/client.ts'

test('a node that is killed is gone, and comes back on its port', async () => {
  const node = await nodeOf()
  const waiting = node.load({ rate: 1, seconds: 60 })
  waiting.catch(() => {})
  await node.kill()
  await expect(waiting).rejects.toThrow('ended (code null, signal SIGKILL)')
  await expect(node.counts()).rejects.toThrow('has ended')
  await node.stop()
  const again = await nodeOf({ port: node.port })
  expect(await ask(again, 'eth_chainId')).toBe('0x7a69')
  await expect(startScriptedNode({ port: node.port })).rejects.toThrow('EADDRINUSE')
})

test('a node ends with the process that started it, however that ended', async () => {
  const parent = fork(fileURLToPath(new URL('./support/parent.ts', import.meta.url)), {
    execArgv: ['--conditions=@org/source'],
  })
  const [pid] = (await once(parent, 'message')) as [number] // what the script sends
  parent.kill('SIGKILL')
  const isGone = (): boolean => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  }
  await waitFor(isGone, { what: 'the end of the node' })
})

test('what the node cannot do is an error of the call alone', async () => {
  const node = await nodeOf()
  await expect(node.reorg({ depth: 1000, blocks: [] })).rejects.toThrow('cannot take 1000 of')
  expect((await node.counts()).connections.ever).toBe(0)
})

test('two nodes of one seed announce the same, of another seed others', async () => {
  const [a, b, c] = await Promise.all([nodeOf({ seed: 5 }), nodeOf({ seed: 5 }), nodeOf({ seed: 6 })])
  const hashes = await a.announce({ count: 3 })
  expect(await b.announce({ count: 3 })).toEqual(hashes)
  expect(await c.announce({ count: 3 })).not.toEqual(hashes)
})

test('a load announces what its rate and time come to', async () => {
  const node = await nodeOf()
  const socket = await connect(node)
  await socket.subscribe('newPendingTransactions')
  await node.prepare(100)
  const report = await node.load({ rate: 2000, seconds: 0.2 })
  expect(report.announced).toBe(400)
  expect(report.seconds).toBeGreaterThan(0.19)
  await waitFor(() => socket.notified().length === 400, { what: 'all of them' })
  expect(new Set(socket.notified()).size).toBe(400)
})

test('the oldest hashes are forgotten beyond the capacity', async () => {
  const node = await nodeOf({ capacity: 3 })
  const hashes = await node.add({ count: 4 })
  const known = (await node.reports('all')).map(({ hash }) => hash)
  expect(known).toEqual(hashes.slice(1))
})

test('a random run ends well and tells what it did', async () => {
  const node = await nodeOf({ seed: 11 })
  const seen = new Set<string>()
  let stopped = false
  const follow = (): void => {
    if (stopped) return
    const ws = new WebSocket(node.wsUrl)
    ws.on('open', () => ws.send('{"id":1,"method":"eth_subscribe","params":["newPendingTransactions"]}'))
    ws.on('message', (data) => {
      const hash = /"result":"(0x[0-9a-f]{64})"/.exec(String(data))?.[1]
      if (hash !== undefined) seen.add(hash)
    })
    ws.on('error', () => {})
    ws.on('close', () => setTimeout(follow, 20))
    const impatience = setTimeout(() => ws.terminate(), 300)
    ws.on('message', () => impatience.refresh())
    ws.on('close', () => clearTimeout(impatience))
  }
  follow()
  const report = await node.chaos({ seed: 3, seconds: 2, rate: 300, longestMs: 200 })
  const { blind, hashes, episodes } = report
  expect(episodes.length).toBeGreaterThan(5)
  expect(blind.every(({ fromUs, toUs }) => toUs !== null && toUs >= fromUs)).toBe(true)
  const sent = hashes.filter((hash) => hash.sent > 0).map(({ hash }) => hash)
  await waitFor(() => sent.slice(-20).every((hash) => seen.has(hash)), { what: 'the last words' })
  stopped = true
  // What was never sent to anybody was announced in a blind interval.
  expect(hashes.filter((hash) => hash.sent === 0).every((hash) => !seen.has(hash.hash))).toBe(true)
  expect(await ask(node, 'eth_chainId')).toBe('0x7a69')
})
