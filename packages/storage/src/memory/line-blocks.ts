/** Lines are copied into blocks of this size; a longer line gets a block of its own. */
const BLOCK_BYTES = 1024 * 1024
const LINE_FEED = 0x0a
const NONE = Buffer.alloc(0)

/**
 * Lines, each ended by a line feed, in the order they came; the oldest leave first. Blocks are used again: made anew
 * for every second of 30,000 events they were 18 MB of memory outside the heap, for which the garbage collector
 * marked the whole heap every 3.5 s, and held the event loop 60 to 80 ms.
 */
export interface LineBlocks {
  /**
   * Number of the block that the line went to. Bytes of a source must not change between its first line and its last: a
   * run of them is copied at once.
   */
  add(source: Buffer, start: number, end: number): number
  /** Where the line that was added last begins in its block. */
  lastStart(): number
  /** A block, as long as it holds a line: the bytes change once it does not. */
  block(number: number): Buffer
  /** No line of this block, the oldest one, is wanted any more. */
  free(number: number): void
}

/** @param blockBytes for tests. @default 1 MiB */
export function createLineBlocks(blockBytes = BLOCK_BYTES): LineBlocks {
  const blocks: Buffer[] = []
  const unused: number[] = []
  let current = -1
  let at = 0
  let last = 0
  /**
   * What was copied ahead: a copy for each of 200 lines of a commit took 3.2 µs a transaction, most of it for making views.
   * Where a byte of the source lies in the block, less its place in the source; up to where it was copied.
   */
  let ahead: Buffer | null = null
  let shift = 0
  let aheadEnd = 0

  /** Begins another block, of at least so many bytes. */
  function next(bytes: number): void {
    current = unused.pop() ?? blocks.length
    if ((blocks[current]?.length ?? 0) < bytes) {
      blocks[current] = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes))
    }
    at = 0
    ahead = null
  }

  return {
    add(source, start, end) {
      const bytes = end - start + 1
      if (current < 0 || at + bytes > (blocks[current]?.length ?? 0)) next(bytes)
      const target = blocks[current] ?? NONE
      if (source !== ahead || start + shift !== at || end > aheadEnd) {
        ahead = source
        shift = at - start
        aheadEnd = Math.min(source.length, target.length - shift)
        source.copy(target, at, start, aheadEnd)
      }
      last = at
      at += bytes
      target[at - 1] = LINE_FEED
      return current
    },
    lastStart: () => last,
    block: (number) => blocks[number] ?? NONE,
    free(number) {
      if ((blocks[number]?.length ?? 0) > blockBytes) blocks[number] = NONE
      if (number === current) {
        current = -1
        ahead = null
      }
      unused.push(number)
    },
  }
}
