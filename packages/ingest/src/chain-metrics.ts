import type { Metrics, ReadMetric } from '@org/events'
import type { LifecycleReadings } from './lifecycle/lifecycle.ts'

/** The numbers of one chain, which it keeps anyway. */
export interface ChainReadings {
  readonly chainId: number
  readonly lifecycle: LifecycleReadings
}

/** Declares what is read from the blocks and the pools of the chains. */
export function observeChains(metrics: Metrics, chains: readonly ChainReadings[]): void {
  const observe = (
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    read: (readings: LifecycleReadings) => number | null,
  ): void => {
    const report: ReadMetric = (say) => {
      for (const { chainId, lifecycle } of chains) {
        const value = read(lifecycle)
        if (value !== null) say(value, { chain_id: chainId })
      }
    }
    metrics.observe(type, { name, help, labelNames: ['chain_id'] }, report)
  }

  metrics.observe(
    'counter',
    {
      name: 'ingest_pool_drops_total',
      help: 'Pending transactions that were given up after their body was handed on.',
      labelNames: ['chain_id', 'reason'],
    },
    (say) => {
      for (const { chainId, lifecycle } of chains) {
        for (const [reason, count] of lifecycle.pool.events.dropped) say(count, { chain_id: chainId, reason })
      }
    },
  )
  observe('gauge', 'ingest_head_number', 'Newest block of the chain that is followed.', (r) => r.tip)
  observe(
    'counter',
    'ingest_filled_blocks_total',
    'Blocks read whose heads were missed.',
    (r) => r.heads.filledIn,
  )
  observe('counter', 'ingest_missed_blocks_total', 'Blocks missed and not filled in.', (r) => r.heads.missed)
  observe(
    'counter',
    'ingest_unread_blocks_total',
    'Blocks whose transactions could not be read.',
    (r) => r.heads.unread,
  )
  observe('counter', 'ingest_reorgs_total', 'Reorganisations.', (r) => r.heads.reorgs)
  observe(
    'counter',
    'ingest_reorged_blocks_total',
    'Blocks that left the chain.',
    (r) => r.heads.reorgedBlocks,
  )
  observe(
    'counter',
    'ingest_dropped_heads_total',
    'Heads that gave way to newer ones because too many waited.',
    (r) => r.headsOverflowed,
  )
  observe(
    'gauge',
    'ingest_tracked_transactions',
    'Transactions whose fate is followed.',
    (r) => r.pool.tracked,
  )
  observe('gauge', 'ingest_tracked_senders', 'Accounts whose nonce is known.', (r) => r.pool.senders)
  observe(
    'gauge',
    'ingest_wished_nonces',
    'Accounts whose nonce is still to be asked for.',
    (r) => r.pool.wishedSenders,
  )
  observe(
    'counter',
    'ingest_forgotten_confirmed_total',
    'Confirmed transactions forgotten before their block was final, at a bound.',
    (r) => r.pool.forgottenConfirmed,
  )
  observe(
    'counter',
    'ingest_mined_transactions_total',
    'Transactions of the blocks that were read.',
    (r) => r.pool.coverage.mined,
  )
  observe(
    'counter',
    'ingest_foreseen_transactions_total',
    'Those of them whose body was handed on before their block.',
    (r) => r.pool.coverage.foreseen,
  )
  observe(
    'gauge',
    'ingest_coverage_ratio',
    'Share of mined transactions that were known before their block, of late; none while too few were mined.',
    (r) => r.pool.coverage.recent,
  )
  observe(
    'gauge',
    'ingest_coverage_baseline_ratio',
    'What that share usually is on this chain; none until it was learned.',
    (r) => r.pool.coverage.baseline,
  )
  observe(
    'counter',
    'ingest_lifecycle_crashes_total',
    'Defects met while following blocks and pools; each is logged.',
    (r) => r.crashes,
  )
}
