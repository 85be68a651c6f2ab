import { hash, timingSafeEqual } from 'node:crypto'

/** What a key may be made of: it has to stand in a header as it is. */
const KEY_TEXT = /^[\w.~+/=-]+$/
const HASHED_KEY = /^sha256:([\da-f]{64})$/i
const MIN_KEY_CHARS = 16
const MAX_KEY_CHARS = 256
/** Random text of that length has more; what is typed on a row of keys has fewer. */
const MIN_DISTINCT_CHARS = 8
const HASH_BYTES = 32

/** A key as the server keeps it: its SHA-256. */
export type KeyHash = Uint8Array

/** The SHA-256 of a key. */
export function hashApiKey(key: string): KeyHash {
  return hash('sha256', key, 'buffer')
}

/** Why a key may not be used, in words that do not show it; `null` when it may. */
export function weaknessOf(key: string): string | null {
  if (!KEY_TEXT.test(key)) return 'has characters other than letters, digits and . _ ~ + / = -'
  if (key.length < MIN_KEY_CHARS) return `is shorter than ${MIN_KEY_CHARS} characters`
  if (key.length > MAX_KEY_CHARS) return `is longer than ${MAX_KEY_CHARS} characters`
  if (new Set(key.toLowerCase()).size < MIN_DISTINCT_CHARS) return 'repeats a few characters'
  return isPeriodic(key) ? 'repeats one word' : null
}

/** The hashes of a list of keys, or what is wrong with it. */
export type ParsedKeys =
  | { readonly ok: true; readonly hashes: readonly KeyHash[] }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads keys separated by commas, each as it is or as `sha256:` and the 64 hex digits of its SHA-256. The words on what
 * is wrong name a key by its place and never show it.
 */
export function parseApiKeys(text: string): ParsedKeys {
  const hashes: KeyHash[] = []
  for (const [index, entry] of text.split(',').entries()) {
    const key = entry.trim()
    const place = `key ${index + 1}`
    const hex = HASHED_KEY.exec(key)?.[1]
    const weakness = hex === undefined ? weaknessOf(key) : null
    if (weakness !== null) {
      return { ok: false, problem: `${place} ${weakness}; \`openssl rand -hex 32\` makes a good one` }
    }
    const keyHash = hex === undefined ? hashApiKey(key) : Buffer.from(hex, 'hex')
    if (findHash(hashes, keyHash) !== -1) return { ok: false, problem: `${place} is given twice` }
    hashes.push(keyHash)
  }
  return { ok: true, hashes }
}

/**
 * Which of the hashes this one is, or -1. Looks at every byte of every hash, so that the time it takes tells nothing.
 */
export function findHash(hashes: readonly KeyHash[], wanted: KeyHash): number {
  let found = -1
  for (let i = 0; i < hashes.length; i++) {
    const candidate = hashes[i]
    if (candidate?.length === HASH_BYTES && timingSafeEqual(candidate, wanted)) found = i
  }
  return found
}

/** True for `abcabcabc…`. */
function isPeriodic(text: string): boolean {
  // A text is a repetition exactly when it occurs in its double at another place than both ends.
  return (text + text).indexOf(text, 1) < text.length
}
