/** What a transaction does, as far as its calldata shows. */
export type TransactionContent = 'transfer' | 'token' | 'swap' | 'call' | 'create'

/** What the generated transactions are like. Shares are relative to each other. */
export interface TransactionMix {
  readonly types: {
    readonly legacy: number
    readonly accessList: number
    readonly dynamicFee: number
    readonly blob: number
    readonly setCode: number
  }
  readonly contents: Readonly<Record<TransactionContent, number>>
  /** Accounts that send again and again, with consecutive nonces. */
  readonly senders: number
  /** Share of transactions that are the first of an account nobody knows, from 0 to 1. */
  readonly newSenderShare: number
}

/** About what a public mempool of today holds. */
export const REALISTIC_MIX: TransactionMix = {
  types: { legacy: 12, accessList: 1, dynamicFee: 83, blob: 2, setCode: 2 },
  contents: { transfer: 28, token: 27, swap: 20, call: 24, create: 1 },
  senders: 2000,
  newSenderShare: 0.1,
}
