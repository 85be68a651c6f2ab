import { ContractError } from './errors.ts'
import { type EventDraft, isEventKind, type StoredEvent } from './event.ts'
import type { Json } from './json.ts'

/**
 * Encodes an event, once, to the line that is stored, streamed and served: one JSON object without a line break,
 * beginning with `{"seq":`.
 */
export function encodeEvent(seq: number, nodeId: string, draft: EventDraft): Json<StoredEvent> {
  return `${createEnvelopes(nodeId)(seq, draft)}${JSON.stringify(draft.data)}}` as Json<StoredEvent> // the inverse of decodeEvent, property-tested
}

/** The line of an event up to its `data`; behind that come the data as JSON and one closing brace. */
export type EncodeEnvelope = (seq: number, draft: EventDraft) => string

/** For one who encodes many events of a node: what repeats is made JSON once. */
export function createEnvelopes(nodeId: string): EncodeEnvelope {
  const node = `,"node_id":${JSON.stringify(nodeId)},"chain_id":`
  let sourceId = ''
  let source = '""'
  // By hand: one string, no second object for the numbered event.
  return (seq, draft) => {
    if (draft.source_id !== sourceId) {
      sourceId = draft.source_id
      source = JSON.stringify(sourceId)
    }
    return `{"seq":${seq}${node}${draft.chain_id},"source_id":${source},"kind":"${draft.kind}","ingest_ts_unix_us":${draft.ingest_ts_unix_us},"tx_hash":"${draft.tx_hash}","data":`
  }
}

/**
 * Reads a line written by {@link encodeEvent}. The envelope is checked; `data` is trusted, since only the writer
 * makes lines and each carries a checksum on disk.
 * @throws ContractError `EVENT_MALFORMED` when the line is not such an object.
 */
export function decodeEvent(line: string): StoredEvent {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw malformed(line, 'not JSON', cause)
  }
  const problem = envelopeProblem(value)
  if (problem !== null) throw malformed(line, problem)
  return value as StoredEvent // envelope checked above
}

function envelopeProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'not an object'
  const event = value as Readonly<Record<string, unknown>> // an object of unknown fields
  if (!Number.isSafeInteger(event.seq) || Number(event.seq) < 1) return 'seq is not a positive integer'
  if (typeof event.node_id !== 'string') return 'node_id is not a string'
  if (!Number.isSafeInteger(event.chain_id)) return 'chain_id is not an integer'
  if (typeof event.source_id !== 'string') return 'source_id is not a string'
  if (!isEventKind(event.kind)) return `kind is unknown: ${String(event.kind).slice(0, 40)}`
  if (!Number.isSafeInteger(event.ingest_ts_unix_us)) return 'ingest_ts_unix_us is not an integer'
  if (typeof event.tx_hash !== 'string') return 'tx_hash is not a string'
  if (typeof event.data !== 'object' || event.data === null) return 'data is not an object'
  return null
}

function malformed(line: string, why: string, cause?: unknown): ContractError {
  return new ContractError('EVENT_MALFORMED', `event line ${line.slice(0, 80)}: ${why}`, {
    retryable: false,
    cause,
  })
}
