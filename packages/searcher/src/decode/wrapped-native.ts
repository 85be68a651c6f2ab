import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { hasBit, readAddress, readWei, WORD_CHARS, weiBetween } from './words.ts'

function decodeDeposit(decoding: Decoding, call: Call): boolean {
  addAction(decoding, { type: 'wrap', amount: call.value })
  return true
}

function decodeWithdraw(decoding: Decoding, call: Call): boolean {
  const amount = readWei(decoding.input, call.base, call.end)
  if (amount === null) return false
  addAction(decoding, { type: 'unwrap', amount })
  return true
}

/** `withdrawTo(address,uint256)` of the rollups' wrapped coins. */
function decodeWithdrawTo(decoding: Decoding, call: Call): boolean {
  const to = readAddress(decoding.input, call.base, call.end)
  const amount = readWei(decoding.input, call.base + WORD_CHARS, call.end)
  if (to === null || amount === null) return false
  addAction(decoding, { type: 'unwrap', amount })
  return true
}

/** OKX: `(orderId, order)`, the amount in the lower half of the order, whose highest bit unwraps. */
function decodeOkx(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const at = call.base + WORD_CHARS
  if (at + WORD_CHARS > call.end) return false
  const amount = weiBetween(input, at + WORD_CHARS / 2, at + WORD_CHARS)
  if (amount === null) return false
  addAction(decoding, { type: hasBit(input, at, 255) ? 'unwrap' : 'wrap', amount })
  return true
}

/** WETH9's own functions, and one of a router for them. Many contracts have functions of these names, so only a registered one is believed. */
export const wrappedNativeMethods: Readonly<Record<string, Method>> = {
  '0xd0e30db0': { signature: 'deposit()', abis: ['wrapped-native'], generic: false, decode: decodeDeposit },
  '0x2e1a7d4d': {
    signature: 'withdraw(uint256)',
    abis: ['wrapped-native'],
    generic: false,
    decode: decodeWithdraw,
  },
  '0xb760faf9': {
    signature: 'depositTo(address)',
    abis: ['wrapped-native'],
    generic: false,
    decode: decodeDeposit,
  },
  '0x01617fab': {
    signature: 'swapWrap(uint256,uint256)',
    abis: ['okx-dex-router'],
    generic: false,
    decode: decodeOkx,
  },
  '0x205c2878': {
    signature: 'withdrawTo(address,uint256)',
    abis: ['wrapped-native'],
    generic: false,
    decode: decodeWithdrawTo,
  },
}
