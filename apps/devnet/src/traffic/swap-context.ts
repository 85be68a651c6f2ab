import type { Address } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { SwapAction } from './planned-transaction.ts'

/** A swap with the addresses of one deployment filled in. */
export interface SwapContext {
  readonly deployment: Deployment
  readonly sender: Address
  readonly action: SwapAction
  /** The addresses of the path. */
  readonly path: readonly Address[]
  /** Unix seconds. */
  readonly deadline: bigint
}
