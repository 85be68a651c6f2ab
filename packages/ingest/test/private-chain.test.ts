import { expect, test } from 'vitest'
import type { Watched } from './runtime.ts'
import { sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'
import { announceOne, settled, startNode, status, subscribed, watchNode } from './watched-node.ts'

type Node = Awaited<ReturnType<typeof startNode>>

/** Two pings in this time, so that an answer has half of it, also on a busy machine. */
const PING_INTERVAL_MS = 400

/** Waits for so many pings from now on: time that passes for the node and the runtime alike. */
async function pings(node: Node, count: number): Promise<void> {
  const from = (await node.counts()).pings
  await until(`${count} pings`, async () => (await node.counts()).pings >= from + count)
}

/** What a source says of itself that has nothing to complain about. */
function calm(watched: Watched): void {
  expect(status(watched)).toMatchObject({ state: 'live', endpoint_index: 0, rotations: 0, last_error: null })
  expect(watched.events.of('GapOpened').map((event) => event.data.cause)).toEqual(['start'])
}

test('a private chain that refuses pending transactions is live: no gap, no rotation, not asked again', async () => {
  const node = await startNode()
  await node.set({ subscribe: [{ kind: 'error', code: -32_601, message: 'not here', of: 'pending' }] })
  await node.add({ count: 3 })
  const other = await startNode()
  const warnings: string[] = []
  const noted = (message: string): void => {
    warnings.push(message)
  }
  const ignored = (): void => {}
  const watched = await watch(
    [sourceOf('a', node, other)],
    {
      silentChainTimeoutSecs: 0.1,
      pingIntervalMs: PING_INTERVAL_MS,
      logger: { debug: ignored, info: ignored, warn: noted, error: noted },
    },
    { mempool: 'private' },
  )
  await subscribed(watched)
  const asked = (await node.counts()).questions.eth_subscribe
  await pings(node, 4)

  calm(watched)
  expect(status(watched).subscription).toBe('none')
  expect(warnings).toEqual([])
  const counts = await node.counts()
  expect(counts.questions.eth_subscribe).toBe(asked)
  expect(counts.connections).toEqual({ ever: 1, open: 1 })
  expect((await other.counts()).upgrades).toBe(0)
  // There is no pool to read either, and blocks are followed as everywhere.
  expect(counts.questions.txpool_content).toBeUndefined()
  const block = await node.mine({ extra: 2 })
  await until('the block', () => watched.events.of('BlockSeen').some(({ data }) => data.hash === block.hash))
})

test.each(['private', 'partial'] as const)(
  'on a %s chain silence is no alarm, and what is announced after it is seen',
  async (mempool) => {
    const node = await startNode()
    const watched = await watchNode(
      node,
      { silentChainTimeoutSecs: 0.1, pingIntervalMs: PING_INTERVAL_MS },
      { mempool },
    )
    await announceOne(node)
    await pings(node, 4)
    calm(watched)
    expect((await node.counts()).connections).toEqual({ ever: 1, open: 1 })
    await announceOne(node)
    expect(await settled(watched, 2)).toMatchObject({ fetched: 2 })
  },
)

test('a private chain whose socket is lost is blind like any other', async () => {
  const node = await startNode()
  const watched = await watchNode(node, {}, { mempool: 'private' })
  await node.cut()
  await until('subscribed again', () => watched.events.of('GapClosed').length === 2)
  expect(watched.events.of('GapClosed')[1]?.data.cause).toBe('disconnect')
})
