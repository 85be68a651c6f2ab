/**
 * A sum over what a view holds, kept up with every change in O(1): two views that hold the same have the same sum,
 * in whatever order it came. Two lanes of 32 bits; it tells mistakes apart, not attackers.
 */
export interface StateSum {
  low: number
  high: number
}

export function createStateSum(): StateSum {
  return { low: 0, high: 0 }
}

/** Counts an item in: a number with a word on its content. */
export function addItem(sum: StateSum, seq: number, content: number): void {
  sum.low = (sum.low + mix(seq, content, 0x9e3779b1)) | 0
  sum.high = (sum.high + mix(seq, content, 0x85ebca77)) | 0
}

/** Counts out an item that was counted in. */
export function removeItem(sum: StateSum, seq: number, content: number): void {
  sum.low = (sum.low - mix(seq, content, 0x9e3779b1)) | 0
  sum.high = (sum.high - mix(seq, content, 0x85ebca77)) | 0
}

/** Counts a whole sum in. */
export function addSum(sum: StateSum, other: StateSum): void {
  sum.low = (sum.low + other.low) | 0
  sum.high = (sum.high + other.high) | 0
}

/** Counts out a sum that was counted in. */
export function removeSum(sum: StateSum, other: StateSum): void {
  sum.low = (sum.low - other.low) | 0
  sum.high = (sum.high - other.high) | 0
}

/** The finalizer of MurmurHash3 (public domain, Austin Appleby) over the three words, each stirred in. */
function mix(seq: number, content: number, salt: number): number {
  let word = stir(salt ^ (seq | 0))
  word = stir(word ^ Math.floor(seq / 2 ** 32))
  return stir(word ^ content)
}

function stir(word: number): number {
  let stirred = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  stirred = Math.imul(stirred ^ (stirred >>> 13), 0xc2b2ae35)
  return stirred ^ (stirred >>> 16)
}
