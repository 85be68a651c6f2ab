/** Where a list began, to be handed back when it ends. */
export type ListMark = number

/**
 * Writes RLP (Ethereum yellow paper, appendix B) into one growing buffer, front to back. A list is written in place
 * and moved by the length of its header when it ends, so nobody has to know a length beforehand.
 */
export class RlpWriter {
  #buffer = Buffer.alloc(4096)
  #length = 0

  /** What was written since {@link clear}; valid until the next write. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  /** One byte as it is, outside of RLP: the type of an EIP-2718 envelope. */
  raw(byte: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = byte
  }

  /** An integer without leading zero bytes; zero is the empty string. */
  integer(value: bigint | number): void {
    const digits = value === 0 || value === 0n ? '' : value.toString(16)
    this.hex(digits.length % 2 === 0 ? digits : `0${digits}`)
  }

  /** A byte string given as hex digits, with or without `0x`. */
  hex(text: string): void {
    const digits = text.startsWith('0x') ? text.slice(2) : text
    const bytes = digits.length >>> 1
    this.#reserve(bytes + 9)
    // A byte below 0x80 stands for itself.
    if (bytes !== 1 || digits >= '80') this.#length += this.#header(this.#length, 0x80, bytes)
    this.#buffer.write(digits, this.#length, bytes, 'hex')
    this.#length += bytes
  }

  begin(): ListMark {
    return this.#length
  }

  end(mark: ListMark): void {
    const bytes = this.#length - mark
    this.#reserve(9)
    const shift = headerLength(bytes)
    this.#buffer.copyWithin(mark + shift, mark, this.#length)
    this.#header(mark, 0xc0, bytes)
    this.#length += shift
  }

  /** @returns its length */
  #header(at: number, base: number, bytes: number): number {
    if (bytes < 56) {
      this.#buffer[at] = base + bytes
      return 1
    }
    const lengthBytes = headerLength(bytes) - 1
    this.#buffer[at] = base + 55 + lengthBytes
    this.#buffer.writeUIntBE(bytes, at + 1, lengthBytes)
    return 1 + lengthBytes
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return
    const larger = Buffer.alloc((this.#length + bytes) * 2)
    this.#buffer.copy(larger)
    this.#buffer = larger
  }
}

function headerLength(bytes: number): number {
  if (bytes < 56) return 1
  if (bytes < 2 ** 8) return 2
  return bytes < 2 ** 16 ? 3 : 5
}
