import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRpcClient, type RpcClient, type RpcClientOptions } from './rpc-client.ts'
import { RpcFailure } from './rpc-failure.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0)

async function clientOf(
  listener: RequestListener,
  overrides: Partial<RpcClientOptions> = {},
): Promise<RpcClient> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has one
  const client = createRpcClient({
    url: `http://127.0.0.1:${port}/v3/abcdef0123456789abcdef0123456789`,
    connections: 2,
    timeoutMs: 5000,
    maxResponseBytes: 10_000,
    nowUnixMs: () => NOW,
    ...overrides,
  })
  onTestFinished(async () => {
    await client.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return client
}

async function failureOf(client: RpcClient, signal = new AbortController().signal): Promise<RpcFailure> {
  const failure: unknown = await client.post('{}', signal).catch((error: unknown) => error)
  if (failure instanceof RpcFailure) return failure
  throw new Error(`answered ${JSON.stringify(failure)}`)
}

test('JSON goes there and back', async () => {
  const client = await clientOf((request, response) => {
    request.pipe(response)
  })
  expect(await client.post('{"a":[1]}', new AbortController().signal)).toEqual({ a: [1] })
})

describe('an HTTP refusal', () => {
  const cases: readonly (readonly [number, Record<string, string>, string, object])[] = [
    [429, {}, '', { kind: 'rate_limited', retryAfterMs: null, retryable: true }],
    [429, { 'retry-after': '7' }, '', { kind: 'rate_limited', retryAfterMs: 7000 }],
    [
      429,
      { 'retry-after': 'Thu, 01 Jan 2026 12:00:10 GMT' },
      '',
      { kind: 'rate_limited', retryAfterMs: 10_000 },
    ],
    // Infura
    [
      429,
      {},
      '{"id":1,"error":{"code":-32005,"message":"exceeded","data":{"rate":{"backoff_seconds":30}}}}',
      { kind: 'rate_limited', retryAfterMs: 30_000 },
    ],
    [503, { 'retry-after': '2' }, '', { kind: 'rate_limited', retryAfterMs: 2000 }],
    [503, {}, '', { kind: 'status', retryable: true }],
    [500, {}, 'oops', { kind: 'status', retryable: true }],
    // dRPC and 1RPC
    [
      500,
      {},
      '[{"id":0,"error":{"code":31,"message":"Batch of more than 3 requests are not allowed on free tier"}}]',
      { kind: 'too_large' },
    ],
    [413, {}, '', { kind: 'too_large', retryable: true }],
    [400, {}, 'batch too large', { kind: 'too_large' }],
    [422, {}, '{"error":{"code":-32600,"message":"Batch size limit exceeded"}}', { kind: 'too_large' }],
    // A batch that a proxy has no words for; a single call is refused all the same.
    [400, {}, 'Bad Request', { kind: 'refused', retryable: true }],
    [422, {}, '{"error":{"code":-32600,"message":"invalid"}}', { kind: 'refused', retryable: true }],
    // Alchemy
    [
      400,
      {},
      '{"error":{"code":-32600,"message":"Unsupported method: txpool_content"}}',
      { kind: 'unsupported', code: 'RPC_UNSUPPORTED', retryable: false },
    ],
    [
      401,
      {},
      '{"error":{"code":-32002,"message":"invalid project id"}}',
      { kind: 'status', retryable: false },
    ],
    [403, {}, '', { kind: 'status', retryable: false }],
    [404, {}, '', { kind: 'status', retryable: false }],
    [408, {}, '', { kind: 'status', retryable: true }],
  ]
  test.each(cases)('%d %j %j', async (status, headers, text, expected) => {
    const client = await clientOf((_, response) => {
      response.writeHead(status, headers).end(text)
    })
    const failure = await failureOf(client)
    expect(failure).toMatchObject(expected)
    expect(failure.message).toContain(`/v3/***: HTTP status ${status}`)
  })
})

describe('no answer', () => {
  test.each([
    ['<html>', 'bad_response', 'RPC_BAD_RESPONSE'],
    ['', 'bad_response', 'RPC_BAD_RESPONSE'],
    [`"${'x'.repeat(20_000)}"`, 'too_large', 'RPC_FAILED'],
  ])('%.10j is %s', async (text, kind, code) => {
    const client = await clientOf((_, response) => {
      response.end(text)
    })
    expect(await failureOf(client)).toMatchObject({ kind, code, retryable: true })
  })

  test('a cut connection is a transport failure', async () => {
    const client = await clientOf((request) => {
      request.socket.destroy()
    })
    expect(await failureOf(client)).toMatchObject({ kind: 'transport', retryable: true })
  })

  test.each([
    ['is never begun', (): void => {}],
    ['never ends', (_: unknown, response: { write(text: string): void }): void => response.write('[')],
  ])('an answer that %s is one too, in the end', async (_name, listener) => {
    const client = await clientOf(listener, { timeoutMs: 50 })
    expect(await failureOf(client)).toMatchObject({ kind: 'transport', retryable: true })
  })

  test('what the caller aborts says nothing about the node', async () => {
    const aborter = new AbortController()
    const client = await clientOf(() => aborter.abort())
    expect(await failureOf(client, aborter.signal)).toMatchObject({ kind: 'aborted', retryable: false })
  })

  test('a closed client says so', async () => {
    const client = await clientOf(() => {})
    await client.close()
    expect(await failureOf(client)).toMatchObject({ kind: 'aborted' })
  })
})
