const QUOTE = 0x22
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
/** `"hash"` without its closing quote. */
const HASH_KEY_CHARS = 5

/**
 * Walks over one JSON object in the bytes of a frame, to learn where it ends and where the value of its own member
 * `hash` begins. Nested objects, lists and strings are stepped over, so that no `hash` inside of them is taken for it.
 * Exact for valid JSON without backslashes: then no string holds a quote, and no key is spelled in another way.
 * One per reader, reused for every frame, so that nothing is allocated.
 */
export class ObjectScan {
  /** Position after the closing brace. */
  end = -1
  /** Position of the value of `hash`; -1 when there is no such member. */
  hashAt = -1

  /** @returns false when no object begins at `start`, it does not end, or it names `hash` twice */
  read(frame: Buffer, start: number): boolean {
    this.end = -1
    this.hashAt = -1
    if (frame[start] !== OPEN_BRACE) return false
    let depth = 0
    for (let at = start; at < frame.length; at++) {
      const byte = frame[at]
      if (byte === QUOTE) {
        const close = endOfString(frame, at + 1)
        if (close < 0) return false
        if (depth === 1 && close - at === HASH_KEY_CHARS && spellsHash(frame, at + 1)) {
          const value = valueOfKey(frame, close + 1)
          if (value >= 0 && this.hashAt >= 0) return false
          if (value >= 0) this.hashAt = value
        }
        at = close
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth++
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth--
        if (depth > 0) continue
        this.end = at + 1
        return true
      }
    }
    return false
  }
}

/** Strings up to this long are walked through; beyond it the native search is faster. */
const SHORT_STRING_CHARS = 80

function endOfString(frame: Buffer, from: number): number {
  const until = Math.min(frame.length, from + SHORT_STRING_CHARS)
  for (let at = from; at < until; at++) if (frame[at] === QUOTE) return at
  return frame.indexOf(QUOTE, until)
}

function spellsHash(frame: Buffer, at: number): boolean {
  return frame[at] === 0x68 && frame[at + 1] === 0x61 && frame[at + 2] === 0x73 && frame[at + 3] === 0x68
}

/** Where the value begins when a colon follows, which makes the string before it a key; else -1. */
function valueOfKey(frame: Buffer, afterKey: number): number {
  const colon = skipWhitespace(frame, afterKey)
  return frame[colon] === COLON ? skipWhitespace(frame, colon + 1) : -1
}

/** Position of the next byte that is no JSON whitespace. */
export function skipWhitespace(frame: Buffer, from: number): number {
  let at = from
  while (frame[at] === 0x20 || frame[at] === 0x0a || frame[at] === 0x0d || frame[at] === 0x09) at++
  return at
}
