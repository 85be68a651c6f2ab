import type { Hex, PrivateKeyAccount } from 'viem'
import type { NodeClient } from '../node-client.ts'
import type { Call } from './encode-action.ts'
import type { Fees, NonceRole } from './planned-transaction.ts'

/** One account of the traffic with its own idea of its nonces. Calls must not overlap: see `enqueue`. */
export interface Sender {
  readonly account: PrivateKeyAccount
  /** Runs jobs of this sender one after the other; the promise settles with the job. */
  enqueue<T>(job: () => Promise<T>): Promise<T>
  /** The nonce for a role; `null` when what it refers to is not there (any more). */
  nonceFor(role: NonceRole): number | null
  /** Takes note that the node took a transaction: planned entry `index`, role and nonce. */
  accepted(index: number, role: NonceRole, nonce: number): void
  /** A raw transaction with this account's signature. */
  sign(call: Call, fees: Fees, nonce: number): Promise<Hex>
  /**
   * Makes its own count agree with the node's again, and returns the nonces that transactions are missing at: lost
   * in a reorg. An open gap of the plan is not missing.
   */
  resync(): Promise<readonly number[]>
}

/** A replacement follows its original soon; older entries are forgotten. */
const REMEMBERED_NONCES = 512
/** Lost transactions that are looked for at once. */
const MAX_MISSING = 64

export function createSender(account: PrivateKeyAccount, client: NodeClient, chainId: number): Sender {
  let next = 0
  let gap: number | null = null
  let tail: Promise<unknown> = Promise.resolve()
  /** By plan index. Insertion order is age. */
  const nonces = new Map<number, number>()

  return {
    account,
    enqueue<T>(job: () => Promise<T>): Promise<T> {
      const result = tail.then(job)
      // Whoever called handles the failure; the queue goes on.
      tail = result.catch(() => {})
      return result
    },

    nonceFor(role): number | null {
      switch (role.role) {
        case 'next':
          return next
        case 'ahead':
          return gap === null ? next + 1 : null
        case 'fill':
          return gap
        case 'replace':
          return nonces.get(role.of) ?? null
      }
    },

    accepted(index, role, nonce): void {
      switch (role.role) {
        case 'next':
          next = nonce + 1
          break
        case 'ahead':
          gap = nonce - 1
          next = nonce + 1
          break
        case 'fill':
          gap = null
          break
        case 'replace':
          return
      }
      nonces.set(index, nonce)
      if (nonces.size <= REMEMBERED_NONCES) return
      const oldest = nonces.keys().next()
      if (oldest.done !== true) nonces.delete(oldest.value)
    },

    sign: (call, fees, nonce) =>
      account.signTransaction({
        chainId,
        nonce,
        gas: call.gas,
        data: call.data,
        value: call.value,
        ...(call.to === undefined ? {} : { to: call.to }),
        ...fees,
      }),

    async resync(): Promise<readonly number[]> {
      const pending = await client.getTransactionCount({ address: account.address, blockTag: 'pending' })
      // What comes after the open gap waits in the node's queue and is not part of its count.
      const expected = gap ?? next
      if (pending > expected) {
        gap = null
        next = Math.max(next, pending)
      }
      const missing = Math.min(Math.max(0, expected - pending), MAX_MISSING)
      return Array.from({ length: missing }, (_, offset) => pending + offset)
    },
  }
}
