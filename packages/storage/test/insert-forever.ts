import { createEventStore } from '../src/clickhouse/event-store.ts'
import { batchOf, decoded, features, hashOf, linesOf, ready, seen } from './event-lines.ts'

// Inserts batch after batch into an embedded engine, says the last number of each, and waits to be killed. Every
// transaction has four events.
const [path = '', size = '0'] = process.argv.slice(2)
const transactions = Number(size) / 4
const store = createEventStore({ kind: 'embedded', path, nodeId: 'node-a', retentionDays: 14 })
await store.start()
for (let first = (await store.latestSeq()) + 1; ; first += transactions * 4) {
  const drafts = Array.from({ length: transactions }, (_, index) => {
    const hash = hashOf(first + index)
    return [seen(hash), decoded(hash), features(hash, 1), ready(hash)]
  })
  await store.insert(batchOf(linesOf(drafts.flat(), first), first))
  process.stdout.write(`${first + transactions * 4 - 1}\n`)
}
