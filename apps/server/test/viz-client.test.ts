import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedNode } from '@org/scripted-node'
import { tempDir, waitFor } from '@org/testkit'
import { hashApiKey } from '@org/viz-api'
import { createVizClient } from '@org/viz-client'
import { expect, onTestFinished, test } from 'vitest'
import { chainsOf } from './support/chain.ts'
import { childEnvironment } from './support/child-environment.ts'
import { readEvents } from './support/read-api.ts'
import { startServer } from './support/server-process.ts'
import { type StreamNode, type StreamNodeOptions, startStreamNode } from './support/stream-node.ts'

const CLIENT_DIR = join(import.meta.dirname, '../../../packages/viz-client')

async function started(options: StreamNodeOptions = {}): Promise<StreamNode> {
  const node = await startStreamNode(options)
  onTestFinished(() => node.stop())
  return node
}

test('the example of its README runs as it stands', async () => {
  const node = await started()
  node.append(5)
  await waitFor(() => node.storage.log.latestSeq() === 10, { what: 'the events' })
  const readme = await readFile(join(CLIENT_DIR, 'README.md'), 'utf8')
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  // Inside the package, so that its own name resolves as for whoever installed it.
  await mkdir(join(CLIENT_DIR, '.vitest'), { recursive: true })
  const dir = await mkdtemp(join(CLIENT_DIR, '.vitest', 'readme-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'example.ts'), code)
  const child = spawn(process.execPath, ['--conditions=@org/source', join(dir, 'example.ts')], {
    env: childEnvironment({ MEVSCOPE_URL: node.url }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const lines = () => said.split('\n').filter((line) => line !== '')
  await waitFor(() => lines().length >= 8, { what: 'the example to say eight lines', timeoutMs: 20_000 })
  node.append(1)
  await waitFor(() => lines().length >= 9, { what: 'the example to hear of what comes' })
  const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`
  expect(lines()).toEqual([
    ...[5, 4, 3].map((n) => `newest ${hash(n)} pending`),
    ...[1, 2, 3, 4, 5, 6].map((n) => `event ${2 * n} ${hash(n)} 1`),
  ])
}, 40_000)

test('a server killed in the middle of a burst: the stream goes on by itself, id for id what /events has', async () => {
  const scripted = await startScriptedNode()
  onTestFinished(() => scripted.stop())
  const data = await tempDir('mevscope-client-kill')
  onTestFinished(() => data.remove())
  const env = { VIZ_API_CHAINS: chainsOf(scripted), DATA_DIR: data.path }
  await scripted.prepare(1_000)

  let server = startServer(env)
  onTestFinished(() => void server.process.kill('SIGKILL'))
  const url = await server.ready()
  const again = { ...env, VIZ_API_BIND: new URL(url).host }
  const seqs: number[] = []
  const gaps: unknown[] = []
  const states: string[] = []
  const stream = createVizClient({ url }).stream({
    after: 0,
    onGap: (gap) => gaps.push(gap),
    onState: ({ state }) => states.push(state),
  })
  const reading = stream.run((events) => void seqs.push(...events.map((event) => event.seq)))
  const burst = scripted.load({ rate: 300, seconds: 2 })
  await waitFor(() => seqs.length >= 200, { what: '200 events', timeoutMs: 30_000 })
  await server.stop('SIGKILL')
  await burst
  server = startServer(again)
  await server.ready()
  const load = scripted.load({ rate: 300, seconds: 1 })
  const beforeLast = seqs.length
  await load
  await waitFor(() => seqs.length > beforeLast, { what: 'live events again', timeoutMs: 30_000 })
  const stored = await waitFor(
    async () => {
      const all = (await readEvents(url)).map((event) => event.seq)
      return seqs.length >= all.length && all
    },
    { what: 'the client to have everything', timeoutMs: 20_000 },
  )
  stream.close()
  await reading
  expect(seqs.slice(0, stored.length)).toEqual(stored)
  expect(gaps).toEqual([])
  expect(states.filter((state) => state === 'live').length).toBeGreaterThanOrEqual(2)
  expect(await server.stop()).toBe(0)
}, 120_000)

test('a slow reader with a small buffer gets everything in order, and the server never has to cut it', async () => {
  const node = await started({ stream: { maxBufferedBytes: 512 * 1024 } })
  const traffic = setInterval(() => node.append(20, 500), 10)
  onTestFinished(() => clearInterval(traffic))
  const states: string[] = []
  const stream = createVizClient({ url: node.url, random: () => 0 }).stream({
    after: 0,
    maxBufferedEvents: 200,
    onState: ({ state }) => states.push(state),
  })
  const seqs: number[] = []
  for await (const item of stream.items()) {
    if (item.kind === 'gap') throw new Error('a gap')
    seqs.push(...item.events.map((event) => event.seq))
    if (seqs.length > 4_000) clearInterval(traffic)
    else await sleep(20)
    if (seqs.length > 4_000 && seqs.length === node.appended()) break
  }
  expect(seqs).toEqual(Array.from({ length: node.appended() }, (_, index) => index + 1))
  expect(states.filter((state) => state === 'paused').length).toBeGreaterThan(2)
  expect(await node.metric('mevscope_stream_slow_disconnects_total')).toBe(0)
}, 60_000)

test('with keys: by header and by ticket, over reconnects; a key that is not known ends the stream', async () => {
  const apiKey = 'a-key-that-is-long-enough-to-be-taken-0001'
  const node = await started({ access: { keys: [hashApiKey(apiKey)] } })
  node.append(5)
  await waitFor(() => node.storage.log.latestSeq() === 10, { what: 'the events' })
  for (const streamAuth of ['header', 'ticket'] as const) {
    const client = createVizClient({ url: node.url, apiKey, streamAuth, random: () => 0 })
    expect(await client.get('/transactions')).toHaveLength(node.appended() / 2)
    const before = node.appended()
    const seqs: number[] = []
    // A buffer of one event: each message ends the connection, and the next one needs a ticket of its own.
    for await (const event of client.stream({ after: 0, maxBufferedEvents: 1, kinds: ['TxSeen'] })) {
      seqs.push(event.seq)
      if (event.seq === before - 1) node.append(1)
      if (event.seq === before + 1) break
    }
    expect(seqs).toEqual(Array.from({ length: before / 2 + 1 }, (_, index) => 2 * index + 1))
    const stranger = createVizClient({ url: node.url, apiKey: `${apiKey}x`, streamAuth })
    await expect(stranger.get('/chains')).rejects.toMatchObject({ code: 'REFUSED', status: 401 })
    const failure = await stranger
      .stream()
      .run(() => {})
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'REFUSED', status: 401, retryable: false })
    expect(String(failure)).not.toContain(apiKey)
  }
}, 30_000)
