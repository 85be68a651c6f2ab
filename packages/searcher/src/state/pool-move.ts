import type { PoolState } from '@org/events'

/** A pool before and after the swaps of one transaction. */
export interface PoolMove {
  readonly pool: string
  readonly before: PoolState
  readonly after: PoolState
}
