import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  answerAll,
  createFakeEndpoint,
  type FakeEndpointOptions,
  poolOf,
  refuseAll,
  type SentCall,
} from '../../test/fake-endpoint.ts'
import { MAX_QUESTIONS_IN_FLIGHT } from '../endpoints/endpoint-health.ts'
import { RpcFailure } from './rpc-failure.ts'
import type { RpcAnswer, RpcQuestion } from './rpc-port.ts'
import { createSourceRpc } from './source-rpc.ts'

const signal = new AbortController().signal
const METHOD_NOT_FOUND = { code: -32_601, message: 'Method not found' }
const down = (): never => {
  throw new RpcFailure('transport', 'down')
}

function sourceOf(...options: readonly FakeEndpointOptions[]) {
  const nodes = options.map((each, i) => createFakeEndpoint({ name: `node-${i}`, ...each }))
  const pool = poolOf(nodes)
  return { rpc: createSourceRpc({ pool, maxWaitMs: 2000 }), nodes, pool }
}

const questions = (count: number): RpcQuestion[] =>
  Array.from({ length: count }, (_, i) => ({ method: 'm', params: [i] }))
const echo = (call: SentCall): unknown => call.params[0]
const shown = (answers: readonly RpcAnswer[]): unknown[] =>
  answers.map((answer) => (answer.ok ? answer.result : answer.error.code))

