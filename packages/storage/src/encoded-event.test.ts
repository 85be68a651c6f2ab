import { EVENT_KINDS, type EventDraft, encodeEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { featuresDraft, seenDraft } from '../test/support/events.ts'
import { encodedEventOf, headOf } from './encoded-event.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const draft: fc.Arbitrary<EventDraft> = fc
  .record({
    kind: fc.constantFrom(...EVENT_KINDS),
    chain_id: fc.nat(),
    source_id: fc.oneof(text, fc.constantFrom('","kind":"BlockSeen"', '\\', '"}', 'a\\"b')),
    score: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    note: fc.oneof(text, fc.constant('"score":7,"mev_score":7')),
  })
  .map(
    ({ kind, score, note, ...envelope }) =>
      // Data of no kind: reading back looks at the scores alone.
      ({
        ...seenDraft(1),
        ...envelope,
        kind,
        data: { note, score, mev_score: score },
      }) as unknown as EventDraft,
  )

describe('encodedEventOf', () => {
  it('reads from any line what was known when it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), text, draft, (seq, nodeId, event) => {
        const line = encodeEvent(seq, nodeId, event)
        expect({ ...encodedEventOf(line) }).toEqual({ ...headOf(seq, event), line })
      }),
    )
  })

  it('knows the scores that filters look at', () => {
    expect(encodedEventOf(encodeEvent(3, 'n', featuresDraft(1, 71)))).toMatchObject({ seq: 3, score: 71 })
    expect(encodedEventOf(encodeEvent(3, 'n', seenDraft(1, 5)))).toMatchObject({ chainId: 5, score: null })
  })

  it('error: refuses what is no event line', () => {
    for (const line of [
      '',
      '{}',
      '{"seq":1',
      '{"seq":1,"node_id":"n","chain_id":1,"source_id":"s","kind":"Other"}',
    ]) {
      expect(() => encodedEventOf(line)).toThrow(expect.objectContaining({ code: 'EVENT_MALFORMED' }))
    }
  })
})
