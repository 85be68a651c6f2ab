import type { Hash } from '@org/events'

/**
 * Remembers a 32-bit value beside each of the last hashes, in bounded memory.
 *
 * Two generations of an open-addressing table in typed arrays: when the young one holds half the bound, the old one
 * is emptied and becomes the young one. So at least half the bound and at most the whole of it is remembered, each
 * step is O(1), and nothing is allocated after creation: 24 to 48 bytes per hash of the bound. Measured when full
 * with 1,000,000 hashes: 25 MB; two generations of `Map` with the hashes as strings: 122 MB.
 *
 * A hash is kept as 64 bits under secret multipliers: two of a million meet with a probability of 3e-8, and since
 * senders do not know the multipliers they cannot make one hash hide another.
 */
export interface HashMemory {
  /** The value; 0 when the hash is not remembered. */
  get(hash: Hash): number
  /** @param value unsigned 32 bits, not 0. Makes the hash young again. */
  set(hash: Hash, value: number): void
  /** Hashes remembered now; one in both generations counts twice. */
  readonly size: number
}

/** Random words a memory needs for its multipliers. */
export const HASH_MEMORY_SEED_WORDS = 16

const WORDS = 8

/**
 * @param capacity most hashes remembered, at least 2
 * @param seed {@link HASH_MEMORY_SEED_WORDS} random words; whoever knows them can make hashes collide
 */
export function createHashMemory(capacity: number, seed: Uint32Array): HashMemory {
  const half = Math.max(1, Math.floor(capacity / 2))
  let young = new Generation(half)
  let old = new Generation(half)
  const multipliers = seed.map((word) => word | 1)
  // The key of the hash looked at last: `get` is mostly followed by `set` of the same one.
  let lastHash = ''
  let high = 0
  let low = 0

  const key = (hash: Hash): void => {
    if (hash === lastHash) return
    lastHash = hash
    high = 0
    low = 0
    for (let i = 0; i < WORDS; i++) {
      let word = 0
      for (let at = 2 + i * 8, to = at + 8; at < to; at++) {
        const code = hash.charCodeAt(at)
        // '0'–'9' are 0x30–0x39, 'a'–'f' are 0x61–0x66.
        word = (word << 4) | ((code & 15) + (code >>> 6) * 9)
      }
      // Multiplied one after the other, each result folded: a sum of products would be linear, and weak.
      high = Math.imul(high ^ word, multipliers[i] ?? 1)
      high ^= high >>> 15
      low = Math.imul(low ^ word, multipliers[i + WORDS] ?? 1)
      low ^= low >>> 13
    }
  }

  return {
    get size(): number {
      return young.count + old.count
    },
    get(hash) {
      key(hash)
      return young.get(high, low) || old.get(high, low)
    },
    set(hash, value) {
      key(hash)
      if (young.replace(high, low, value)) return
      if (young.count >= half) {
        const emptied = old
        emptied.clear()
        old = young
        young = emptied
      }
      young.insert(high, low, value)
    },
  }
}

/** One table: linear probing, at most half full, no deletion but of everything. */
class Generation {
  count = 0
  readonly #highs: Uint32Array
  readonly #lows: Uint32Array
  readonly #values: Uint32Array
  readonly #mask: number

  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2))
    this.#highs = new Uint32Array(slots)
    this.#lows = new Uint32Array(slots)
    this.#values = new Uint32Array(slots)
    this.#mask = slots - 1
  }

  get(high: number, low: number): number {
    return this.#values[this.#find(high, low)] ?? 0
  }

  /** False when the key is not there. */
  replace(high: number, low: number, value: number): boolean {
    const slot = this.#find(high, low)
    if (this.#values[slot] === 0) return false
    this.#values[slot] = value
    return true
  }

  /** For a key that is not there. */
  insert(high: number, low: number, value: number): void {
    const slot = this.#find(high, low)
    this.#highs[slot] = high
    this.#lows[slot] = low
    this.#values[slot] = value
    this.count++
  }

  clear(): void {
    this.#values.fill(0)
    this.count = 0
  }

  /** The slot of the key, or the empty one where it would go. */
  #find(high: number, low: number): number {
    const wantHigh = high >>> 0
    const wantLow = low >>> 0
    let slot = Math.imul(high ^ (low >>> 15), 0x9e3779b1) >>> 0
    slot = (slot ^ (slot >>> 15)) & this.#mask
    while (this.#values[slot] !== 0 && (this.#highs[slot] !== wantHigh || this.#lows[slot] !== wantLow)) {
      slot = (slot + 1) & this.#mask
    }
    return slot
  }
}
