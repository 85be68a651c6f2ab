import type { Metrics } from '@org/events'
import { createAdmission } from './admission.ts'
import type { ClickHouseTarget, Engine } from './engine.ts'

/** Reads that may wait for their turn; more are refused, so that a slow engine cannot fill memory. */
const READS_WAITING = 256

/** Opens the engine a target names. What only one of them needs is loaded only for it. */
export async function openEngine(target: ClickHouseTarget, metrics: Metrics): Promise<Engine> {
  const refused = metrics
    .counter({
      name: 'storage_clickhouse_reads_refused_total',
      help: 'Reads from ClickHouse refused because too many waited.',
    })
    .labels({})
  const admission = (running: number) =>
    createAdmission({ running, waiting: READS_WAITING, onRefused: () => refused.inc() })

  switch (target.kind) {
    case 'embedded': {
      const { openEmbedded } = await import('./embedded-engine.ts')
      return await openEmbedded(target, admission)
    }
    case 'server': {
      const { openServer } = await import('./server-engine.ts')
      return openServer(target, admission)
    }
  }
}
