import type { Address, Wei } from '@org/events'
import { ROLE_CATEGORY } from '../registry/role-category.ts'
import {
  addAction,
  type Call,
  DECODE_LIMITS,
  type DecodeCall,
  type Decoding,
  noteProblem,
  takeCall,
} from './decoding.ts'
import { decodePlain } from './plain-transfer.ts'
import { arrayLength, bytesLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

const NOTHING = '0' as Wei // a decimal digit

/** Calls that a contract makes for its caller, each to an address of its own. */
export interface CallList {
  readonly decodeCall: DecodeCall
  readonly decoding: Decoding
  readonly call: Call
  /** Who the called contracts see. */
  readonly sender: Address
}

/** True when calls inside this one may still be looked at; notes it when not. */
export function mayDescend(decoding: Decoding, call: Call): boolean {
  if (call.depth < DECODE_LIMITS.depth) return true
  noteProblem(decoding, 'depth_limit')
  return false
}

/**
 * One call: `start` and `end` bound its calldata, selector included; without any it moves the native coin. Of
 * one that cannot be read the contract's role says what it is for.
 */
export function decodeInner(list: CallList, to: Address, value: Wei, start: number, end: number): void {
  const { decodeCall, decoding, call, sender } = list
  const contract = decoding.chain.contract(to) ?? null
  if (start === end) {
    decodePlain(decoding, contract, sender, to, value)
    return
  }
  const before = decoding.actions.length
  decodeCall(decoding, to, contract, sender, value, start, end, call.deadline, call.depth + 1)
  if (contract === null || decoding.actions.length > before) return
  const category = ROLE_CATEGORY[contract.role]
  if (category !== 'unknown') addAction(decoding, { type: 'opaque', category, label: contract.protocol })
}

/** As `decodeInner`, with the calldata as a byte string whose length word is at `at`; false when it does not fit. */
export function decodeInnerBytes(list: CallList, to: Address | null, value: Wei | null, at: number): boolean {
  const chars = bytesLength(list.decoding.input, at, list.call.end)
  if (to === null || value === null || chars < 0) return false
  decodeInner(list, to, value, at + WORD_CHARS, at + WORD_CHARS + chars)
  return true
}

/** Which words of a tuple hold what; the first is the address called. */
export interface CallTuple {
  /** `null`: no coins are sent along. */
  readonly value: number | null
  readonly bytes: number
}

/** An array of `(address, …, bytes)` whose length word is at `array`; false when it is none. */
export function decodeCallTuples(list: CallList, array: number, tuple: CallTuple): boolean {
  const { decoding, call } = list
  const { input } = decoding
  const { end } = call
  const count = arrayLength(input, array, end)
  if (count <= 0) return false
  if (!mayDescend(decoding, call)) return true
  const heads = array + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const to = readAddress(input, at, end)
    const value = tuple.value === null ? NOTHING : readWei(input, at + tuple.value * WORD_CHARS, end)
    const bytes = at < 0 ? -1 : followOffset(input, at, at + tuple.bytes * WORD_CHARS, end)
    if (!decodeInnerBytes(list, to, value, bytes)) noteProblem(decoding, 'malformed')
  }
  return true
}

/** Arrays side by side: addresses, coins (`null`: none) and calldata, by the positions of their length words. */
export function decodeCallArrays(
  list: CallList,
  targets: number,
  values: number | null,
  data: number,
): boolean {
  const { decoding, call } = list
  const { input } = decoding
  const { end } = call
  const count = arrayLength(input, targets, end)
  if (count <= 0 || arrayLength(input, data, end) !== count) return false
  // Some accounts take an empty list for "no coins".
  const valued = values === null ? 0 : arrayLength(input, values, end)
  if (valued !== 0 && valued !== count) return false
  if (!mayDescend(decoding, call)) return true
  const heads = data + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const slot = (index + 1) * WORD_CHARS
    const to = readAddress(input, targets + slot, end)
    const value = values === null || valued === 0 ? NOTHING : readWei(input, values + slot, end)
    const bytes = followOffset(input, heads, data + slot, end)
    if (!decodeInnerBytes(list, to, value, bytes)) noteProblem(decoding, 'malformed')
  }
  return true
}
