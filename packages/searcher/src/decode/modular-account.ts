import type { Address, Wei } from '@org/events'
import { type CallList, decodeCallTuples, decodeInner, mayDescend } from './call-list.ts'
import type { DecodeCall, Method } from './decoding.ts'
import { ADDRESS_CHARS, addressAt, bytesLength, followOffset, readWei, WORD_CHARS } from './words.ts'

/** First byte of the mode: one call, or several. Others (delegated calls) are not read. */
const SINGLE = '00'
const BATCH = '01'

/** One call packed: address, 32 bytes of value, calldata. */
function decodePacked(list: CallList, start: number, stop: number): boolean {
  const { decoding, call } = list
  const valueAt = start + ADDRESS_CHARS
  if (valueAt + WORD_CHARS > stop) return false
  const to: Address | null = addressAt(decoding.input, start)
  const value: Wei | null = readWei(decoding.input, valueAt, stop)
  if (to === null || value === null) return false
  if (mayDescend(decoding, call)) decodeInner(list, to, value, valueAt + WORD_CHARS, stop)
  return true
}

/** `execute(mode, calls)` of ERC-7579 and ERC-7821 accounts, also of those that EIP-7702 makes of a key's address. */
export function modularAccountMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const method = (signature: string): Method => ({
    signature,
    abis: ['smart-account'],
    generic: true,
    decode(decoding, call) {
      const { input } = decoding
      const { base, end } = call
      const bytes = followOffset(input, base, base + WORD_CHARS, end)
      const chars = bytesLength(input, bytes, end)
      if (chars < 0) return false
      const list: CallList = { decodeCall, decoding, call, sender: call.to }
      const start = bytes + WORD_CHARS
      if (input.startsWith(SINGLE, base)) return decodePacked(list, start, start + chars)
      if (!input.startsWith(BATCH, base)) return false
      return decodeCallTuples(list, followOffset(input, start, start, start + chars), { value: 1, bytes: 2 })
    },
  })
  return {
    '0xe9ae5c53': method('execute(bytes32,bytes)'),
    '0xd691c964': method('executeFromExecutor(bytes32,bytes)'),
  }
}
