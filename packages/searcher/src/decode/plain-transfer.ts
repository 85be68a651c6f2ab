import type { Address, Wei } from '@org/events'
import type { KnownContract } from '../registry/protocol-registry.ts'
import type { Action } from './action.ts'
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
  else addAction(decoding, received(decoding, contract, value) ?? nativeTransfer(sender, to, value))
}

function nativeTransfer(from: Address, to: Address, amount: Wei): Action {
  return { type: 'transfer', standard: 'native', token: null, from, to, amount }
}

/** What contracts of some roles do with coins that come without a word; `null`: keep them. */
function received(decoding: Decoding, contract: KnownContract | null, value: Wei): Action | null {
  if (contract === null) return null
  const { protocol, role, abi } = contract
  if (role === 'system') return { type: 'opaque', category: 'system', label: protocol }
  if (value === '0') return null
  if (abi === 'bridge') {
    const asset = decoding.chain.wrappedNative
    return { type: 'bridge', protocol, direction: 'send', asset, amount: value }
  }
  if (abi === 'staking-token') return { type: 'liquidity', protocol, change: 'add' }
  return null
}
