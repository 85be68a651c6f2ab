import type { Address } from '@org/events'
import { addAction, type Decoding, isFull, noteProblem } from './decoding.ts'
import { arrayLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** Words of one element of each list. */
const DETAIL_WORDS = 4

/**
 * `((token, amount, expiration, nonce)[], spender, deadline)` from `at` on: an approval for each token. False, and
 * nothing added, when it does not fit.
 */
export function addPermitBatch(decoding: Decoding, at: number, end: number): boolean {
  if (at < 0) return false
  const { input } = decoding
  const array = followOffset(input, at, at, end)
  const count = arrayLength(input, array, end)
  const spender = readAddress(input, at + WORD_CHARS, end)
  if (count <= 0 || spender === null) return false
  for (let index = 0; index < count && !isFull(decoding); index++) {
    const detail = array + WORD_CHARS * (1 + DETAIL_WORDS * index)
    const token = readAddress(input, detail, end)
    const amount = readWei(input, detail + WORD_CHARS, end)
    if (token === null || amount === null) return cutShort(decoding, index)
    addAction(decoding, { type: 'approval', standard: 'permit2', token, spender, amount })
  }
  return true
}

/**
 * `(from, to, amount, token)[]` whose length word is at `array`: a transfer for each, or, to `router`, a step of its
 * settlement. False, and nothing added, when it does not fit.
 */
export function addTransferBatch(
  decoding: Decoding,
  array: number,
  end: number,
  router: Address | null,
): boolean {
  const { input } = decoding
  const count = arrayLength(input, array, end)
  if (count <= 0) return false
  for (let index = 0; index < count && !isFull(decoding); index++) {
    const detail = array + WORD_CHARS * (1 + DETAIL_WORDS * index)
    const from = readAddress(input, detail, end)
    const to = readAddress(input, detail + WORD_CHARS, end)
    const amount = readWei(input, detail + 2 * WORD_CHARS, end)
    const token = readAddress(input, detail + 3 * WORD_CHARS, end)
    if (from === null || to === null || amount === null || token === null) return cutShort(decoding, index)
    if (to === router) addAction(decoding, { type: 'settlement', step: 'pull', token, atLeast: null })
    else addAction(decoding, { type: 'transfer', standard: 'erc20', token, from, to, amount })
  }
  return true
}

/** The elements before one that does not fit are kept. */
function cutShort(decoding: Decoding, found: number): boolean {
  if (found === 0) return false
  noteProblem(decoding, 'malformed')
  return true
}
