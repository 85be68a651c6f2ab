import { decodeEvent, encodeEvent } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDraft } from '../../test/arbitrary-drafts.ts'
import { readStoredLine } from './stored-line.ts'

test('reads from any line the same as parsing all of it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('","kind":"BlockSeen"', '\\', '"}'),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      text,
      text,
      anyDraft,
      (seq, node, source, draft) => {
        const line = encodeEvent(seq, node, { ...draft, source_id: source })
        const {
          seq: number,
          node_id,
          chain_id,
          source_id,
          kind,
          ingest_ts_unix_us,
          tx_hash,
          data,
        } = readStoredLine(line)
        expect({ seq: number, node_id, chain_id, source_id, kind, ingest_ts_unix_us, tx_hash, data }).toEqual(
          decodeEvent(line),
        )
      },
    ),
  )
})

test('error: what is no event line is refused', () => {
  for (const line of [
    '',
    '{}',
    '{"seq":1',
    '{"seq":1,"node_id":"n","chain_id":1,"source_id":"s","kind":"Other"}',
  ]) {
    expect(() => readStoredLine(line)).toThrow(expect.objectContaining({ code: 'EVENT_MALFORMED' }))
  }
})
