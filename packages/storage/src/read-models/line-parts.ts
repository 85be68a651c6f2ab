import { decodeEvent, type Json, type StoredEvent, toJson } from '@org/events'

/** What rows take over from a line as it is written there. */
export interface LineParts {
  readonly ingestTsUnixUs: string
  readonly txHash: string
  readonly data: Json<StoredEvent['data']>
}

/** The end of every envelope. Quotes within a string are escaped, so nothing else in a line reads like this. */
const ENVELOPE_END = /,"ingest_ts_unix_us":(-?\d+),"tx_hash":"([^"\\]*)","data":/

/** Cuts an event's line without parsing it: of a row that is asked for once, that is most of the cost. */
export function linePartsOf(line: Json<StoredEvent>): LineParts {
  const match = ENVELOPE_END.exec(line)
  const [found, ingestTsUnixUs, txHash] = match ?? []
  if (match === null || found === undefined || ingestTsUnixUs === undefined || txHash === undefined) {
    const event = decodeEvent(line)
    return {
      ingestTsUnixUs: String(event.ingest_ts_unix_us),
      txHash: event.tx_hash,
      data: toJson(event.data),
    }
  }
  // From behind the key to the brace that ends the line: the text of the data, whole.
  const data = line.slice(match.index + found.length, -1) as LineParts['data']
  return { ingestTsUnixUs, txHash, data }
}
