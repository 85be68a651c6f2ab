import type { InsertBatch } from './insert-batch.ts'

const NEWLINE = 0x0a
const MICROS_PER_SECOND = 1_000_000
/** Inside a string the quotes would be escaped, so this can only be the envelope's own key. */
const TIME_KEY = Buffer.from(',"ingest_ts_unix_us":')
const SEQ_KEY = '{"seq":'

/**
 * Cuts a batch where the month of its events changes. ClickHouse makes one part per partition and partitions are
 * months, so only an insert into a single month appears as a whole or not at all. Nearly every batch is one run.
 *
 * @returns runs in order, as views into the bytes of the batch.
 */
export function insertRuns(batch: InsertBatch): InsertBatch[] {
  if (batch.times !== undefined && isOneMonth(batch.times)) return [batch]
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength)
  const runs: InsertBatch[] = []
  let runStart = 0
  let runFirstSeq = batch.firstSeq
  // The month of the present run as a range of seconds, so that a line costs two comparisons.
  let fromSecond = 0
  let toSecond = 0

  for (let lineStart = 0; lineStart < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, lineStart)
    const nextLine = end < 0 ? bytes.length : end + 1
    const second = timeOf(bytes, lineStart, nextLine)
    if (second !== null && (second < fromSecond || second >= toSecond)) {
      if (lineStart > runStart) {
        const nextSeq = seqOf(bytes, lineStart)
        runs.push({ firstSeq: runFirstSeq, lastSeq: nextSeq - 1, bytes: bytes.subarray(runStart, lineStart) })
        runFirstSeq = nextSeq
        runStart = lineStart
      }
      const at = new Date(second * 1000)
      fromSecond = Date.UTC(at.getUTCFullYear(), at.getUTCMonth()) / 1000
      toSecond = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1) / 1000
    }
    lineStart = nextLine
  }
  if (bytes.length > runStart) {
    runs.push({ firstSeq: runFirstSeq, lastSeq: batch.lastSeq, bytes: bytes.subarray(runStart) })
  }
  return runs
}

function isOneMonth([oldestUs, newestUs]: readonly [number, number]): boolean {
  const [oldest, newest] = [new Date(oldestUs / 1000), new Date(newestUs / 1000)]
  return oldest.getUTCFullYear() === newest.getUTCFullYear() && oldest.getUTCMonth() === newest.getUTCMonth()
}

/** Seconds of the line's time, rounded down; `null` when it has none, which ClickHouse will refuse. */
function timeOf(bytes: Buffer, lineStart: number, lineEnd: number): number | null {
  const key = bytes.indexOf(TIME_KEY, lineStart)
  if (key < 0 || key >= lineEnd) return null
  return Math.floor(integerAt(bytes, key + TIME_KEY.length) / MICROS_PER_SECOND)
}

function seqOf(bytes: Buffer, lineStart: number): number {
  return integerAt(bytes, lineStart + SEQ_KEY.length)
}

/** The unsigned integer whose first digit stands at `start`. */
function integerAt(bytes: Buffer, start: number): number {
  let value = 0
  for (let index = start; index < bytes.length; index++) {
    const digit = (bytes[index] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value
}
