import type { DraftOf } from './event.ts'
import type { Address } from './hex.ts'

/** A token that changed hands while a transaction was simulated. */
export interface TokenMovement {
  /** `null`: the native coin. */
  readonly token: Address | null
  readonly from: Address
  readonly to: Address
  /** In the token's smallest unit. */
  readonly amount: bigint
}

/** What a node says that a transaction would do on top of a block. */
export type Simulation =
  | {
      readonly outcome: 'success'
      readonly blockNumber: number
      /** `null` where the node's method does not say. */
      readonly gasUsed: number | null
      /** In order, bounded; `null` where the node's method does not say. */
      readonly movements: readonly TokenMovement[] | null
    }
  | {
      readonly outcome: 'reverted'
      readonly blockNumber: number
      readonly gasUsed: number | null
      /** As far as the node gives one. */
      readonly reason: string
    }
  /** No node could say. */
  | { readonly outcome: 'unknown'; readonly reason: string }

/** Executes pending transactions on top of a block without sending them. */
export interface Simulator {
  /** Never rejects: what cannot be simulated is `unknown`. */
  simulate(transaction: DraftOf<'TxDecoded'>, blockNumber: number): Promise<Simulation>
}
