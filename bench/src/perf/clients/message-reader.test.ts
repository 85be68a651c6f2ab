import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageReader } from './message-reader.ts'

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = 0x80 | opcode
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

test('messages come out whole, or their beginnings, however the bytes are cut', () => {
  const message = fc.record({
    opcode: fc.constantFrom(1, 8, 9),
    length: fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 65_535, 65_536, 200_000)),
  })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 9 }),
      fc.constantFrom(64, Number.POSITIVE_INFINITY),
      (messages, cuts, keepBytes) => {
        const payloads = messages.map(({ length }, index) => Buffer.alloc(length, `${index}-abc`))
        const bytes = Buffer.concat(payloads.map((payload, i) => frameOf(messages[i]?.opcode ?? 0, payload)))
        const heard: unknown[] = []
        const reader = createMessageReader(keepBytes, (opcode, kept, length) =>
          heard.push([opcode, length, kept.toString('latin1')]),
        )
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const size = cuts[cut % cuts.length] ?? 1
          reader.push(bytes.subarray(at, at + size))
          at += size
        }
        expect(heard).toEqual(
          payloads.map((payload, i) => [
            messages[i]?.opcode,
            payload.length,
            payload.subarray(0, Math.min(keepBytes, payload.length)).toString('latin1'),
          ]),
        )
      },
    ),
  )
})

test('a message in several frames is an error, not a wrong figure', () => {
  const reader = createMessageReader(64, () => {})
  expect(() => reader.push(Buffer.from([0x01, 0x00]))).toThrow('several frames')
})
