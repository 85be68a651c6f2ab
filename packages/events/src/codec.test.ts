import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEnvelopes, decodeEvent, encodeEvent } from './codec.ts'
import { EVENT_KINDS, type EventDraft } from './event.ts'

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)

/** Envelopes with any data: the codec does not look into it. */
const draft = fc
  .record({
    kind: fc.constantFrom(...EVENT_KINDS),
    chain_id: fc.maxSafeNat(),
    source_id: fc.string({ unit: 'binary' }),
    ingest_ts_unix_us: fc.maxSafeNat(),
    tx_hash: fc.oneof(hash, fc.constant('')),
    data: fc.dictionary(fc.string(), fc.jsonValue()).map((data) => JSON.parse(JSON.stringify(data))),
  })
  .map((value) => value as EventDraft) // data of any shape on purpose

describe('encodeEvent', () => {
  test('writes one line that begins with the sequence number and names fields in the contract order', () => {
    const line = encodeEvent(7, 'node', {
      kind: 'TxReplaced',
      chain_id: 1,
      source_id: 'geth-a',
      ingest_ts_unix_us: 1_700_000_000_000_000,
      tx_hash: '',
      data: { replaced_by: `0x${'ab'.repeat(32)}` as never, bump_bps: 1100 },
    })
    expect(line).toBe(
      `{"seq":7,"node_id":"node","chain_id":1,"source_id":"geth-a","kind":"TxReplaced","ingest_ts_unix_us":1700000000000000,"tx_hash":"","data":{"replaced_by":"0x${'ab'.repeat(32)}","bump_bps":1100}}`,
    )
  })

  test('round trips every event and never breaks the line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.string({ unit: 'binary' }), draft, (seq, nodeId, event) => {
        const line = encodeEvent(seq, nodeId, event)
        expect(line.startsWith(`{"seq":${seq},`)).toBe(true)
        expect(line).not.toMatch(/[\n\r]/)
        expect(decodeEvent(line)).toEqual({ ...event, seq, node_id: nodeId })
        expect(Buffer.from(line, 'utf8').toString('utf8')).toBe(line)
      }),
    )
  })

  test('an encoder of many events writes the same lines, whatever their sources in turn', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(draft), (nodeId, drafts) => {
        const envelopeOf = createEnvelopes(nodeId)
        const lines = drafts.map((event, seq) => `${envelopeOf(seq, event)}${JSON.stringify(event.data)}}`)
        expect(lines).toEqual(drafts.map((event, seq) => encodeEvent(seq, nodeId, event)))
      }),
    )
  })
})

describe('decodeEvent', () => {
  const valid = {
    seq: 1,
    node_id: 'n',
    chain_id: 1,
    source_id: 's',
    kind: 'TxSeen',
    ingest_ts_unix_us: 1,
    tx_hash: '',
    data: {},
  }

  test.each([
    ['{', /not JSON/],
    ['null', /not an object/],
    [JSON.stringify({ ...valid, seq: 0 }), /seq/],
    [JSON.stringify({ ...valid, seq: 1.5 }), /seq/],
    [JSON.stringify({ ...valid, node_id: 1 }), /node_id/],
    [JSON.stringify({ ...valid, chain_id: '1' }), /chain_id/],
    [JSON.stringify({ ...valid, source_id: null }), /source_id/],
    [JSON.stringify({ ...valid, kind: 'toString' }), /kind is unknown: toString/],
    [JSON.stringify({ ...valid, ingest_ts_unix_us: 'x' }), /ingest_ts_unix_us/],
    [JSON.stringify({ ...valid, tx_hash: undefined }), /tx_hash/],
    [JSON.stringify({ ...valid, data: null }), /data/],
  ])('error: refuses %s', (line, message) => {
    expect(() => decodeEvent(line)).toThrowError(
      expect.objectContaining({
        code: 'EVENT_MALFORMED',
        retryable: false,
        message: expect.stringMatching(message),
      }),
    )
  })

  test('error: never anything but a ContractError, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeEvent(text)).toThrowError(expect.objectContaining({ code: 'EVENT_MALFORMED' }))
      }),
    )
  })
})
