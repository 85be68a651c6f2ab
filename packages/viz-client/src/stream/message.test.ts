import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMessage } from './message.ts'

test.each([
  '{"op":"hello","node_id":"a","latest_seq":4,"oldest_seq":1}',
  '{"op":"events","last_seq":4,"events":[]}',
  '{"op":"reset","reason":"ahead","requested_seq":9,"last_seq":4}',
  '{"op":"heartbeat","latest_seq":4}',
])('reads %s', (text) => expect(readMessage(text)).toEqual(JSON.parse(text)))

test.each(['', '{', 'null', '[]', '{"op":"news"}', '{"op":"events"}', '{"op":"hello","node_id":"a"}'])(
  'skips %s',
  (text) => expect(readMessage(text)).toBeNull(),
)

test('never throws', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readMessage(text)))
})
