import type { Live } from '../live.ts'
import { runClassical } from '../run-classical.ts'
import { runStep } from '../run-step.ts'
import { withBench } from '../with-bench.ts'
import { lostShare } from './lost-share.ts'
import type { RoundFigures } from './round.ts'

/** Loads of a round, transactions per second, and how long each lasts. */
export interface RoundLoads {
  readonly steadyRate: number
  readonly budgetRate: number
  /** More than any machine carries. */
  readonly saturatingRate: number
  readonly seconds: number
  /** Under the steady rate, before anything is measured. */
  readonly warmUpSeconds: number
  /** How many are asked for. */
  readonly snapshots: number
  readonly clients: number
}

export const FULL_ROUND: RoundLoads = {
  steadyRate: 5_000,
  budgetRate: 10_000,
  saturatingRate: 20_000,
  seconds: 4,
  warmUpSeconds: 3,
  snapshots: 20,
  clients: 10,
}

/** One server from its start, once over all figures. */
export async function measureRound(main: string, loads: RoundLoads, live: Live): Promise<RoundFigures> {
  const settings = { seed: 1, clients: loads.clients, subscription: 'hashes', live, main } as const
  return await withBench(settings, async (bench) => {
    const classical = await runClassical(bench, loads.snapshots)
    await runStep(bench, loads.steadyRate, loads.warmUpSeconds)
    const steady = await runStep(bench, loads.steadyRate, loads.seconds)
    const budget = await runStep(bench, loads.budgetRate, loads.seconds)
    const saturated = await runStep(bench, loads.saturatingRate, loads.seconds)
    return {
      txPerSecond: saturated.tx_per_second,
      p99Ms: steady.announce_to_client_ms.p99,
      cpuUsPerTx: steady.cpu_us_per_tx.process,
      snapshotMs: classical.snapshot_ms.p50,
      visibleP99Ms: budget.ingest_to_visible_p99_ms,
      dropRatio: lostShare(steady),
      budgetDropRatio: lostShare(budget),
    }
  })
}
