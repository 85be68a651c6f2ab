import { decodeEvent, encodeEvent, errorMessage, type StoredEvent } from '@org/events'
import { textLines } from './text-lines.ts'

/** An event of a file, or why a line holds none. */
export type FileEvent =
  | { readonly seq: number; readonly nodeId: string; readonly timeUs: number; readonly line: string }
  | { readonly place: number; readonly problem: string }

/**
 * The events of a text: lines as the log holds them, dead letters, and pages of `/events`, which are JSON arrays. An
 * event's own line is kept byte for byte.
 */
export async function* fileEvents(chunks: AsyncIterable<string>): AsyncGenerator<FileEvent, void, undefined> {
  for await (const { place, text } of textLines(chunks)) {
    if (text === null) yield { place, problem: 'the line is too long' }
    else {
      for (const line of text.startsWith('[') ? pageLines(text) : [text]) yield fileEvent(line, place)
    }
  }
}

function fileEvent(text: string, place: number): FileEvent {
  const event = read(text)
  if (typeof event !== 'string') return { ...envelope(event), line: text }
  const line = letterLine(text)
  const letter = line === null ? null : read(line)
  if (line !== null && letter !== null && typeof letter !== 'string') return { ...envelope(letter), line }
  return { place, problem: event }
}

function envelope(event: StoredEvent) {
  return { seq: event.seq, nodeId: event.node_id, timeUs: event.ingest_ts_unix_us }
}

function read(line: string): StoredEvent | string {
  try {
    return decodeEvent(line)
  } catch (error) {
    return errorMessage(error)
  }
}

/** The line inside a dead letter; `null` when it is none. */
function letterLine(text: string): string | null {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || !('line' in value)) return null
  return typeof value.line === 'string' ? value.line : null
}

/** The lines of a JSON array of events. The codec writes numbers and texts as JSON does, so they are the same again. */
function pageLines(text: string): readonly string[] {
  const page = parse(text)
  if (!Array.isArray(page)) return [text]
  return page.map((item: unknown) => {
    const line = JSON.stringify(item)
    const event = read(line)
    return typeof event === 'string' ? line : encodeEvent(event.seq, event.node_id, event)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
