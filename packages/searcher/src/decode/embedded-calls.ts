import type { Address, Wei } from '@org/events'
import type { Action } from './action.ts'
import { DECODE_LIMITS, type DecodeCall, type Decoding, takeCall } from './decoding.ts'
import { bytesLength, WORD_CHARS } from './words.ts'

const NOTHING = '0' as Wei // a decimal digit
const SELECTOR_CHARS = 8
/** Words of an unknown call that are looked at. */
const MOST_WORDS = 64
/** A call of a function that swaps has a selector and several whole words. */
const LEAST_WORDS = 3

/**
 * Looks into a call whose function nobody knows for byte strings that are whole calls of functions that swap: wallets
 * and private routers pass them on like this. What else such strings hold is not taken for anything. The selector, its words and all
 * that the function demands of them must fit; tokens and amounts alone prove nothing.
 */
export function decodeEmbeddedSwaps(
  decodeCall: DecodeCall,
  decoding: Decoding,
  caller: Address,
  base: number,
  end: number,
): void {
  const { input, actions } = decoding
  const stop = Math.min(end, base + MOST_WORDS * WORD_CHARS)
  for (let at = base; at + WORD_CHARS < stop; ) {
    const chars = bytesLength(input, at, end)
    const words = (chars - SELECTOR_CHARS) / WORD_CHARS
    if (words < LEAST_WORDS || !Number.isInteger(words)) {
      at += WORD_CHARS
      continue
    }
    if (!takeCall(decoding)) return
    const before = actions.length
    const problem = decoding.problem
    const start = at + WORD_CHARS
    decodeCall(decoding, caller, null, caller, NOTHING, start, start + chars, null, DECODE_LIMITS.depth - 1)
    const swaps = keepSwaps(actions, before)
    // What an embedded call lacks is no fault of a function that nobody knows.
    decoding.problem = problem
    at = swaps ? start + chars + padding(chars) : at + WORD_CHARS
  }
}

/** Drops all that is not a swap from `from` on; true when swaps are left. */
function keepSwaps(actions: Action[], from: number): boolean {
  let kept = from
  for (let index = from; index < actions.length; index++) {
    const action = actions[index]
    if (action === undefined) break
    const swap = embedded(action)
    if (swap !== null) actions[kept++] = swap
  }
  actions.length = kept
  return kept > from
}

/** The swap of an embedded call; how many coins are sent along with it is not known. */
function embedded(action: Action): Action | null {
  if (action.type === 'swap') {
    return action.native === 'in' ? { ...action, swap: { ...action.swap, amount_in: null } } : action
  }
  if (action.type !== 'partial-swap') return null
  return action.native === 'in' ? { ...action, amountIn: null } : action
}

function padding(chars: number): number {
  return (WORD_CHARS - (chars % WORD_CHARS)) % WORD_CHARS
}
