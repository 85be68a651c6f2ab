import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBatch, encodeQuestions, isAboutAmount } from './rpc-batch.ts'
import { RpcFailure, type RpcFailureKind } from './rpc-failure.ts'

function refusalOf(answer: unknown, count: number): RpcFailure {
  try {
    decodeBatch(answer, count, 'node')
  } catch (error) {
    if (error instanceof RpcFailure) return error
    throw error
  }
  throw new Error('not refused as a whole')
}

/** An answer in short: the result, or the kind of failure. */
function shown(answer: unknown, count: number): unknown[] {
  return decodeBatch(answer, count, 'node').map((each) => (each.ok ? each.result : each.error.kind))
}

test('each question carries its index; one alone goes without the array', () => {
  const question = { method: 'eth_getBlockByNumber', params: ['0x1', false] }
  expect(JSON.parse(encodeQuestions([question, question]))).toEqual([
    { jsonrpc: '2.0', id: 0, ...question },
    { jsonrpc: '2.0', id: 1, ...question },
  ])
  expect(JSON.parse(encodeQuestions([question]))).toEqual({ jsonrpc: '2.0', id: 0, ...question })
})

describe('answers', () => {
  test('come back in the order of the calls', () => {
    const answer = [
      { id: 2, result: 'c' },
      { id: 0, result: null },
      { id: 1, error: { code: 1, message: 'no' } },
    ]
    expect(shown(answer, 3)).toEqual([null, 'refused', 'c'])
    expect(decodeBatch(answer, 3, 'node')[1]).toMatchObject({
      error: { message: 'call of a batch of 3 at node: no (code 1)', code: 'RPC_FAILED', retryable: true },
    })
  })

  test('that are left out are failures of their call', () => {
    expect(shown([{ id: 0, result: 1 }], 2)).toEqual([1, 'refused'])
  })

  test('may stand without the array for one call, and may have their ids as text', () => {
    expect(shown({ id: 0, result: 'a' }, 1)).toEqual(['a'])
    expect(shown([{ id: '1', result: 'b' }, { id: '0' }], 2)).toEqual([null, 'b'])
  })

  test('from some item on a response can be too large', () => {
    // Geth and Nethermind answer what no longer fits with an error, one by one.
    const tooLarge = { code: -32_003, message: 'response too large' }
    expect(
      shown(
        [
          { id: 0, result: 'a' },
          { id: 1, error: tooLarge },
        ],
        3,
      ),
    ).toEqual(['a', 'too_large', 'too_large'])
  })

  test('can be limited call by call', () => {
    // QuickNode counts each call of a batch.
    const error = { code: -32_007, message: '25/second request limit reached' }
    expect(
      shown(
        [
          { id: 0, result: 'a' },
          { id: 1, error },
          { id: 2, error },
        ],
        3,
      ),
    ).toEqual(['a', 'rate_limited', 'rate_limited'])
  })

  test('an unknown method is no failure to retry', () => {
    const [answer] = decodeBatch({ id: 0, error: { code: -32_601, message: 'Method not found' } }, 1, 'node')
    expect(answer).toMatchObject({ ok: false, error: { code: 'RPC_UNSUPPORTED', retryable: false } })
  })
})

describe('a whole batch is refused', () => {
  const cases: readonly (readonly [string, unknown, RpcFailureKind])[] = [
    // Erigon 2 and 3.1, Besu, jsonrpsee, proxyd: one object, its id null or absent.
    [
      'by one error',
      { id: null, error: { code: -32_000, message: 'batch limit 100 exceeded' } },
      'too_large',
    ],
    [
      'by one error without an id',
      { error: { code: -32_014, message: 'too many RPC calls in batch request' } },
      'too_large',
    ],
    // Erigon since pull request 18260, Geth for batches without calls.
    ['by an array of one', [{ id: null, error: { code: -32_600, message: 'batch too large' } }], 'too_large'],
    // Geth (pull request 26681): the error has the id of the first call.
    [
      'in the name of the first call',
      [{ id: 0, error: { code: -32_600, message: 'batch too large' } }],
      'too_large',
    ],
    ['for its rate', { id: null, error: { code: 429, message: 'Too Many Requests' } }, 'rate_limited'],
    [
      'for its rate, by the first call',
      [{ id: 0, error: { code: -32_005, message: 'Limit exceeded' } }],
      'rate_limited',
    ],
    ['for no known reason', [{ id: 0, error: { code: -32_603, message: 'internal error' } }], 'refused'],
  ]
  test.each(cases)('%s', (_name, answer, kind) => {
    expect(refusalOf(answer, 3)).toMatchObject({ kind, code: 'RPC_FAILED', retryable: true })
  })

  test('and says for how long, as Infura does', () => {
    const error = {
      code: -32_005,
      message: 'exceeded project rate limit',
      data: { rate: { backoff_seconds: 30 } },
    }
    expect(refusalOf({ id: null, error }, 2).retryAfterMs).toBe(30_000)
    expect(refusalOf([{ id: 0, error }], 2).retryAfterMs).toBe(30_000)
  })

  test.each([[[]], ['busy'], [null], [[{ id: 7, result: {} }]], [[1, null]]])(
    'by %j, which is no answer',
    (answer) => {
      expect(refusalOf(answer, 2)).toMatchObject({ kind: 'bad_response', code: 'RPC_BAD_RESPONSE' })
    },
  )
})

test('a single call cannot be divided, and a known reason is not guessed at', () => {
  const about = (kind: RpcFailureKind, size: number, whole: boolean): boolean =>
    isAboutAmount(new RpcFailure(kind, ''), size, whole)
  expect([about('too_large', 2, false), about('too_large', 1, true)]).toEqual([true, false])
  expect([about('refused', 2, true), about('refused', 2, false), about('refused', 1, true)]).toEqual([
    true,
    false,
    false,
  ])
  expect([about('rate_limited', 1, false), about('transport', 9, true)]).toEqual([true, false])
})

test('whatever is answered gives one answer for each call, or one refusal', () => {
  const reply = fc.record(
    {
      id: fc.oneof(fc.integer({ min: -1, max: 4 }), fc.jsonValue()),
      result: fc.jsonValue(),
      error: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.array(reply)),
      fc.integer({ min: 1, max: 3 }),
      (answer, count) => {
        try {
          const answers = decodeBatch(answer, count, 'node')
          expect(answers).toHaveLength(count)
          expect(answers.every((each) => each.ok || each.error instanceof RpcFailure)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(RpcFailure)
        }
      },
    ),
  )
})
