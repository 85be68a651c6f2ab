import { createHash } from 'node:crypto'
import { flushCompileCache } from 'node:module'
import { createStorage } from '../../src/index.ts'
import { startLoad } from './load.ts'

// Writes events until it is killed. Says which number it begins after, then for every batch that subscribers were
// told of the first number of this run, the last, and the digest of all lines between. Stops when told to.
const [dataDir = '', url] = process.argv.slice(2)
const storage = createStorage({
  dataDir,
  ...(url === undefined ? {} : { clickhouse: { kind: 'server', url, requestTimeoutMs: 2_000 } }),
  queueCapacity: 4_000,
  flushBatch: 700,
  flushIntervalMs: 20,
  walSegmentBytes: 256 * 1024,
  walRetentionBytes: 1024 * 1024,
  memoryEvents: 2_000,
})
// It is killed before its end, when that would be done.
flushCompileCache()
process.stdin.setEncoding('utf8').on('data', () => {
  process.stdout.write('stopping\n')
  storage.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdin.on('end', () => process.exit(0))

await storage.start()
const first = storage.log.latestSeq() + 1
process.stdout.write(`started ${first - 1}\n`)
const digest = createHash('sha256')
storage.log.subscribe(({ events, bytes }) => {
  digest.update(bytes)
  process.stdout.write(`durable ${first} ${events.at(-1)?.seq} ${digest.copy().digest('hex')}\n`)
})
startLoad(storage)
