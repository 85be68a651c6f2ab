import type { Wei } from '@org/events'
import { decodeInner, mayDescend } from './call-list.ts'
import {
  addAction,
  type Call,
  type DecodeCall,
  type Decoding,
  type Method,
  noteProblem,
  takeCall,
} from './decoding.ts'
import { callProtocol } from './lending-method.ts'
import { arrayLength, bytesLength, followOffset, readAddress, WORD_CHARS } from './words.ts'

const NOTHING = '0' as Wei // a decimal digit
/** Word of an operation that leads to what the account is asked to do; the same in all versions. */
const CALL_DATA = 3
/** `executeUserOp`: the account gets the whole operation, and what it is asked to do follows the selector. */
const EXECUTE_USER_OP = '8dd7712f'
const SELECTOR_CHARS = 8

/** Operations whose array's length word is at `array`; false when it is none. */
function decodeOperations(decodeCall: DecodeCall, decoding: Decoding, call: Call, array: number): boolean {
  const { input } = decoding
  const { end } = call
  const count = arrayLength(input, array, end)
  if (count <= 0) return false
  if (!mayDescend(decoding, call)) return true
  const heads = array + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const account = readAddress(input, at, end)
    const bytes = at < 0 ? -1 : followOffset(input, at, at + CALL_DATA * WORD_CHARS, end)
    const chars = bytesLength(input, bytes, end)
    if (account === null || chars < 0) {
      noteProblem(decoding, 'malformed')
      continue
    }
    const protocol = callProtocol(call, 'erc4337')
    addAction(decoding, { type: 'account-operation', protocol, account })
    let start = bytes + WORD_CHARS
    const stop = start + chars
    if (input.startsWith(EXECUTE_USER_OP, start)) start += SELECTOR_CHARS
    if (start < stop) {
      decodeInner({ decodeCall, decoding, call, sender: call.to }, account, NOTHING, start, stop)
    }
  }
  return true
}

/** `((UserOperation[] ops, address aggregator, bytes signature)[], address)`. */
function decodeAggregated(decodeCall: DecodeCall, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const groups = followOffset(input, base, base, end)
  const count = arrayLength(input, groups, end)
  if (count <= 0) return false
  const heads = groups + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const array = at < 0 ? -1 : followOffset(input, at, at, end)
    if (!decodeOperations(decodeCall, decoding, call, array)) noteProblem(decoding, 'malformed')
  }
  return true
}

/** Operations of versions 0.6 (eleven fields) and 0.7, 0.8 (nine fields). */
const OPERATION_6 = '(address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)'
const OPERATION_7 = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)'

/** The entry points of ERC-4337, which bundlers call. */
export function entryPointMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const single = (operation: string): Method => ({
    signature: `handleOps(${operation}[],address)`,
    abis: ['erc4337-entry-point'],
    generic: true,
    decode(decoding, call) {
      const { base, end } = call
      if (readAddress(decoding.input, base + WORD_CHARS, end) === null) return false
      const array = followOffset(decoding.input, base, base, end)
      return decodeOperations(decodeCall, decoding, call, array)
    },
  })
  const aggregated = (operation: string): Method => ({
    signature: `handleAggregatedOps((${operation}[],address,bytes)[],address)`,
    abis: ['erc4337-entry-point'],
    generic: true,
    decode: (decoding, call) => decodeAggregated(decodeCall, decoding, call),
  })
  return {
    '0x1fad948c': single(OPERATION_6),
    '0x765e827f': single(OPERATION_7),
    '0x4b1d7cf5': aggregated(OPERATION_6),
    '0xdbed18e0': aggregated(OPERATION_7),
  }
}
