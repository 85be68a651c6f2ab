import { decodeInner, decodeInnerBytes, mayDescend } from './call-list.ts'
import {
  addAction,
  type Call,
  type DecodeCall,
  type Decoding,
  type Method,
  noteProblem,
  takeCall,
} from './decoding.ts'
import {
  ADDRESS_CHARS,
  addressAt,
  bytesLength,
  followOffset,
  readAddress,
  readNumber,
  readWei,
  WORD_CHARS,
} from './words.ts'

/** `execTransaction`: ten argument words, the fourth says whether the call is delegated. */
const EXEC_WORDS = 10
const OPERATION_CHARS = 2

/** A Safe's owners call something in its name. A delegated call also has the Safe as its sender. */
function decodeExecTransaction(decodeCall: DecodeCall, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const to = readAddress(input, base, end)
  const value = readWei(input, base + WORD_CHARS, end)
  const bytes = followOffset(input, base, base + 2 * WORD_CHARS, end)
  const operation = readNumber(input, base + 3 * WORD_CHARS, end)
  const signatures = followOffset(input, base, base + (EXEC_WORDS - 1) * WORD_CHARS, end)
  if (to === null || value === null || bytesLength(input, bytes, end) < 0) return false
  if (signatures < 0 || (operation !== 0 && operation !== 1)) return false
  const before = decoding.actions.length
  if (mayDescend(decoding, call)) {
    decodeInnerBytes({ decodeCall, decoding, call, sender: call.to }, to, value, bytes)
  }
  // Only where nothing else is known of it: what a Safe does names its transaction.
  if (decoding.actions.length === before) {
    addAction(decoding, { type: 'account-operation', protocol: 'safe', account: call.to })
  }
  return true
}

/** `(bytes)`: calls one after the other, each operation (1 byte), address (20), value, length, calldata. */
function decodeMultiSend(decodeCall: DecodeCall, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const bytes = followOffset(input, call.base, call.base, call.end)
  const chars = bytesLength(input, bytes, call.end)
  if (chars <= 0) return false
  if (!mayDescend(decoding, call)) return true
  let at = bytes + WORD_CHARS
  const stop = at + chars
  // Called by delegation: its calls are those of the Safe, which is the sender already.
  const list = { decodeCall, decoding, call, sender: call.sender }
  while (at < stop && takeCall(decoding)) {
    const valueAt = at + OPERATION_CHARS + ADDRESS_CHARS
    const to = valueAt + 2 * WORD_CHARS <= stop ? addressAt(input, at + OPERATION_CHARS) : null
    const value = readWei(input, valueAt, stop)
    const length = bytesLength(input, valueAt + WORD_CHARS, stop)
    if (to === null || value === null || length < 0) {
      noteProblem(decoding, 'malformed')
      return true
    }
    const start = valueAt + 2 * WORD_CHARS
    decodeInner(list, to, value, start, start + length)
    at = start + length
  }
  return true
}

/** Safe (formerly Gnosis Safe) and its MultiSend. Each Safe has an address of its own, so the functions are believed of any. */
export function safeMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  return {
    '0x6a761202': {
      signature: 'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
      abis: ['smart-account'],
      generic: true,
      decode: (decoding, call) => decodeExecTransaction(decodeCall, decoding, call),
    },
    '0x8d80ff0a': {
      signature: 'multiSend(bytes)',
      abis: ['smart-account'],
      generic: true,
      decode: (decoding, call) => decodeMultiSend(decodeCall, decoding, call),
    },
  }
}
