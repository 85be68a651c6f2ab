import { backfillClickHouse, type ClickHouseChoice } from '../../src/index.ts'

/** Backfills from one log, prints after each chunk, and waits to be killed or ends by itself. */
const [wal = '', dataDir = '', clickhouse = '{"kind":"embedded"}'] = process.argv.slice(2)
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
const summary = await backfillClickHouse({
  source: { kind: 'wal', path: wal },
  dataDir,
  clickhouse: JSON.parse(clickhouse) as ClickHouseChoice, // written by our own parent
  // The test events are of 2023.
  retentionDays: 3_650,
  onProgress: ({ events }) => process.stdout.write(`chunk ${events}\n`),
})
process.stdout.write(`done ${summary.inserted}\n`)
process.exit(0)
