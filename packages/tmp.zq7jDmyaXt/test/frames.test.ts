import type { BadFrame } from '@org/scripted-node'
import { beforeEach, describe, expect, test } from 'vitest'
import { until } from './until.ts'
import { announceOne, settled, startNode, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

describe.each([
  ['hashes', false],
  ['whole transactions', true],
])('a subscription of %s', (_name, fullTransactions) => {
  test.each<BadFrame>(['foreign-subscription', 'not-a-hash', 'not-json', 'not-ascii', 'binary'])(
    'counts and ignores a frame that is %s',
    async (frame) => {
      const watched = await watchNode(node, { fullTransactions })
      await announceOne(node)
      await node.sendBad(frame)
      await announceOne(node)
      expect(await settled(watched, 2)).toMatchObject({ fetched: 2, rejected: { invalid_pending_hash: 1 } })
      expect((await node.counts()).connections.ever).toBe(1)
    },
  )

  test('counts and ignores a head that is none', async () => {
    const watched = await watchNode(node, { fullTransactions })
    await node.sendHead({ number: 'ten' })
    await announceOne(node)
    expect(await settled(watched, 1)).toMatchObject({ fetched: 1, rejected: { invalid_pending_hash: 1 } })
  })

  test('loses nothing that overtakes its acknowledgement', async () => {
    await node.set({ subscribe: [{ kind: 'overtaken', announcements: 3, of: 'pending' }] })
    const watched = await watchNode(node, { fullTransactions })
    expect(await settled(watched, 3)).toMatchObject({ fetched: 3, rejected: {} })
  })

  test('ends with a frame beyond the size bound, and is made again', async () => {
    const watched = await watchNode(node, { fullTransactions, maxFrameBytes: 65_536 })
    await node.sendBad('oversize')
    await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
    expect((await node.counts()).connections).toEqual({ ever: 2, open: 1 })
  })
})
