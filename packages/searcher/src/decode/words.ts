import type { Address, Wei } from '@org/events'

/*
 * Calldata is read where it lies: as a string of hex digits, by character position. Every reader takes the position
 * of a word and the end of the region the word must lie in, and answers `null` or -1 for what does not fit.
 */

/** Hex characters of one 32-byte word. */
export const WORD_CHARS = 64
/** Hex characters of one address. */
export const ADDRESS_CHARS = 40
const ADDRESS_PADDING = WORD_CHARS - ADDRESS_CHARS
/** Up to 13 hex digits (52 bits) are exact as a number. */
const EXACT_DIGITS = 13
const DIGITS = /^[0-9a-f]+$/
const ADDRESS_DIGITS = /^[0-9a-f]{40}$/
const ZERO = 48

/** Position of the first character of the word at `at` that is not `0`; `at + 64` for zero. */
function firstDigit(input: string, at: number): number {
  const stop = at + WORD_CHARS
  let position = at
  while (position < stop && input.charCodeAt(position) === ZERO) position++
  return position
}

/** The word as a number; -1 when it lies outside the region, is not hex or exceeds 52 bits. */
export function readNumber(input: string, at: number, end: number): number {
  if (at < 0 || at + WORD_CHARS > end) return -1
  const stop = at + WORD_CHARS
  const start = firstDigit(input, at)
  if (stop - start > EXACT_DIGITS) return -1
  return parseDigits(input, start, stop)
}

/** Digits from `from` to `to` (at most 13) as a number; -1 when one of them is not lower-case hex. */
export function parseDigits(input: string, from: number, to: number): number {
  let value = 0
  for (let position = from; position < to; position++) {
    const code = input.charCodeAt(position)
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** The word as an amount; `null` when it lies outside the region or is not hex. */
export function readWei(input: string, at: number, end: number): Wei | null {
  if (at < 0 || at + WORD_CHARS > end) return null
  return weiBetween(input, at, at + WORD_CHARS)
}

/** The hex digits from `from` to `stop`, inside the calldata, as an amount; `null` when they are not hex. */
export function weiBetween(input: string, from: number, stop: number): Wei | null {
  let start = from
  while (start < stop && input.charCodeAt(start) === ZERO) start++
  if (start === stop) return '0' as Wei // a decimal digit
  if (stop - start <= EXACT_DIGITS) {
    const small = parseDigits(input, start, stop)
    return small < 0 ? null : (String(small) as Wei) // decimal digits of a safe integer
  }
  const digits = input.slice(start, stop)
  if (!DIGITS.test(digits)) return null
  return BigInt(`0x${digits}`).toString() as Wei // decimal digits of an unsigned integer
}

/** The word as an address; `null` when it lies outside the region or its upper 12 bytes are not zero. */
export function readAddress(input: string, at: number, end: number): Address | null {
  if (at < 0 || at + WORD_CHARS > end) return null
  if (firstDigit(input, at) < at + ADDRESS_PADDING) return null
  return addressAt(input, at + ADDRESS_PADDING)
}

/** The 40 hex digits at `at` as an address; the caller has checked that they lie within the region. */
export function addressAt(input: string, at: number): Address | null {
  const digits = input.slice(at, at + ADDRESS_CHARS)
  return ADDRESS_DIGITS.test(digits) ? (`0x${digits}` as Address) : null // checked by the pattern
}

/** True when the word's only set bit is the highest one. */
export function isHighestBit(input: string, at: number): boolean {
  return input.charCodeAt(at) === 56 && firstDigit(input, at + 1) >= at + WORD_CHARS
}

/**
 * Follows the offset in the word at `slot`, which counts bytes from `base`; -1 unless at least one word lies there.
 */
export function followOffset(input: string, base: number, slot: number, end: number): number {
  const offset = readNumber(input, slot, end)
  if (offset < 0) return -1
  const target = base + offset * 2
  return target + WORD_CHARS <= end ? target : -1
}

/** Length in hex characters of the byte string whose length word is at `at`; -1 unless all of it is there. */
export function bytesLength(input: string, at: number, end: number): number {
  const length = readNumber(input, at, end)
  if (length < 0) return -1
  const chars = length * 2
  return at + WORD_CHARS + chars <= end ? chars : -1
}

/** Elements of the array of one-word heads whose length word is at `at`; -1 unless all heads are there. */
export function arrayLength(input: string, at: number, end: number): number {
  const length = readNumber(input, at, end)
  if (length < 0) return -1
  return at + WORD_CHARS + length * WORD_CHARS <= end ? length : -1
}

/** True when the bit of that number, counted from the lowest, is set in the word at `at`; the word must be there. */
export function hasBit(input: string, at: number, bit: number): boolean {
  const position = at + WORD_CHARS - 1 - (bit >> 2)
  const digit = parseDigits(input, position, position + 1)
  return digit >= 0 && ((digit >> (bit & 3)) & 1) === 1
}