describe('one question', () => {
  test('is answered by the first endpoint, also with null', async () => {
    const { rpc, nodes } = sourceOf({ respond: answerAll(() => null) }, {})
    expect(await rpc.call('eth_getBlockByNumber', ['0x1', false], signal)).toBeNull()
    expect(nodes.map((node) => node.requests.length)).toEqual([1, 0])
  })

  test.each([
    ['fails', down],
    ['does not know the method', refuseAll(METHOD_NOT_FOUND)],
    ['answers with an error', refuseAll({ code: -32_000, message: 'missing trie node' })],
  ])('goes to the next endpoint when the first %s', async (_name, respond) => {
    const { rpc, nodes } = sourceOf({ respond }, { respond: answerAll(() => 7) })
    expect(await rpc.call('m', [], signal)).toBe(7)
    expect(nodes.map((node) => node.requests.length)).toEqual([1, 1])
  })

  test('that nobody knows is unsupported, but not as long as one of them failed otherwise', async () => {
    const unsupported = sourceOf(
      { respond: refuseAll(METHOD_NOT_FOUND) },
      { respond: refuseAll(METHOD_NOT_FOUND) },
    )
    await expect(unsupported.rpc.call('m', [], signal)).rejects.toMatchObject({ code: 'RPC_UNSUPPORTED' })
    for (const responds of [
      [down, refuseAll(METHOD_NOT_FOUND)],
      [refuseAll(METHOD_NOT_FOUND), down],
    ]) {
      const mixed = sourceOf(...responds.map((respond) => ({ respond })))
      await expect(mixed.rpc.call('m', [], signal)).rejects.toMatchObject({
        code: 'RPC_FAILED',
        message: 'down',
      })
    }
  })

  test('waits for a short pause of the only endpoint', async () => {
    let limited = true
    const { rpc, nodes } = sourceOf({
      respond(calls) {
        if (!limited) return answerAll(() => 7)(calls)
        limited = false
        throw new RpcFailure('rate_limited', 'slower', { retryAfterMs: 20 })
      },
    })
    expect(await rpc.call('m', [], signal)).toBe(7)
    expect(nodes[0]?.requests).toHaveLength(2)
  })

  test('does not wait for a long pause, and says who may not be asked', async () => {
    const { rpc, nodes } = sourceOf({ respond: down })
    for (let i = 0; i < 5; i++) await rpc.call('m', [], signal).catch(() => {})
    nodes[0]?.health.ended(
      nodes[0].health.began(1, 'bodies', performance.now()),
      { ok: false, error: new RpcFailure('rate_limited', 'slower', { retryAfterMs: 60_000 }) },
      performance.now(),
    )
    await expect(rpc.call('m', [], signal)).rejects.toMatchObject({
      message: 'm: none of node-0 may be asked within 2000 ms',
    })
  })

  test('ends when the signal aborts, before and while it is asked', async () => {
    const { rpc, nodes } = sourceOf({ respond: () => new Promise(() => {}) })
    await expect(rpc.call('m', [], AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' })
    expect(nodes[0]?.requests).toHaveLength(0)
    await expect(rpc.call('m', [], AbortSignal.timeout(20))).rejects.toMatchObject({ kind: 'aborted' })
  })

  test('waits for the chain check of an endpoint nobody asked before', async () => {
    const { rpc, nodes } = sourceOf({ verified: false, respond: answerAll(() => 7) })
    expect(await rpc.call('m', [], signal)).toBe(7)
    expect(nodes[0]?.checks()).toBe(1)
  })
})

describe('many questions', () => {
  test('are split by what the endpoint takes, two batches in flight, answers in order', async () => {
    const { rpc, nodes } = sourceOf({ maxBatchSize: 10, respond: answerAll(echo) })
    expect(shown(await rpc.callEach(questions(45), signal))).toEqual(Array.from({ length: 45 }, (_, i) => i))
    expect(nodes[0]?.requests.map((calls) => calls.length)).toEqual([10, 10, 10, 10, 5])
    expect(nodes[0]?.most()).toBe(2)
  })

  test('that are too many at once are asked again in smaller batches', async () => {
    const { rpc, nodes } = sourceOf({
      maxBatchSize: 16,
      respond: (calls) =>
        calls.length > 3
          ? { id: null, error: { code: -32_600, message: 'batch too large' } }
          : answerAll(echo)(calls),
    })
    expect(shown(await rpc.callEach(questions(10), signal))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(nodes[0]?.health.batchSize('questions', performance.now())).toBe(2)
    expect(nodes[0]?.health.batchLimit).toBe(16)
  })

  test('that one endpoint cannot answer go to the next, and only those', async () => {
    const { rpc, nodes } = sourceOf(
      {
        respond: (calls) =>
          calls.map(({ id, params }) =>
            params[0] === 1 ? { id, error: METHOD_NOT_FOUND } : { id, result: params[0] },
          ),
      },
      { respond: answerAll(() => 'other') },
    )
    expect(shown(await rpc.callEach(questions(3), signal))).toEqual([0, 'other', 2])
    expect(nodes[1]?.requests.map((calls) => calls.length)).toEqual([1])
  })

  test('never reject', async () => {
    const { rpc } = sourceOf({ respond: down }, { respond: () => 'nonsense' })
    expect(shown(await rpc.callEach(questions(2), signal))).toEqual(['RPC_BAD_RESPONSE', 'RPC_BAD_RESPONSE'])
    expect(shown(await rpc.callEach(questions(1), AbortSignal.abort()))).toEqual(['RPC_FAILED'])
    expect(await rpc.callEach([], signal)).toEqual([])
  })
})

describe('an endpoint that never stops refusing', () => {
  test('is given up after a while, and the next one asked', async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    for (const retryAfterMs of [0, 1000]) {
      const slower = (): never => {
        throw new RpcFailure('rate_limited', 'slower', { retryAfterMs })
      }
      const { rpc, nodes } = sourceOf({ respond: slower }, { respond: answerAll(() => 7) })
      const answered = rpc.callEach(questions(3), signal)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(nodes[1]?.requests.length).toBeGreaterThan(0)
      expect(shown(await answered)).toEqual([7, 7, 7])
      expect(nodes[0]?.requests.length).toBeLessThan(10)
    }
  })
})

test('questions leave room for bodies, however many there are and however long they take', async () => {
  const held = Promise.withResolvers<void>()
  const { rpc, nodes } = sourceOf({
    respond: (calls) => held.promise.then(() => answerAll(echo)(calls)),
  })
  const all = Array.from({ length: 20 }, (_, i) => rpc.call('m', [i], signal))
  await new Promise((done) => setTimeout(done, 20))
  expect(nodes[0]?.most()).toBe(MAX_QUESTIONS_IN_FLIGHT)
  held.resolve()
  expect(await Promise.all(all)).toEqual(all.map((_, i) => i))
})
