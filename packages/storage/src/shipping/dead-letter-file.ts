import { type FileSystem, readFully } from '../wal/fs.ts'

const NAME = /^(\d{8})\.jsonl$/
const CHUNK_BYTES = 256 * 1024
const LINE_FEED = 0x0a

/** Eight digits, so that names sort as numbers do. */
export function deadLetterName(number: number): string {
  return `${String(number).padStart(8, '0')}.jsonl`
}

/** `null` when the name is not one of a dead-letter file. */
export function parseDeadLetterName(name: string): number | null {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** What reading a file of letters found. */
export interface DeadLetterFile {
  /** Bytes up to and including the last line feed. */
  readonly wholeBytes: number
  /** Lines that are no letters. */
  readonly unreadable: number
}

/** Tells of the letters of a file, in its order. Memory: the longest line. */
export async function readDeadLetterFile(
  fs: FileSystem,
  path: string,
  onLetter: (seq: number, line: string) => void,
): Promise<DeadLetterFile> {
  const file = await fs.open(path, 'read')
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let rest: Buffer = Buffer.alloc(0)
    let wholeBytes = 0
    let unreadable = 0
    for (let position = 0; ; ) {
      const read = await readFully(file, chunk, position)
      if (read === 0) return { wholeBytes, unreadable }
      position += read
      // A copy: the chunk is read into again.
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, start)) {
        const letter = letterOf(rest.toString('utf8', start, end))
        if (letter === null) unreadable += 1
        else onLetter(letter.seq, letter.line)
        start = end + 1
      }
      wholeBytes += start
      rest = rest.subarray(start)
    }
  } finally {
    await file.close()
  }
}

function letterOf(text: string): { readonly seq: number; readonly line: string } | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('seq' in value && 'line' in value)) return null
  const { seq, line } = value
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return null
  return typeof line === 'string' ? { seq, line } : null
}
