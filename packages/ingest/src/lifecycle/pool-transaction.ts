import type { Address, Hash, Wei } from '@org/events'
import type { Aged, AgeList } from './age-list.ts'
import type { Fees } from './fee-bump.ts'
import type { MinedStatus } from './mined-block.ts'

/**
 * What was last said about a transaction. `waiting`, `ready` and `blocked` are pending ones: nothing was said yet,
 * `TxReady` or `TxBlocked`.
 */
export type PoolState = 'waiting' | 'ready' | 'blocked' | 'confirmed' | 'replaced' | 'dropped'

/**
 * One transaction the pool knows. A class with the same fields always, and fees as the strings that the body brought:
 * hundreds of thousands are held, and the fees of most are never looked at.
 */
export class PoolTransaction implements Fees, Aged<PoolTransaction> {
  readonly hash: Hash
  readonly sender: Address
  readonly nonce: number
  readonly maxFeeWei: Wei | null
  readonly maxTipWei: Wei | null
  readonly maxBlobFeeWei: Wei | null
  /** Index of the source that fetched it; events about it go out under its name. */
  readonly source: number
  /** First sighting, Unix microseconds. */
  readonly arrivalUs: number
  /** Since when it waits to be mined or, replaced or dropped, is only remembered; Unix microseconds. */
  sinceUs = 0
  state: PoolState = 'waiting'
  /** What its receipt says, while it is `confirmed`. */
  status: MinedStatus = 'unknown'
  older: PoolTransaction | null = null
  newer: PoolTransaction | null = null
  list: AgeList<PoolTransaction> | null = null

  constructor(
    hash: Hash,
    sender: Address,
    nonce: number,
    maxFeeWei: Wei | null,
    maxTipWei: Wei | null,
    maxBlobFeeWei: Wei | null,
    source: number,
    arrivalUs: number,
  ) {
    this.hash = hash
    this.sender = sender
    this.nonce = nonce
    this.maxFeeWei = maxFeeWei
    this.maxTipWei = maxTipWei
    this.maxBlobFeeWei = maxBlobFeeWei
    this.source = source
    this.arrivalUs = arrivalUs
  }

  /** True while it waits to be mined. */
  get isPending(): boolean {
    return this.state === 'waiting' || this.state === 'ready' || this.state === 'blocked'
  }
}
