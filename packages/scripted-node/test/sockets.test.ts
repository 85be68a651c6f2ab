import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import type { BadFrame, ScriptedNode } from '../src/index.ts'
import { connect, nodeOf } from './support/client.ts'

const PENDING = 'newPendingTransactions'

async function subscribed(node: ScriptedNode, ...params: readonly unknown[]) {
  const socket = await connect(node)
  await socket.subscribe(...params)
  return socket
}

const count = (node: ScriptedNode) => node.counts()

test('each subscription is given what it asked for', async () => {
  const node = await nodeOf()
  const hashes = await subscribed(node, PENDING)
  const full = await subscribed(node, PENDING, true)
  const heads = await subscribed(node, 'newHeads')
  const [hash] = await node.announce({ count: 1 })
  const block = await node.mine({ transactions: 'all' })
  await waitFor(() => [hashes, full, heads].every((socket) => socket.notified().length === 1), {
    what: 'all notified',
  })
  expect(hashes.notified()).toEqual([hash])
  expect(full.notified()).toMatchObject([{ hash, blockHash: null }])
  expect(heads.notified()).toMatchObject([{ hash: block.hash, number: `0x${block.number.toString(16)}` }])
  expect(await count(node)).toMatchObject({
    connections: { ever: 3, open: 3 },
    subscriptions: { full: 1, hashes: 1, heads: 1 },
    frames: { hash: 1, full: 1, head: 1, reply: 3 },
    announced: { live: 1, blind: 0 },
  })
})

test('a subscription ends when it is unsubscribed', async () => {
  const node = await nodeOf()
  const socket = await connect(node)
  const { result } = await socket.subscribe(PENDING)
  socket.send('eth_unsubscribe', result)
  await waitFor(() => socket.frames.length === 2, { what: 'the answer' })
  await node.announce({ count: 1 })
  expect(await count(node)).toMatchObject({ announced: { live: 0, blind: 1 }, frames: { hash: 0 } })
})

test('what nobody could see is told apart, with the interval and its cause', async () => {
  const node = await nodeOf()
  const [early] = await node.announce({ count: 1 })
  if (early === undefined) throw new Error('no hash')
  const socket = await subscribed(node, PENDING)
  await node.announce({ count: 2 })
  await node.silence(true)
  await node.announce({ count: 3 })
  await node.silence(false)
  await node.cut()
  await waitFor(() => socket.closed, { what: 'the end' })
  await waitFor(async () => (await count(node)).connections.open === 0, { what: 'noticed' })
  await node.announce({ count: 4 })
  const { announced, blind, log } = await count(node)
  expect(announced).toEqual({ live: 2, blind: 8 })
  expect(blind.map(({ why, toUs }) => [why, toUs === null])).toEqual([
    ['start', false],
    ['silent', false],
    ['closed', true],
  ])
  expect(log.map(({ what }) => what)).toEqual(['connected', 'subscribed', 'closed'])
  expect(await node.reportOf(early)).toMatchObject({ sent: 0, unseen: 1, firstSentUs: null })

  await subscribed(node, PENDING)
  await node.announceHashes([early])
  expect((await count(node)).announced).toEqual({ live: 3, blind: 7 })
})

test.each([
  [{ kind: 'error', code: -32_000, message: 'no' } as const, { error: { message: 'no' } }],
  [{ kind: 'late', ms: 30 } as const, { result: expect.any(String) }],
])('eth_subscribe is answered with $kind', async (fault, answer) => {
  const node = await nodeOf({ script: { subscribe: [{ ...fault, of: 'pending' }] } })
  const socket = await connect(node)
  expect(await socket.subscribe(PENDING)).toMatchObject(answer)
  expect(await socket.subscribe('newHeads')).toMatchObject({ result: expect.any(String) })
})

test('full subscriptions are refused, or acknowledged and given hashes', async () => {
  const node = await nodeOf({
    script: {
      subscribe: [
        { kind: 'error', code: -32_602, message: 'no', of: 'full', first: 1 },
        { kind: 'hashes-instead' },
      ],
    },
  })
  const socket = await connect(node)
  expect(await socket.subscribe(PENDING, true)).toHaveProperty('error')
  expect(await socket.subscribe(PENDING, true)).toHaveProperty('result')
  const [hash] = await node.announce({ count: 1 })
  await waitFor(() => socket.notified().length === 1, { what: 'a hash' })
  expect(socket.notified()).toEqual([hash])
})

