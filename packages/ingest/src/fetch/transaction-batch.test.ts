import type { Hash } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IngestError } from '../errors.ts'
import { decodeBatch, encodeBatch } from './transaction-batch.ts'

const hashes = ['0xaa', '0xbb'] as string[] as Hash[] // the encoder does not look into them

test('each request carries its index and its hash', () => {
  expect(JSON.parse(encodeBatch(hashes))).toEqual([
    { jsonrpc: '2.0', id: 0, method: 'eth_getTransactionByHash', params: ['0xaa'] },
    { jsonrpc: '2.0', id: 1, method: 'eth_getTransactionByHash', params: ['0xbb'] },
  ])
  expect(JSON.parse(encodeBatch([]))).toEqual([])
})

describe('answers', () => {
  test('come back in the order of the requests', () => {
    const answer = [
      { id: 2, result: { hash: 'c' } },
      { id: 0, result: null },
      { id: 1, error: { code: 1, message: 'no' } },
    ]
    expect(decodeBatch(answer, 3, 'node')).toEqual([
      { kind: 'null' },
      { kind: 'error', message: 'no (code 1)' },
      { kind: 'body', body: { hash: 'c' } },
    ])
  })

  test('that are left out are errors of their hash', () => {
    expect(decodeBatch([{ id: 0, result: {} }], 2, 'node').map((item) => item.kind)).toEqual([
      'body',
      'error',
    ])
  })

  test('a batch of one may be answered without the array', () => {
    expect(decodeBatch({ id: 0, result: { hash: 'a' } }, 1, 'node')).toEqual([
      { kind: 'body', body: { hash: 'a' } },
    ])
  })

  test('one error for the whole batch is thrown with its text', () => {
    const refusal = { id: null, error: { code: -32600, message: 'batch too large' } }
    for (const answer of [refusal, [refusal]]) {
      expect(() => decodeBatch(answer, 2, 'node')).toThrowError(
        'batch of 2 at node: batch too large (code -32600)',
      )
    }
  })

  test.each([[[]], ['busy'], [null], [[{ id: 7, result: {} }]], [[1, null]]])(
    '%j is not a batch answer',
    (answer) => {
      expect(() => decodeBatch(answer, 2, 'node')).toThrowError('not a batch answer')
    },
  )

  test('whatever is answered gives one item for each hash, or one of our errors', () => {
    const reply = fc.record(
      {
        id: fc.oneof(fc.integer({ min: -1, max: 4 }), fc.jsonValue()),
        result: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(reply)), (answer) => {
        try {
          expect(decodeBatch(answer, 3, 'node')).toHaveLength(3)
        } catch (error) {
          expect(error).toBeInstanceOf(IngestError)
        }
      }),
    )
  })
})
