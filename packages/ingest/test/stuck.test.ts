import { expect, test } from 'vitest'
import { sourceOf, watch } from './runtime.ts'
import { until } from './until.ts'
import { announceOne, BY_HASH, startNode, subscribed } from './watched-node.ts'

test('no body waits for a source whose HTTP side fails while another one is well', async () => {
  const failing = await startNode()
  const well = await startNode()
  const watched = await watch([sourceOf('failing', failing), sourceOf('well', well)], { fullTransactions: false })
  await subscribed(watched)
  await failing.set({ http: [{ kind: 'status', status: 500, methods: [BY_HASH] }] })
  const count = 200
  for (let n = 0; n < count; n++) {
    await well.add({ count: 1 })
    await announceOne(failing)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until('decoded', () => watched.events.of('TxDecoded').length === count)
  const waits = watched.events.of('TxDecoded').map(({ data }) => data.fetch_us / 1000).sort((a, b) => a - b)
  console.log(waits.slice(-40).map(Math.round))
  // Longer than the retries of a failed request take: 100 and 200 ms.
  expect(waits.at(-1)).toBeLessThan(600)
}, 30_000)
