/** One line of a text file, without its line end. */
export interface TextLine {
  /** From 1. */
  readonly place: number
  /** `null` when it is longer than any of ours can be. */
  readonly text: string | null
}

/** A page of `/events` on one line has about five megabytes. */
const MAX_CHARS = 64 * 1024 * 1024

/** The lines of a text, empty ones left out. Memory is bounded by the longest line. */
export async function* textLines(chunks: AsyncIterable<string>): AsyncGenerator<TextLine, void, undefined> {
  let parts: string[] = []
  let chars = 0
  let place = 1
  const take = (): TextLine => {
    const text = chars > MAX_CHARS ? null : parts.join('').trim()
    parts = []
    chars = 0
    return { place, text }
  }
  const add = (part: string): void => {
    chars += part.length
    // Of a line that is too long only its length is of interest.
    if (chars <= MAX_CHARS) parts.push(part)
    else parts = []
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, end))
      const line = take()
      if (line.text !== '') yield line
      place += 1
      start = end + 1
    }
    add(chunk.slice(start))
  }
  const last = take()
  if (last.text !== '') yield last
}
