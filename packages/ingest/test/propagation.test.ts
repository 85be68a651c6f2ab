import { setTimeout as sleep } from 'node:timers/promises'
import type { Hash } from '@org/events'
import { expect, test } from 'vitest'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, startNode, subscribed } from './watched-node.ts'

function rowOf({ runtime }: Watched, source: string, other: string) {
  const row = runtime
    .propagation()
    .find(({ source_id, other_source_id }) => source_id === source && other_source_id === other)
  if (row === undefined) throw new Error(`no row of ${source} against ${other}`)
  return row
}

test('the delay between two sources is the one between their nodes; what only one shows is exclusive', async () => {
  const near = await startNode()
  // The same transactions: the same seed.
  const far = await startNode()
  const watched = await watch([sourceOf('near', near), sourceOf('far', far)], { fullTransactions: false })
  await subscribed(watched)
  const shared: Hash[] = []
  for (let n = 0; n < 15; n++) {
    shared.push(await announceOne(near))
    await sleep(50)
    await announceOne(far)
  }
  await near.announce({ count: 5 })
  await until('all are seen', () => watched.events.of('TxSeen').length === 35)

  const said = [await near.reports(shared), await far.reports(shared)]
  const delaysMs = shared
    .map(
      (_, i) =>
        ((said[1]?.[i]?.firstSentUs ?? Number.NaN) - (said[0]?.[i]?.firstSentUs ?? Number.NaN)) / 1000,
    )
    .sort((a, b) => a - b)
  const medianMs = delaysMs[7] ?? Number.NaN
  const ahead = rowOf(watched, 'near', 'far')
  expect(ahead).toMatchObject({ announced: 20, shared: 15, first: 15, share_first: 1, exclusive_share: 0.25 })
  expect((ahead.delay_p50_ms ?? Number.NaN) / medianMs).toBeGreaterThan(0.7)
  expect((ahead.delay_p50_ms ?? Number.NaN) / medianMs).toBeLessThan(1.4)
  expect(ahead.delay_p99_ms).toBeGreaterThanOrEqual(ahead.delay_p50_ms ?? Number.NaN)
  expect(rowOf(watched, 'far', 'near')).toMatchObject({
    announced: 15,
    shared: 15,
    first: 0,
    share_first: 0,
    exclusive_share: 0,
    delay_p50_ms: null,
    delay_p99_ms: null,
  })

  // Each is fetched once, and counted for both.
  await until('settled', () => watched.runtime.accounting().every((row) => row.in_flight === 0))
  expect(account(watched)).toMatchObject({ announced: 20, fetched: 20, duplicates: 0 })
  expect(account(watched, 1)).toMatchObject({ announced: 15, fetched: 15, duplicates: 0 })
  expect(watched.events.of('TxDecoded')).toHaveLength(20)
  expect(watched.events.of('TxSeen', 'far').filter((event) => event.data.first)).toEqual([])
})

test('the standing pool measures nothing: when a node came to know it nobody saw', async () => {
  const near = await startNode()
  const far = await startNode()
  await far.add({ count: 3 })
  const watched = await watch([sourceOf('near', near), sourceOf('far', far)], { fullTransactions: false })
  await subscribed(watched)
  await near.announce({ count: 3 })
  await until('seen by both', () => watched.events.of('TxSeen').length === 6)
  expect(rowOf(watched, 'near', 'far')).toMatchObject({ announced: 3, shared: 0, delay_p50_ms: null })
  expect(rowOf(watched, 'far', 'near')).toMatchObject({ announced: 0, shared: 0, exclusive_share: null })
})
