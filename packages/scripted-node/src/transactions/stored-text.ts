/** A text of ASCII outside of the heap: hundreds of thousands of bodies there would keep the garbage collector busy. */
export class StoredText {
  readonly #slab: Buffer
  readonly #from: number
  readonly #to: number

  constructor(slab: Buffer, from: number, to: number) {
    this.#slab = slab
    this.#from = from
    this.#to = to
  }

  toString(): string {
    return this.#slab.toString('latin1', this.#from, this.#to)
  }
}

const SLAB_BYTES = 1 << 20

/** Stores texts behind each other in slabs; a slab is released when the last of its texts is. */
export function createTextStore(): (text: string) => StoredText {
  let slab = Buffer.allocUnsafeSlow(0)
  let used = 0
  return (text) => {
    if (used + text.length > slab.length) {
      slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, text.length))
      used = 0
    }
    const from = used
    used += slab.write(text, from, 'latin1')
    return new StoredText(slab, from, used)
  }
}
