// Inserts batches into an embedded store until it is killed; writes the last number of each acknowledged batch.
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { batchOf, decoded, hashOf, linesOf, seen } from './event-lines.ts'

const [path = '', size = '500'] = process.argv.slice(2)
const store = createEventStore({ kind: 'embedded', path, nodeId: 'node-a', retentionDays: 14 })
await store.start()
const pairs = Number(size) / 2

for (let first = (await store.latestSeq()) + 1; ; first += pairs * 2) {
  const drafts = Array.from({ length: pairs }, (_, index) => [
    seen(hashOf(first + index)),
    decoded(hashOf(first + index)),
  ])
  await store.insert(batchOf(linesOf(drafts.flat(), first), first))
  process.stdout.write(`${first + pairs * 2 - 1}\n`)
}
