import { describe, expect, test } from 'vitest'
import { createJsonRpc, type RpcAnswer } from './json-rpc.ts'

type Reply = (calls: { readonly id: number; readonly method: string }[], url: string) => unknown

/** A client whose requests are answered by a function; what it throws is a network error. */
function client(reply: Reply, urls: readonly string[] = ['http://one.test/secret-key']) {
  const asked: string[] = []
  const answer: typeof fetch = async (input, init) => {
    asked.push(String(input))
    const value = reply(JSON.parse(String(init?.body)), String(input))
    return value instanceof Response ? value : new Response(JSON.stringify(value))
  }
  const rpc = createJsonRpc({ urls, timeoutMs: 1_000, signal: new AbortController().signal, fetch: answer })
  return { rpc, asked }
}

const TWO = [
  { method: 'first', params: [] },
  { method: 'second', params: [] },
]
const failure = (answers: readonly RpcAnswer[]): string => {
  const [first] = answers
  return first === undefined || first.ok ? '' : first.message
}

describe('answers', () => {
  test('come in the order of the calls, whatever the order of the node', async () => {
    const { rpc } = client((calls) => calls.map(({ id, method }) => ({ id, result: method })).reverse())
    expect(await rpc.ask(TWO)).toEqual([
      { ok: true, result: 'first' },
      { ok: true, result: 'second' },
    ])
  })

  test('of errors carry code, message and data', async () => {
    const { rpc } = client((calls) =>
      calls.map(({ id }) => ({ id, error: { code: 3, message: 'execution reverted', data: '0x08' } })),
    )
    const [answer] = await rpc.ask(TWO)
    expect(answer).toEqual({ ok: false, code: 3, message: 'execution reverted', data: '0x08' })
  })

  test('for a batch that is refused as a whole are that refusal', async () => {
    const { rpc } = client(() => ({ id: null, error: { code: -32_600, message: 'batches are not allowed' } }))
    expect(await rpc.ask(TWO)).toMatchObject([{ code: -32_600 }, { code: -32_600 }])
  })

  test('nothing is asked for no calls', async () => {
    const { rpc, asked } = client(() => [])
    expect(await rpc.ask([])).toEqual([])
    expect(asked).toEqual([])
  })
})

describe('what nobody answers', () => {
  test.each<readonly [string, Reply]>([
    ['a missing answer', (calls) => [{ id: calls[0]?.id, result: 1 }]],
    ['something that is no JSON', () => new Response('<html>')],
    ['an HTTP error', () => new Response('[]', { status: 503 })],
    ['null', () => null],
    [
      'an unreachable node',
      () => {
        throw new Error('connect ECONNREFUSED')
      },
    ],
    ['an endless answer', () => new Response(endless())],
  ])('is an answer that says so: %s', async (_, reply) => {
    const { rpc } = client(reply)
    const answers = await rpc.ask(TWO)
    expect(answers).toMatchObject([
      { ok: false, code: null },
      { ok: false, code: null },
    ])
    expect(failure(answers)).not.toContain('secret-key')
  })

  test('is asked of the next endpoint, which is asked first from then on', async () => {
    const { rpc, asked } = client(
      (calls, url) => {
        if (url.includes('one')) throw new Error('down')
        return calls.map(({ id }) => ({ id, result: 1 }))
      },
      ['http://one.test', 'http://two.test'],
    )
    expect(await rpc.ask(TWO)).toMatchObject([{ ok: true }, { ok: true }])
    await rpc.ask(TWO)
    expect(asked).toEqual(['http://one.test', 'http://two.test', 'http://two.test'])
  })
})

/** Bytes for ever, in chunks of a megabyte. */
function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1024 * 1024).fill(32)
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })
}
