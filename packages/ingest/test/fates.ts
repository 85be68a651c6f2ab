import type { Address, DraftOf, EventKind, Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import type { Watched } from './runtime.ts'
import { until } from './until.ts'

const GWEI = 10n ** 9n

/** A dynamic-fee transaction of a sender: nonce and fees as given, the rest as the node makes it. */
interface Wanted {
  readonly nonce: number
  /** Fee cap; the tip is a tenth of it. @default 10 */
  readonly feeGwei?: number
}

/** An account that nobody knows: its nonce on the chain is 0. */
export function senderOf(n: number): Address {
  return `0x${n.toString(16).padStart(40, '0')}` as Address // 20 bytes in hex
}

/** What a node is asked to make for wanted ones. */
export function requestsOf(from: Address, wanted: readonly Wanted[]) {
  return {
    transactions: wanted.map(({ nonce, feeGwei = 10 }) => ({
      type: 2 as const,
      from,
      nonce,
      maxFeeWei: BigInt(feeGwei) * GWEI,
      maxTipWei: (BigInt(feeGwei) * GWEI) / 10n,
    })),
  }
}

/** Announces one transaction of a sender. */
export async function announceOf(node: ScriptedNode, from: Address, wanted: Wanted): Promise<Hash> {
  const [hash] = await node.announce(requestsOf(from, [wanted]))
  if (hash === undefined) throw new Error('nothing was announced')
  return hash
}

/** What was told of one transaction, apart from its sightings. */
export function fateOf({ events }: Watched, hash: Hash): readonly EventKind[] {
  return events.all.flatMap(({ tx_hash, kind }) => (tx_hash === hash && kind !== 'TxSeen' ? [kind] : []))
}

/** Waits until the fate of a transaction is this, in order, from its body on. */
export async function fate(watched: Watched, hash: Hash, ...kinds: readonly EventKind[]): Promise<void> {
  const wanted = ['TxDecoded', ...kinds].join()
  try {
    await until(wanted, () => fateOf(watched, hash).join() === wanted)
  } catch (cause) {
    throw new Error(`${hash}: ${fateOf(watched, hash).join()} instead of ${wanted}`, { cause })
  }
}

/** The last event of a kind about one transaction. */
export function lastOf<K extends EventKind>({ events }: Watched, kind: K, hash: Hash): DraftOf<K>['data'] {
  const event = events.of(kind).findLast(({ tx_hash }) => tx_hash === hash)
  if (event === undefined) throw new Error(`no ${kind} of ${hash}`)
  return event.data
}
