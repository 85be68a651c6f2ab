import type { Call, Decoding, Method } from './decoding.ts'
import { decodeV4Actions } from './v4-actions.ts'
import { bytesLength, followOffset, readNumber, WORD_CHARS } from './words.ts'

/** `(unlockData, deadline)`: actions for the pool manager, mostly on positions. */
function decodeModify(hasDeadline: boolean, decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  if (!hasDeadline) {
    // The actions are the two arguments themselves.
    return decodeV4Actions(decoding, call, 'uniswap-v4', call.deadline, base, end)
  }
  const deadline = readNumber(input, base + WORD_CHARS, end)
  const data = followOffset(input, base, base, end)
  const chars = bytesLength(input, data, end)
  if (chars < 0) return false
  const start = data + WORD_CHARS
  return decodeV4Actions(
    decoding,
    call,
    'uniswap-v4',
    deadline < 0 ? call.deadline : deadline,
    start,
    start + chars,
  )
}

/** The position manager of Uniswap V4. */
export const v4PositionMethods: Readonly<Record<string, Method>> = {
  '0xdd46508f': {
    signature: 'modifyLiquidities(bytes,uint256)',
    abis: ['uniswap-v4-position-manager'],
    generic: true,
    decode: (decoding, call) => decodeModify(true, decoding, call),
  },
  '0x4afe393c': {
    signature: 'modifyLiquiditiesWithoutUnlock(bytes,bytes[])',
    abis: ['uniswap-v4-position-manager'],
    generic: true,
    decode: (decoding, call) => decodeModify(false, decoding, call),
  },
}
