/** One record of a CSV file. */
export interface CsvRecord {
  /** Number of its first line in the file, from 1. */
  readonly line: number
  /** `null` when a quote is never closed, or the record is longer than any of ours can be. */
  readonly fields: readonly string[] | null
}

/** Lines that one record may go on for: none of our columns holds a line break, but a quoted one might. */
const MAX_LINES = 50
/** The raw transaction is the largest column; with all its blobs one has about two megabytes of hex. */
const MAX_CHARS = 8 * 1024 * 1024

/**
 * Reads CSV as in RFC 4180: quotes, doubled quotes, CRLF or LF, with or without a last line break; a byte order mark
 * and empty lines are passed over. A quote inside an unquoted field is taken as it is. Memory is bounded by the
 * longest record.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord, void, undefined> {
  let rest = ''
  let line = 1
  let isFirst = true
  for await (const chunk of chunks) {
    rest += isFirst && chunk.startsWith('\uFEFF') ? chunk.slice(1) : chunk
    isFirst = false
    let start = 0
    for (;;) {
      const taken = takeRecord(rest, start, line, false)
      if (taken === null) break
      if (taken.record !== null) yield taken.record
      line = taken.nextLine
      start = taken.next
    }
    rest = rest.slice(start)
  }
  for (let start = 0; start < rest.length; ) {
    const taken = takeRecord(rest, start, line, true)
    if (taken === null) return
    if (taken.record !== null) yield taken.record
    line = taken.nextLine
    start = taken.next
  }
}

interface Taken {
  /** `null` for an empty line. */
  readonly record: CsvRecord | null
  readonly next: number
  readonly nextLine: number
}

/** The record at `start`, or `null` when the text ends within it and is not the last. */
function takeRecord(text: string, start: number, line: number, isLast: boolean): Taken | null {
  let end = start
  let firstEnd = -1
  for (let lines = 1; lines <= MAX_LINES; lines += 1) {
    const lineFeed = text.indexOf('\n', end)
    if (lineFeed === -1 && !isLast && text.length - start <= MAX_CHARS) return null
    const stop = lineFeed === -1 ? text.length : lineFeed
    if (firstEnd === -1) firstEnd = stop
    const content = text.slice(start, text[stop - 1] === '\r' && stop > start ? stop - 1 : stop)
    const next = lineFeed === -1 ? text.length : lineFeed + 1
    if (content === '') return { record: null, next, nextLine: line + lines }
    const fields = content.length > MAX_CHARS ? null : splitRecord(content)
    if (fields !== null) return { record: { line, fields }, next, nextLine: line + lines }
    if (lineFeed === -1) break
    end = next
  }
  // Only the first line is given up: what follows it may be whole again.
  return { record: { line, fields: null }, next: Math.min(firstEnd + 1, text.length), nextLine: line + 1 }
}

/** The fields of one record; `null` when it ends inside quotes. */
function splitRecord(content: string): readonly string[] | null {
  if (!content.includes('"')) return content.split(',')
  const fields: string[] = []
  for (let at = 0; ; ) {
    if (content[at] !== '"') {
      const comma = content.indexOf(',', at)
      if (comma === -1) return [...fields, content.slice(at)]
      fields.push(content.slice(at, comma))
      at = comma + 1
      continue
    }
    const close = closingQuote(content, at + 1)
    if (close === -1) return null
    // What stands between a closing quote and the comma belongs to nothing; it is kept, so that a check sees it.
    const comma = content.indexOf(',', close)
    const tail = content.slice(close + 1, comma === -1 ? content.length : comma)
    fields.push(content.slice(at + 1, close).replaceAll('""', '"') + tail)
    if (comma === -1) return fields
    at = comma + 1
  }
}

function closingQuote(content: string, from: number): number {
  for (let at = content.indexOf('"', from); at !== -1; at = content.indexOf('"', at + 2)) {
    if (content[at + 1] !== '"') return at
  }
  return -1
}
