import type { EventDraft, Hash, StoredEvent } from '@org/events'
import type { MinedBlock } from '@org/scripted-node'
import { beforeEach, expect, test } from 'vitest'
import { announceOf, fate, senderOf } from './fates.ts'
import { createWatched, sourceOf, type Watched } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, settled, startNode, subscribed, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** The events as a storage numbered them. */
function stored(events: readonly EventDraft[]): readonly StoredEvent[] {
  return events.map((event, i): StoredEvent => ({ ...event, seq: i + 1, node_id: 'test' }))
}

/** A second run over what the first one handed over; `killed` is one that could say nothing of its end. */
async function restarted(
  first: Watched,
  how: 'stopped' | 'killed',
  act: () => Promise<unknown>,
): Promise<Watched> {
  const untilKilled = [...first.events.all]
  await first.runtime.stop()
  await act()
  const second = createWatched([sourceOf('a', node)], { fullTransactions: false })
  for (const event of stored(how === 'killed' ? untilKilled : first.events.all)) second.runtime.restore(event)
  await second.runtime.start(second.events.receive)
  await subscribed(second)
  return second
}

test.each(['stopped', 'killed'] as const)(
  'a run after one that was %s takes nothing for new twice',
  async (how) => {
    const first = await watchNode(node)
    const before = await node.announce({ count: 5 })
    await settled(first, 5)
    let meanwhile: Awaited<ReturnType<typeof node.add>> = []
    const second = await restarted(first, how, async () => {
      meanwhile = await node.add({ count: 3 })
    })
    await node.announceHashes(before)
    const after = await announceOne(node)
    await until('decoded', () => second.events.of('TxDecoded').some(({ tx_hash }) => tx_hash === after))

    const isFirst = [...first.events.all, ...second.events.all].flatMap((event) =>
      event.kind === 'TxSeen' && event.data.first ? [event.tx_hash] : [],
    )
    expect([...isFirst].sort()).toEqual([...before, ...meanwhile, after].sort())
    const seen = second.events.of('TxSeen')
    expect(
      seen
        .filter(({ data }) => data.backfill)
        .map(({ tx_hash }) => tx_hash)
        .sort(),
    ).toEqual([...meanwhile].sort())
    expect(seen.filter(({ data }) => data.reannounced).map(({ tx_hash }) => tx_hash)).toEqual(before)
    // Each body once, in both runs together.
    expect((await node.reports(before)).map(({ asked }) => asked)).toEqual(before.map(() => 1))
    expect(account(second)).toMatchObject({
      announced: 4,
      fetched: 4,
      duplicates: 5,
      reannounced: 5,
      backfilled: 3,
    })
  },
)

test('the gap of a stop is closed by the next run, under its id', async () => {
  const first = await watchNode(node)
  await announceOne(node)
  await settled(first, 1)
  const second = await restarted(first, 'stopped', () => node.add({ count: 2 }))
  const opened = first.events.of('GapOpened').at(-1)
  expect(opened?.data).toMatchObject({ cause: 'shutdown', to_us: null })
  expect(second.events.of('GapOpened')).toEqual([])
  const [closed] = second.events.of('GapClosed')
  expect(closed?.data).toMatchObject({
    gap_id: opened?.data.gap_id,
    cause: 'shutdown',
    from_us: opened?.data.from_us,
    backfilled: 2,
  })
  expect(closed?.data.to_us).toBeGreaterThan(opened?.data.from_us ?? Number.POSITIVE_INFINITY)
})

test('a run that was killed leaves a gap from the last it told, opened and closed by the next one', async () => {
  const first = await watchNode(node)
  await announceOne(node)
  await settled(first, 1)
  await until('all told', () => first.events.of('TxReady').length === 1)
  const last = first.events.all.at(-1)
  const second = await restarted(first, 'killed', async () => {})
  expect(second.events.of('GapOpened')).toMatchObject([
    { data: { cause: 'start', from_us: last?.ingest_ts_unix_us } },
  ])
  expect(second.events.of('GapClosed')).toMatchObject([
    { data: { gap_id: second.events.of('GapOpened')[0]?.data.gap_id } },
  ])
})

test('what was pending then is followed on: mined meanwhile, or still waiting', async () => {
  const first = await watchNode(node)
  const mined = await announceOf(node, senderOf(1), { nonce: 0 })
  const waiting = await announceOf(node, senderOf(2), { nonce: 0 })
  await fate(first, mined, 'TxReady')
  await fate(first, waiting, 'TxReady')
  const blocks: MinedBlock[] = []
  const second = await restarted(first, 'stopped', async () => {
    blocks.push(await node.mine({ transactions: [mined] }), await node.mine())
  })
  const confirmed = (hash: Hash) =>
    second.events.of('TxConfirmedProvisional').find((event) => event.tx_hash === hash)?.data
  // No block that this run sees holds it: its nonce is used, and after some blocks the node is asked.
  await until('the newest block', () => second.events.of('BlockSeen').length > 0)
  await until('confirmed', async () => {
    await node.mine()
    return confirmed(mined) !== undefined
  })
  expect(confirmed(mined)).toMatchObject({
    block_number: blocks[0]?.number,
    block_hash: blocks[0]?.hash,
    status: 'success',
  })
  await node.mine({ transactions: [waiting] })
  await until('the other as well', () => confirmed(waiting) !== undefined)
  expect(second.events.of('TxDecoded')).toEqual([])
})
