import type { Hex } from '@org/events'

/** What was read of a calldata string. */
export interface Readings {
  /** Single characters looked at. */
  characters: number
  /** Characters copied out of it. */
  copied: number
  longestCopy: number
}

/**
 * Calldata that counts what is read of it and can only be read in place: whoever joins, searches, converts or matches
 * the whole of it gets an error.
 */
export function countingInput(text: string): { readonly input: Hex; readonly readings: Readings } {
  const readings: Readings = { characters: 0, copied: 0, longestCopy: 0 }
  const copied = (part: string): string => {
    readings.copied += part.length
    readings.longestCopy = Math.max(readings.longestCopy, part.length)
    return part
  }
  const allowed: Readonly<Record<string, unknown>> = {
    length: text.length,
    charCodeAt: (at: number): number => {
      readings.characters++
      return text.charCodeAt(at)
    },
    startsWith: (part: string, at: number): boolean => {
      readings.characters += part.length
      return text.startsWith(part, at)
    },
    slice: (from: number, to?: number): string => copied(text.slice(from, to)),
    substring: (from: number, to?: number): string => copied(text.substring(from, to)),
  }
  const input = new Proxy(allowed, {
    get(target, key) {
      if (typeof key === 'string' && key in target) return target[key]
      throw new Error(`the calldata as a whole was asked for ${String(key)}`)
    },
  })
  return { input: input as unknown as Hex, readings } // stands in for the string
}
