import { describe, expect, test } from 'vitest'
import { createVizClient, type VizClientOptions } from '../src/index.ts'

/** A client whose server is the test: it notes what is asked. */
function createFixture(
  answer: (url: URL) => Response | Promise<Response>,
  options: Partial<VizClientOptions> = {},
) {
  const asked: { readonly url: string; readonly headers: Readonly<Record<string, string>> }[] = []
  const client = createVizClient({
    url: 'http://server.test',
    fetch: async (input, init) => {
      asked.push({ url: String(input), headers: Object.fromEntries(new Headers(init?.headers)) })
      init?.signal?.throwIfAborted()
      return await Promise.race([
        answer(new URL(String(input))),
        new Promise<never>((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        }),
      ])
    },
    ...options,
  })
  return { client, asked, urls: () => asked.map(({ url }) => url) }
}

const list = (rows: unknown, headers = {}) => Response.json(rows, { headers })

describe('get', () => {
  test('asks the path with its names and its query, and gives the answer', async () => {
    const { client, urls } = createFixture(() => list([{ seq: 1 }]))
    expect(await client.get('/events', { query: { types: ['TxSeen', 'TxReady'], chain_id: 1 } })).toEqual([
      { seq: 1 },
    ])
    await client.get('/transactions/{hash}', { path: { hash: '0x/?' }, query: {} })
    await client.get('/chains')
    expect(urls()).toEqual([
      'http://server.test/events?types=TxSeen%2CTxReady&chain_id=1',
      'http://server.test/transactions/0x%2F%3F',
      'http://server.test/chains',
    ])
  })

  test('keeps the prefix of the address and sends the key as a header', async () => {
    const { client, asked } = createFixture(() => list([]), {
      url: 'https://a.test/mev?x=1',
      apiKey: 'secret',
    })
    await client.get('/chains')
    expect(asked).toEqual([
      { url: 'https://a.test/mev/chains', headers: { accept: 'application/json', 'x-api-key': 'secret' } },
    ])
  })

  test('a refusal carries the problem and whether it may pass', async () => {
    const body = {
      type: 'urn:mevscope:problem:unavailable',
      title: '',
      status: 503,
      detail: 'busy',
      instance: '/chains',
    }
    const { client } = createFixture(() =>
      Response.json(body, { status: 503, headers: { 'retry-after': '5' } }),
    )
    await expect(client.get('/chains')).rejects.toMatchObject({
      name: 'VizClientError',
      code: 'REFUSED',
      status: 503,
      retryable: true,
      retryAfterMs: 5_000,
      problem: body,
      message: 'GET http://server.test/chains answered 503: busy',
    })
    const other = createFixture(() => new Response('<html>', { status: 404 }))
    await expect(other.client.get('/chains')).rejects.toMatchObject({
      status: 404,
      retryable: false,
      problem: null,
    })
  })

  test('no connection, no answer in time, and an answer that is not JSON are told apart', async () => {
    const gone = createFixture(() => Promise.reject(new TypeError('fetch failed')))
    await expect(gone.client.get('/chains')).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true })
    const slow = createFixture(() => new Promise(() => {}), { timeoutMs: 20 })
    await expect(slow.client.get('/chains')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'GET http://server.test/chains: no answer within 20 ms',
    })
    const other = createFixture(() => new Response('<html>'))
    await expect(other.client.get('/chains')).rejects.toMatchObject({
      code: 'ANSWER_MALFORMED',
      retryable: false,
    })
  })

  test('an answer that breaks off is a connection that may come back', async () => {
    const brokenOff = (status: number) => () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('[{"seq":'))
            controller.error(new TypeError('terminated'))
          },
        }),
        { status },
      )
    for (const status of [200, 503]) {
      const { client } = createFixture(brokenOff(status))
      await expect(client.get('/chains')).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true })
    }
  })

  test('a signal gives up with its own reason also in the middle of an answer', async () => {
    const stop = new AbortController()
    const { client } = createFixture(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              stop.abort(new Error('enough'))
              controller.error(stop.signal.reason)
            },
          }),
        ),
    )
    await expect(client.get('/chains', { signal: stop.signal })).rejects.toThrow('enough')
  })

  test('a signal gives up with its own reason', async () => {
    const { client } = createFixture(() => new Promise(() => {}))
    const stop = new AbortController()
    const asked = client.get('/chains', { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})

describe('pages', () => {
  test('go on by cursor until none is given', async () => {
    const { client, urls } = createFixture((url) =>
      url.searchParams.get('cursor') === 'b' ? list([3]) : list([1, 2], { 'x-next-cursor': 'b' }),
    )
    const pages: unknown[] = []
    for await (const page of client.pages('/transactions', { query: { limit: 2 } })) pages.push(page)
    expect(pages).toEqual([[1, 2], [3]])
    expect(urls()).toEqual([
      'http://server.test/transactions?limit=2',
      'http://server.test/transactions?limit=2&cursor=b',
    ])
  })

  test('of events go on by number until nothing follows; a loop that is left asks no more', async () => {
    const answer = (url: URL) => {
      const after = Number(url.searchParams.get('after'))
      return list(after < 4 ? [after + 1, after + 2] : [], { 'x-next-after': String(Math.min(after + 2, 4)) })
    }
    const { client, urls } = createFixture(answer)
    const rows: unknown[] = []
    for await (const page of client.pages('/events')) rows.push(...page)
    expect(rows).toEqual([1, 2, 3, 4])
    expect(urls()).toHaveLength(3)
    for await (const page of client.pages('/events')) if (page.length > 0) break
    expect(urls()).toHaveLength(4)
  })
})

test.each(['ws://server.test', 'server.test', ''])('the address %j is refused', (url) => {
  expect(() => createVizClient({ url })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
