import { decodeEvent, type EventDraft, encodeEvent, type Json, type StoredEvent, toJson } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoded, features, hashOf, opportunity, seen } from '../../test/event-lines.ts'
import { linePartsOf } from './line-parts.ts'

const partsByParsing = (line: Json<StoredEvent>) => {
  const event = decodeEvent(line)
  return {
    ingestTsUnixUs: String(event.ingest_ts_unix_us),
    txHash: event.tx_hash,
    data: toJson(event.data),
  }
}

const TRAPS = ['","data":{"a":1}}', ',"ingest_ts_unix_us":1,"tx_hash":"","data":', '\\', '"', ',', '\u2028']
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...TRAPS))

test('the parts are those of the event, whatever its texts say', () => {
  const draft = fc
    .record({ base: fc.nat({ max: 3 }), source_id: text, note: text, time: fc.maxSafeNat() })
    .map(({ base, source_id, note, time }): EventDraft => {
      const at = { source_id, ingest_ts_unix_us: time }
      const drafts = [
        seen(hashOf(1), at),
        decoded(hashOf(1), at),
        features(hashOf(1), 5, at),
        opportunity([], 7, note, at, note),
      ]
      const chosen = drafts[base] as EventDraft // one of four
      return { ...chosen, data: { ...chosen.data, note } } as EventDraft // kinds may gain fields
    })
  fc.assert(
    fc.property(text, draft, (nodeId, event) => {
      const line = encodeEvent(12, nodeId, event)
      expect(linePartsOf(line)).toEqual(partsByParsing(line))
    }),
  )
})

test('a line in another order is read the long way', () => {
  const { seq, data, ...rest } = decodeEvent(encodeEvent(3, 'n', seen(hashOf(1))))
  const line = JSON.stringify({ seq, data, ...rest }) as Json<StoredEvent> // the same event
  expect(linePartsOf(line)).toEqual(partsByParsing(line))
})
