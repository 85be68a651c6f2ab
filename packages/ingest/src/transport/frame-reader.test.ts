import type { Hash } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameReader, type FrameReader } from './frame-reader.ts'

const PENDING = '0x9ce59a13059e417087c02d3236a0b1cc'
const HEADS = '0x1'
const HASH = `0x${'a1'.repeat(32)}` as Hash // 64 hex digits

/** How the nodes in use write a notification. */
const SHAPES: Readonly<Record<string, (hash: string) => string>> = {
  geth: (hash) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${PENDING}","result":"${hash}"}}\n`,
  'result before subscription': (hash) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"result":"${hash}","subscription":"${PENDING}"}}`,
  spaced: (hash) =>
    `{ "params": { "subscription": "${PENDING}", "result": "${hash}" }, "method": "eth_subscription", "jsonrpc": "2.0" }`,
}

function readerOf(): FrameReader {
  const reader = createFrameReader()
  reader.subscribed({ pending: PENDING, heads: HEADS })
  return reader
}

const hash = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 })
  .map((digits) => `0x${digits.map((digit) => digit.toString(16)).join('')}` as Hash) // 64 hex digits

describe.each(Object.entries(SHAPES))('the shape of %s', (_name, write) => {
  test('is parsed once, then hashes are cut out of it', () => {
    const reader = readerOf()
    const first = Buffer.from(write(HASH))
    expect(reader.cutHash(first)).toBeNull()
    expect(reader.parse(first)).toEqual({ kind: 'pending', hash: HASH })
    fc.assert(
      fc.property(hash, (other) => {
        const frame = Buffer.from(write(other))
        expect(reader.cutHash(frame)).toBe(other)
        expect(reader.parse(frame)).toEqual({ kind: 'pending', hash: other })
      }),
    )
  })

  test('whatever is cut out of a damaged frame is what parsing it gives', () => {
    const reader = readerOf()
    reader.parse(Buffer.from(write(HASH)))
    const good = Buffer.from(write(HASH))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const frame = Buffer.from(good)
        frame[at] = byte
        const cut = reader.cutHash(frame)
        if (cut !== null) expect(reader.parse(frame)).toEqual({ kind: 'pending', hash: cut })
      }),
    )
  })
})

test('a hash in upper case is read in lower case', () => {
  const reader = readerOf()
  const frame = Buffer.from(SHAPES.geth?.(HASH.toUpperCase().replace('0X', '0x')) ?? '')
  expect(reader.parse(frame)).toEqual({ kind: 'pending', hash: HASH })
  expect(reader.cutHash(frame)).toBe(HASH)
})

test.each([
  [
    'a head',
    `{"method":"eth_subscription","params":{"subscription":"${HEADS}","result":{"number":"0x1"}}}`,
    { kind: 'head', head: { number: '0x1' } },
  ],
  [
    'a reply',
    '{"jsonrpc":"2.0","id":2,"result":"0xaa"}',
    { kind: 'reply', id: 2, result: '0xaa', error: undefined },
  ],
  [
    'an error reply',
    '{"id":2,"error":{"message":"no"}}',
    { kind: 'reply', id: 2, result: undefined, error: { message: 'no' } },
  ],
  [
    'another subscription',
    `{"method":"eth_subscription","params":{"subscription":"0x2","result":"${HASH}"}}`,
    { kind: 'unknown', subscription: '0x2' },
  ],
  [
    'a short hash',
    `{"method":"eth_subscription","params":{"subscription":"${PENDING}","result":"0xabc"}}`,
    { kind: 'invalid' },
  ],
  ['no params', '{"method":"eth_subscription"}', { kind: 'invalid' }],
  ['an array', '[1]', { kind: 'invalid' }],
  ['text', 'busy', { kind: 'invalid' }],
  ['nothing', '', { kind: 'invalid' }],
])('%s is told apart', (_name, text, frame) => {
  expect(readerOf().parse(Buffer.from(text))).toMatchObject(frame)
})

test('a subscription id that looks like the hash is not taken for a shape', () => {
  const reader = createFrameReader()
  reader.subscribed({ pending: HASH, heads: HEADS })
  const write = (value: string): Buffer =>
    Buffer.from(`{"method":"eth_subscription","params":{"subscription":"${HASH}","result":"${value}"}}`)
  expect(reader.parse(write(HASH))).toEqual({ kind: 'pending', hash: HASH })
  const other = `0x${'b2'.repeat(32)}`
  expect(reader.cutHash(write(other))).toBeNull()
  expect(reader.parse(write(other))).toEqual({ kind: 'pending', hash: other })
  expect(reader.cutHash(write(HASH))).toBe(HASH)
})

test('no bytes make it throw', () => {
  const reader = readerOf()
  reader.parse(Buffer.from(SHAPES.geth?.(HASH) ?? ''))
  const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)))
  const notification = fc
    .jsonValue()
    .map((value) => Buffer.from(JSON.stringify({ method: 'eth_subscription', params: value })))
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  fc.assert(
    fc.property(fc.oneof(json, notification, bytes), (frame) => {
      reader.cutHash(frame)
      expect(['pending', 'head', 'reply', 'unknown', 'invalid']).toContain(reader.parse(frame).kind)
    }),
  )
})
