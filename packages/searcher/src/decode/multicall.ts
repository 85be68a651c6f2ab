import {
  type Call,
  DECODE_LIMITS,
  type DecodeCall,
  type Decoding,
  type Method,
  noteProblem,
  takeCall,
} from './decoding.ts'
import { arrayLength, bytesLength, followOffset, readNumber, WORD_CHARS } from './words.ts'

/**
 * A contract calls itself with each element of a `bytes[]`. `lead`: one word before the array, which may be a
 * deadline for all that is inside.
 */
function decodeMulticall(
  lead: 'none' | 'deadline' | 'block-hash',
  decodeCall: DecodeCall,
  decoding: Decoding,
  call: Call,
): boolean {
  const { input } = decoding
  const { base, end } = call
  const slot = lead === 'none' ? base : base + WORD_CHARS
  const array = followOffset(input, base, slot, end)
  const count = arrayLength(input, array, end)
  if (count < 0) return false
  if (call.depth >= DECODE_LIMITS.depth) {
    noteProblem(decoding, 'depth_limit')
    return true
  }
  const given = lead === 'deadline' ? readNumber(input, base, end) : -1
  const deadline = given < 0 ? call.deadline : given
  const heads = array + WORD_CHARS
  for (let index = 0; index < count && takeCall(decoding); index++) {
    const at = followOffset(input, heads, heads + index * WORD_CHARS, end)
    const chars = bytesLength(input, at, end)
    if (chars < 0) {
      noteProblem(decoding, 'malformed')
      continue
    }
    const start = at + WORD_CHARS
    // Delegated to itself: sender and value stay those of the outer call.
    decodeCall(
      decoding,
      call.to,
      call.contract,
      call.sender,
      call.value,
      start,
      start + chars,
      deadline,
      call.depth + 1,
    )
  }
  return true
}

/** `(bytes permit, bytes action)` of 1inch: with a signed approval before it, a contract calls itself with the action. */
function decodePermitAndCall(decodeCall: DecodeCall, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end, depth } = call
  const permit = bytesLength(input, followOffset(input, base, base, end), end)
  const at = followOffset(input, base, base + WORD_CHARS, end)
  const chars = bytesLength(input, at, end)
  if (permit < 0 || chars < 0) return false
  if (depth >= DECODE_LIMITS.depth) {
    noteProblem(decoding, 'depth_limit')
    return true
  }
  const start = at + WORD_CHARS
  const { to, contract, sender, value, deadline } = call
  decodeCall(decoding, to, contract, sender, value, start, start + chars, deadline, depth + 1)
  return true
}

/** The multicalls of Uniswap's periphery, which other contracts have copied, and 1inch's call after a permit. */
export function multicallMethods(decodeCall: DecodeCall): Readonly<Record<string, Method>> {
  const method = (signature: string, lead: 'none' | 'deadline' | 'block-hash'): Method => ({
    signature,
    abis: [
      'uniswap-v3-swap-router',
      'uniswap-v3-swap-router-02',
      'uniswap-v3-position-manager',
      'uniswap-v4-position-manager',
      'slipstream-router',
      'algebra-router',
    ],
    generic: true,
    decode: (decoding, call) => decodeMulticall(lead, decodeCall, decoding, call),
  })
  return {
    '0x5816d723': {
      signature: 'permitAndCall(bytes,bytes)',
      abis: ['1inch-router'],
      generic: true,
      decode: (decoding, call) => decodePermitAndCall(decodeCall, decoding, call),
    },
    '0xac9650d8': method('multicall(bytes[])', 'none'),
    '0x5ae401dc': method('multicall(uint256,bytes[])', 'deadline'),
    '0x1f0464d1': method('multicall(bytes32,bytes[])', 'block-hash'),
  }
}
