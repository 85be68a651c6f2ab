import { setImmediate as turn } from 'node:timers/promises'
import { createStorage } from '../../src/index.ts'
import { transactionDrafts } from './events.ts'

/** Writes events as fast as the queue takes them, and prints every number that subscribers were told of. */
const storage = createStorage({
  dataDir: process.argv[2] ?? '',
  queueCapacity: 4_000,
  flushBatch: 700,
  flushIntervalMs: 20,
  walSegmentBytes: 256 * 1024,
  // The test events are of 2023.
  retentionDays: 3_650,
})
await storage.start()
process.stdout.write(`started ${storage.log.latestSeq()}\n`)
storage.log.subscribe((events) => process.stdout.write(`durable ${events.at(-1)?.seq}\n`))
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
for (let number = 1; ; number += 50) {
  while (storage.tryEnqueue(transactionDrafts(number, 50)) !== 'accepted') await turn()
  await turn()
}
