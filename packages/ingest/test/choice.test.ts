import { createSystemClock } from '@org/events'
import { expect, test } from 'vitest'
import { sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'
import { announceOne, BY_HASH, settled, startNode, status, subscribed } from './watched-node.ts'

/** Longer than the time in which another endpoint than the best is measured once. */
const MEASURED_WITHIN_MS = 11_000

test('bodies are asked of the endpoint that answers soonest, whichever one announces', async () => {
  const near = await startNode()
  const far = await startNode()
  await far.set({ http: [{ kind: 'delay', ms: 300, methods: [BY_HASH] }] })
  const system = createSystemClock()
  let aheadMs = 0
  const clock = { nowUs: () => system.nowUs(), monotonicMs: () => system.monotonicMs() + aheadMs }
  const watched = await watch([sourceOf('a', far, near)], { fullTransactions: false, clock })
  await subscribed(watched)
  let announced = 0
  /** Announced by the preferred one; both have it. */
  const announce = async (): Promise<void> => {
    await near.add({ count: 1 })
    await announceOne(far)
    await settled(watched, ++announced)
  }
  const asked = async (): Promise<readonly number[]> =>
    (await Promise.all([far.counts(), near.counts()])).map(({ questions }) => questions[BY_HASH] ?? 0)

  await announce()
  expect(await asked()).toEqual([1, 0])
  await until('the other one is measured', async () => {
    aheadMs += MEASURED_WITHIN_MS
    await announce()
    return (await asked())[1] === 1
  })
  const [askedFar = Number.NaN] = await asked()
  for (let n = 0; n < 10; n++) await announce()
  expect(await asked()).toEqual([askedFar, 11])
  expect(status(watched)).toMatchObject({ endpoint_index: 0, rotations: 0, last_error: null })
})
