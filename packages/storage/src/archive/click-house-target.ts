import type { ClickHouseTarget } from '../clickhouse/engine.ts'
import { dataDirLayout } from '../data-dir/data-dir.ts'
import type { ClickHouseChoice } from '../storage-options.ts'

/** A file of a day may take ClickHouse minutes to sort or to read before it says a word. */
const REQUEST_TIMEOUT_MS = 30 * 60_000

/** The ClickHouse of a node, with the patience that whole files take. */
export function clickHouseTarget(options: {
  readonly dataDir: string
  readonly clickhouse?: ClickHouseChoice
}): ClickHouseTarget {
  const choice = options.clickhouse ?? { kind: 'embedded' }
  return choice.kind === 'embedded'
    ? { kind: choice.kind, path: dataDirLayout(options.dataDir).clickHouse }
    : { ...choice, requestTimeoutMs: REQUEST_TIMEOUT_MS }
}