test('an ignored subscription is never acknowledged, an overtaken one after the first hashes', async () => {
  const node = await nodeOf({
    script: {
      subscribe: [
        { kind: 'ignored', first: 1 },
        { kind: 'overtaken', announcements: 2 },
      ],
    },
  })
  const socket = await connect(node)
  socket.send('eth_subscribe', PENDING)
  await socket.subscribe(PENDING)
  expect(socket.frames.map((frame) => frame.includes('eth_subscription'))).toEqual([true, true, false])
  expect((await count(node)).subscriptions.hashes).toBe(1)
})

test('connections are rejected, cut after some frames, half open after some, or quiet', async () => {
  const node = await nodeOf({
    script: {
      connections: [
        { kind: 'rejected', status: 503, first: 1 },
        { kind: 'cut-after', frames: 3, first: 1 },
        { kind: 'half-open-after', frames: 2, first: 1 },
        { kind: 'quiet', first: 1 },
      ],
    },
  })
  expect((await connect(node)).closed).toBe(true)
  expect(await count(node)).toMatchObject({ upgrades: 1, connections: { ever: 0, open: 0 } })

  const cut = await subscribed(node, PENDING)
  await node.announce({ count: 5 })
  await waitFor(() => cut.closed, { what: 'cut' })
  expect(cut.notified()).toHaveLength(2)
  expect((await count(node)).announced).toEqual({ live: 2, blind: 3 })

  const halfOpen = await subscribed(node, PENDING)
  await node.announce({ count: 5 })
  await waitFor(() => halfOpen.notified().length === 1, { what: 'one hash' })
  expect(await halfOpen.pongs(50)).toBe(false)
  expect(halfOpen.closed).toBe(false)

  const quiet = await subscribed(node, PENDING)
  await node.announce({ count: 1 })
  expect(await quiet.pongs(5000)).toBe(true)
  expect(quiet.notified()).toHaveLength(0)

  const well = await subscribed(node, PENDING)
  await node.announce({ count: 1 })
  await waitFor(() => well.notified().length === 1, { what: 'one hash' })
})

test('a half-open socket says nothing more, and the next connection is well', async () => {
  const node = await nodeOf()
  const socket = await subscribed(node, PENDING)
  await node.halfOpen()
  await node.announce({ count: 1 })
  expect(await socket.pongs(50)).toBe(false)
  expect(socket.notified()).toHaveLength(0)
  const next = await connect(node)
  expect(await next.pongs(5000)).toBe(true)
  expect((await count(node)).pings).toBe(2)
})

test('announcements come twice, swapped, and with hashes of nothing among them', async () => {
  const node = await nodeOf()
  const socket = await subscribed(node, PENDING)
  await node.set({ announcements: [{ kind: 'twice', first: 1 }] })
  const [a, b] = await node.announce({ count: 2 })
  await node.set({ announcements: [{ kind: 'swapped', first: 1 }] })
  const [c, d] = await node.announce({ count: 2 })
  await node.set({ announcements: [{ kind: 'unknown-before', first: 1 }] })
  const [e] = await node.announce({ count: 1 })
  await waitFor(() => socket.notified().length === 7, { what: 'seven hashes' })
  const notified = socket.notified()
  expect([...notified.slice(0, 5), notified[6]]).toEqual([a, a, b, d, c, e])
  expect((await node.counts()).announced.live).toBe(6)
})

test.each<BadFrame>(['not-json', 'not-a-hash', 'foreign-subscription', 'not-ascii', 'binary', 'oversize'])(
  'a frame that is %s goes before a hash',
  async (frame) => {
    const node = await nodeOf({ script: { announcements: [{ kind: 'frame-before', frame }] } })
    const socket = await subscribed(node, PENDING)
    const [hash] = await node.announce({ count: 1 })
    await waitFor(() => socket.frames.length === 3, { what: 'three frames' })
    expect(socket.frames[2]).toContain(hash)
    expect(socket.frames[1]).not.toContain(hash)
    expect((await count(node)).frames).toMatchObject({ hash: 1, other: 1 })
  },
)
