/** A transaction that is measured. */
export interface FrameSample {
  readonly hash: string
  readonly seq: number
  /** Unix microseconds. */
  readonly ingestUs: number
}

const MARK = Buffer.from('"kind":"TxDecoded","ingest_ts_unix_us":')
const TIMESTAMP_DIGITS = 16
const HASH_AT = MARK.length + TIMESTAMP_DIGITS + ',"tx_hash":"'.length
const HASH_LENGTH = 66
const SEQ = Buffer.from('{"seq":')
/** Of the last hex digit of a hash: one in sixteen is a sample. */
const SAMPLED = '0'.charCodeAt(0)

/**
 * Counts the `TxDecoded` events of a message and picks the samples out of its bytes. Clients share the cores with the
 * server: parsing the whole message would take more of them than the server does.
 */
export function readFrame(frame: Buffer, onSample: (sample: FrameSample) => void): number {
  let decoded = 0
  for (let at = frame.indexOf(MARK); at !== -1; at = frame.indexOf(MARK, at + HASH_AT)) {
    decoded += 1
    const hashAt = at + HASH_AT
    if (frame[hashAt + HASH_LENGTH - 1] !== SAMPLED) continue
    const seqAt = frame.lastIndexOf(SEQ, at) + SEQ.length
    onSample({
      hash: frame.toString('latin1', hashAt, hashAt + HASH_LENGTH),
      seq: Number.parseInt(frame.toString('latin1', seqAt, seqAt + TIMESTAMP_DIGITS), 10),
      ingestUs: Number(frame.toString('latin1', at + MARK.length, at + MARK.length + TIMESTAMP_DIGITS)),
    })
  }
  return decoded
}

const LAST_SEQ = /^\{"op":"events","last_seq":(\d+)/

/** How far a message of the stream goes; `undefined` when it holds no events. */
export function lastSeqOf(frame: Buffer): number | undefined {
  const text = LAST_SEQ.exec(frame.toString('latin1', 0, 64))?.[1]
  return text === undefined ? undefined : Number(text)
}
