import type { Address, Wei } from '@org/events'
import type { KnownContract } from '../registry/protocol-registry.ts'
import { addAction, type Decoding } from './decoding.ts'

/** A call without calldata, of a transaction or inside one. */
export function decodePlain(
  decoding: Decoding,
  contract: KnownContract | null,
  sender: Address,
  to: Address,
  value: Wei,
): void {
  // WETH9 wraps whatever it is sent.
  if (contract?.abi === 'wrapped-native') addAction(decoding, { type: 'wrap', amount: value })
  else {
    addAction(decoding, {
      type: 'transfer',
      standard: 'native',
      token: null,
      from: sender,
      to,
      amount: value,
    })
  }
}
