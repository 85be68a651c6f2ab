import type { Hash } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyOfFrame, createFrameReader, type FrameReader } from './frame-reader.ts'

const PENDING = '0x9ce59a13059e417087c02d3236a0b1cc'
const HEADS = '0x1'
const HASH = `0x${'a1'.repeat(32)}` as Hash // 64 hex digits

/** How the nodes in use write a notification around a value. */
const SHAPES: Readonly<Record<string, (value: string) => string>> = {
  geth: (value) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${PENDING}","result":${value}}}\n`,
  'result before subscription': (value) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"result":${value},"subscription":"${PENDING}"}}`,
  spaced: (value) =>
    `{ "params": { "subscription": "${PENDING}", "result": ${value} }, "method": "eth_subscription", "jsonrpc": "2.0" }`,
}
const geth = (value: string): Buffer => Buffer.from(SHAPES.geth?.(value) ?? '')

function readerOf(): FrameReader {
  const reader = createFrameReader()
  reader.subscribed({ pendingId: PENDING, headsId: HEADS })
  return reader
}

const hash = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 })
  .map((digits) => `0x${digits.map((digit) => digit.toString(16)).join('')}` as Hash) // 64 hex digits

/** Transactions as a node could write them: members in any order, some of them odd, with `hash` in places where it is none. */
const body = fc
  .tuple(
    hash,
    fc.dictionary(
      fc.oneof(fc.constantFrom('blockHash', 'from', 'input', 'accessList', 'hash ', 'result'), fc.string()),
      fc.oneof(
        fc.constantFrom<unknown>(null, [], 'hash', HASH, '{"hash":"', { hash: HASH }, [{ hash: HASH }]),
        fc.jsonValue(),
      ),
    ),
    fc.nat(),
  )
  .map(([own, others, at]) => {
    const members = Object.entries(others).filter(([name]) => name !== 'hash')
    members.splice(at % (members.length + 1), 0, ['hash', own])
    const object: unknown = JSON.parse(JSON.stringify(Object.fromEntries(members)))
    return { hash: own, object }
  })
const indent = fc.constantFrom(0, 1, '\t')

describe.each(Object.entries(SHAPES))('the shape of %s', (_name, write) => {
  const frameOf = (value: unknown, indentation: string | number = 0): Buffer =>
    Buffer.from(write(JSON.stringify(value, null, indentation)))

  test('is parsed once, then hashes are cut out of it', () => {
    const reader = readerOf()
    const first = frameOf(HASH)
    expect(reader.cutHash(first)).toBeNull()
    expect(reader.parse(first)).toEqual({ kind: 'hash', hash: HASH })
    fc.assert(
      fc.property(hash, (other) => {
        const frame = frameOf(other)
        expect(reader.cutHash(frame)).toBe(other)
        expect(reader.cutTransactionHash(frame)).toBeNull()
        expect(reader.parse(frame)).toEqual({ kind: 'hash', hash: other })
      }),
    )
  })

  test('whatever is cut out of a damaged frame is what parsing it gives', () => {
    const reader = readerOf()
    const good = frameOf(HASH)
    reader.parse(good)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const frame = Buffer.from(good)
        frame[at] = byte
        const cut = reader.cutHash(frame)
        if (cut !== null) expect(reader.parse(frame)).toEqual({ kind: 'hash', hash: cut })
      }),
    )
  })

  test.each([
    ['hash', HASH],
    ['transaction', { from: '0x1', hash: HASH }],
  ])('learned from a %s, hashes are cut out of whole transactions as well', (_kind, first) => {
    const reader = readerOf()
    reader.parse(frameOf(first))
    fc.assert(
      fc.property(body, indent, (transaction, indentation) => {
        const frame = frameOf(transaction.object, indentation)
        expect(reader.cutHash(frame)).toBeNull()
        expect(reader.parse(frame)).toEqual({ kind: 'transaction', hash: transaction.hash })
        const cut = reader.cutTransactionHash(frame)
        // A backslash says that parsing has to decide.
        expect(cut).toBe(frame.includes('\\') ? null : transaction.hash)
        expect(bodyOfFrame(frame)).toEqual(transaction.object)
      }),
    )
  })

  test('a hash cut out of a damaged transaction is the one that parsing it gives, when it is JSON at all', () => {
    const reader = readerOf()
    const good = frameOf({
      blockHash: null,
      hash: HASH,
      accessList: [{ address: '0x1' }],
      result: '',
      r: '0x1',
    })
    reader.parse(frameOf(HASH))
    expect(reader.cutTransactionHash(good)).toBe(HASH)
    const damage = fc.tuple(
      fc.nat(good.length - 1),
      fc.oneof(fc.constantFrom(...'"{}[]:,\\ '), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' })),
    )
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const frame = Buffer.from(good)
        for (const [at, byte] of damages) frame.write(byte, at, 'latin1')
        const cut = reader.cutTransactionHash(frame)
        if (cut === null) return
        if (bodyOfFrame(frame) !== null)
          expect(reader.parse(frame)).toEqual({ kind: 'transaction', hash: cut })
      }),
      { numRuns: 1000 },
    )
  })
})

test('a hash in upper case is read in lower case', () => {
  const reader = readerOf()
  const shouted = HASH.toUpperCase().replace('0X', '0x')
  const frame = geth(`"${shouted}"`)
  expect(reader.parse(frame)).toEqual({ kind: 'hash', hash: HASH })
  expect(reader.cutHash(frame)).toBe(HASH)
  expect(reader.cutTransactionHash(geth(`{"hash":"${shouted}"}`))).toBe(HASH)
})

test.each([
  ['two hashes', `{"hash":"${HASH}","hash":"0x${'b2'.repeat(32)}"}`],
  ['an escaped name for a second hash', `{"hash":"${HASH}","h\\u0061sh":"0x${'b2'.repeat(32)}"}`],
  ['more after the transaction', `{"hash":"${HASH}"},"result":"0x${'b2'.repeat(32)}"`],
  ['a hash beside the transaction', `{},"other":{"hash":"${HASH}"}`],
  ['no hash', '{"from":"0x1"}'],
  ['a hash that is no text', '{"hash":12}'],
  ['a short hash', '{"hash":"0xabc"}'],
])('a transaction with %s is left to the parser', (_name, value) => {
  const reader = readerOf()
  reader.parse(geth(`"${HASH}"`))
  expect(reader.cutTransactionHash(geth(value))).toBeNull()
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
    { kind: 'invalid', problem: 'no_hash' },
  ],
  [
    'a transaction without a hash',
    `{"method":"eth_subscription","params":{"subscription":"${PENDING}","result":{"a":{"hash":"${HASH}"}}}}`,
    { kind: 'invalid', problem: 'no_hash' },
  ],
  ['no params', '{"method":"eth_subscription"}', { kind: 'invalid', problem: 'malformed' }],
  ['no subscription', '{"method":"eth_subscription","params":{}}', { kind: 'invalid', problem: 'malformed' }],
  ['an array', '[1]', { kind: 'invalid', problem: 'malformed' }],
  ['text', 'busy', { kind: 'invalid', problem: 'malformed' }],
  ['nothing', '', { kind: 'invalid', problem: 'malformed' }],
])('%s is told apart', (_name, text, frame) => {
  expect(readerOf().parse(Buffer.from(text))).toMatchObject(frame)
})

test('a subscription id that looks like a hash is not taken for one', () => {
  const reader = createFrameReader()
  reader.subscribed({ pendingId: HASH, headsId: HEADS })
  const write = (value: string): Buffer =>
    Buffer.from(`{"method":"eth_subscription","params":{"subscription":"${HASH}","result":"${value}"}}`)
  expect(reader.parse(write(HASH))).toEqual({ kind: 'hash', hash: HASH })
  const other = `0x${'b2'.repeat(32)}`
  expect(reader.cutHash(write(other))).toBe(other)
})

test('a frame that leaves doubt where its value stands is not learned from', () => {
  const reader = readerOf()
  const odd = (value: string): Buffer =>
    Buffer.from(
      `{"method":"eth_subscription","note":"result","params":{"subscription":"${PENDING}","result":"${value}"}}`,
    )
  expect(reader.parse(odd(HASH))).toEqual({ kind: 'hash', hash: HASH })
  expect(reader.cutHash(odd(HASH))).toBeNull()
  expect(reader.parse(geth(`"${HASH}"`))).toEqual({ kind: 'hash', hash: HASH })
  expect(reader.cutHash(geth(`"${HASH}"`))).toBe(HASH)
})

test('no bytes make it throw', () => {
  const reader = readerOf()
  reader.parse(geth(`"${HASH}"`))
  const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)))
  const notification = fc
    .jsonValue()
    .map((value) => Buffer.from(JSON.stringify({ method: 'eth_subscription', params: value })))
  const inside = fc.string({ unit: 'binary' }).map((text) => geth(text))
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  fc.assert(
    fc.property(fc.oneof(json, notification, inside, bytes), (frame) => {
      reader.cutHash(frame)
      reader.cutTransactionHash(frame)
      bodyOfFrame(frame)
      expect(['hash', 'transaction', 'head', 'reply', 'unknown', 'invalid']).toContain(
        reader.parse(frame).kind,
      )
    }),
  )
})

test('a reply is one also when the id comes back as text, or when an error has none', () => {
  const { parse } = readerOf()
  const error = { code: 429, message: 'slower' }
  expect(parse(Buffer.from('{"id":"3","result":"0x1"}'))).toMatchObject({
    kind: 'reply',
    id: 3,
    result: '0x1',
  })
  for (const id of [{ id: null }, {}]) {
    expect(parse(Buffer.from(JSON.stringify({ ...id, error })))).toMatchObject({
      kind: 'reply',
      id: null,
      error,
    })
  }
  for (const id of ['', '0x3', '3a', '-3']) {
    expect(parse(Buffer.from(JSON.stringify({ id, result: 1 })))).toMatchObject({ kind: 'invalid' })
  }
})
