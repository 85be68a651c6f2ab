import { describe, expect, test } from 'vitest'
import { createJsonRpc } from './json-rpc.ts'
import type { RpcAnswer } from './rpc-answer.ts'

type Reply = (calls: { readonly id: number; readonly method: string }[], url: string) => unknown

/** A client whose requests are answered by a function; what it throws is a network error. */
function client(reply: Reply, urls: readonly string[] = ['http://one.test/secret-key']) {
  const asked: string[] = []
  const answer: typeof fetch = async (input, init) => {
    asked.push(String(input))
    const value = reply(JSON.parse(String(init?.body)), String(input))
    return value instanceof Response ? value : new Response(JSON.stringify(value))
  }
  const time = { nowMs: 0 }
  const clock = { nowUs: () => 0, monotonicMs: () => time.nowMs }
  const { signal } = new AbortController()
  const rpc = createJsonRpc({ urls, timeoutMs: 1_000, signal, clock, fetch: answer })
  return { rpc, asked, time }
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
    expect(answer).toEqual({
      ok: false,
      kind: 'failed',
      code: 3,
      message: 'execution reverted',
      data: '0x08',
    })
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
      { ok: false, kind: 'unreachable' },
      { ok: false, kind: 'unreachable' },
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

const refusing = (code: number, message: string, status = 200): Reply => {
  return (calls) =>
    new Response(JSON.stringify(calls.map(({ id }) => ({ id, error: { code, message } }))), { status })
}

describe('an endpoint without a method', () => {
  test.each([
    ['Geth', refusing(-32_601, 'the method first does not exist/is not available')],
    ['a gateway, HTTP 403', refusing(-32_601, 'not on your plan', 403)],
    ['a gateway, HTTP 400', refusing(-32_600, 'Unsupported method: first', 400)],
    ['one that says so under another code', refusing(-32_000, 'Method not found')],
    ['one that calls it a defect', refusing(-32_603, 'the method is not supported')],
    ['one that calls it parameters', refusing(-32_602, 'method first not available')],
    ['a wallet', refusing(4_200, 'unsupported')],
    ['one that answers the batch as a whole', () => ({ id: null, error: { code: -32_601, message: '' } })],
  ])('is told from one that fails: %s', async (_, reply) => {
    const { rpc } = client(reply)
    expect(await rpc.ask(TWO)).toMatchObject([{ kind: 'unsupported' }, { kind: 'unsupported' }])
  })

  test('is not asked for it again for a while, and others are', async () => {
    const { rpc, asked, time } = client(
      (calls, url) =>
        calls.map(({ id, method }) =>
          url.includes('one') && method === 'first'
            ? { id, error: { code: -32_601, message: 'no such method' } }
            : { id, result: url },
        ),
      ['http://one.test/', 'http://two.test/'],
    )
    const [first, second] = TWO
    if (first === undefined || second === undefined) throw new Error('two calls')
    const ok = (result: string) => [{ ok: true, result }]
    expect(await rpc.ask([first])).toEqual(ok('http://two.test/'))
    expect(await rpc.ask([first])).toEqual(ok('http://two.test/'))
    expect(asked).toEqual(['http://one.test/', 'http://two.test/', 'http://two.test/'])
    expect(await rpc.ask([second])).toEqual(ok('http://one.test/'))
    time.nowMs = 11 * 60 * 1_000
    asked.length = 0
    await rpc.ask([first])
    expect(asked).toEqual(['http://one.test/', 'http://two.test/'])
  })

  test('that is the only one is not asked at all until then', async () => {
    const { rpc, asked } = client(refusing(-32_601, 'no'))
    await rpc.ask(TWO)
    expect(await rpc.ask(TWO)).toMatchObject([{ kind: 'unsupported' }, { kind: 'unsupported' }])
    expect(asked).toHaveLength(1)
  })

  test('a contract that reverts with such words is not taken for one', async () => {
    const { rpc } = client(refusing(3, 'execution reverted: method not found'))
    expect(await rpc.ask(TWO)).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }])
  })
})

describe('another endpoint is asked', () => {
  test.each([
    ['header not found', -32_000],
    ['block not found', -32_001],
    ['missing trie node 00ab', -32_000],
    ['block is beyond the head', -32_000],
  ])('where one does not have the block: %s', async (message, code) => {
    const { rpc } = client(
      (calls, url) =>
        url.includes('one')
          ? refusing(code, message)(calls, url)
          : calls.map(({ id }) => ({ id, result: 1 })),
      ['http://one.test', 'http://two.test'],
    )
    expect(await rpc.ask(TWO)).toMatchObject([{ ok: true }, { ok: true }])
    const alone = client(refusing(code, message))
    expect(await alone.rpc.ask(TWO)).toMatchObject([{ kind: 'behind' }, { kind: 'behind' }])
  })

  test('where one has enough of us', async () => {
    const { rpc } = client(
      (calls, url) =>
        url.includes('one')
          ? refusing(-32_005, 'rate limit exceeded')(calls, url)
          : calls.map(({ id }) => ({ id, result: 1 })),
      ['http://one.test', 'http://two.test'],
    )
    expect(await rpc.ask(TWO)).toMatchObject([{ ok: true }, { ok: true }])
  })
})

test('what a node says comes without secrets and within bounds', async () => {
  const message = `upstream https://node.invalid/v3/0123456789abcdef0123 said \u0000 ${'x '.repeat(500)}`
  const { rpc } = client(refusing(-32_000, message))
  const shown = failure(await rpc.ask(TWO))
  expect(shown).toMatch(/^upstream https:\/\/node.invalid\/v3\/\*\*\* said \?/)
  expect(shown.length).toBeLessThanOrEqual(200)
})

/** Bytes for ever, in chunks of a megabyte. */
function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1024 * 1024).fill(32)
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })
}
