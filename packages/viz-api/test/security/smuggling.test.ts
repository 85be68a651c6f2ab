import { describe, expect, test, vi } from 'vitest'
import { KEY, startGuarded } from './support/guarded.ts'
import { exchange, rawClient, rawRequest, statuses } from './support/raw.ts'

const SMUGGLED = `GET /transactions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${KEY}\r\n\r\n`

/** Requests of which two servers could see different ends. */
const AMBIGUOUS: readonly (readonly [string, string])[] = [
  [
    'length and chunks',
    `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'chunks and length',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'two lengths',
    `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  ],
  [
    'a list of lengths',
    `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 0, ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  ],
  ['a signed length', `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: +0\r\n\r\n${SMUGGLED}`],
  ['a negative length', `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n${SMUGGLED}`],
  ['a hexadecimal length', `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 0x0\r\n\r\n${SMUGGLED}`],
  [
    'chunks of another name',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'chunks twice',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'chunks behind a tab',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding:\tchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['a space before the colon', `POST /health HTTP/1.1\r\nhost: a\r\ncontent-length : 0\r\n\r\n${SMUGGLED}`],
  ['a folded header', `POST /health HTTP/1.1\r\nhost: a\r\nx: a\r\n content-length: 3\r\n\r\n${SMUGGLED}`],
  ['line ends without CR', `POST /health HTTP/1.1\nhost: a\ncontent-length: 0\n\n${SMUGGLED}`],
  ['a bare CR', `POST /health HTTP/1.1\r\nhost: a\r\nx: a\rcontent-length: 0\r\n\r\n${SMUGGLED}`],
  ['a NUL', `POST /health HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n${SMUGGLED}`],
  [
    'a chunk that overflows',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n${SMUGGLED}`,
  ],
  [
    'a chunk extension',
    `POST /health HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0;a=\nx\r\n\r\n${SMUGGLED}`,
  ],
]

describe('a request with two possible ends', () => {
  test.each(AMBIGUOUS)('%s: one refusal, then the end of the connection', async (_what, bytes) => {
    const { port, models } = await startGuarded()
    const heard = await exchange(port, bytes)
    expect(statuses(heard)).toHaveLength(1)
    expect([400, 413].includes(statuses(heard)[0] ?? 0)).toBe(true)
    expect(models.asked).toEqual([])
  })

  test('chunks that are not ambiguous are refused as well, and what follows is not read', async () => {
    const { port, models } = await startGuarded()
    const heard = await exchange(
      port,
      `GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    )
    expect(statuses(heard)).toEqual([413])
    expect(models.asked).toEqual([])
  })
})

describe('a body', () => {
  test('of a size nobody needs is refused before it is sent', async () => {
    const { port } = await startGuarded()
    const head = (length: number, ...more: string[]) =>
      rawRequest('POST /auth/ticket HTTP/1.1', `x-api-key: ${KEY}`, `content-length: ${length}`, ...more)
    expect(statuses(await exchange(port, head(1_025)))).toEqual([413])
    expect(statuses(await exchange(port, head(1_000_000_000_000, 'expect: 100-continue')))).toEqual([413])
    expect(statuses(await exchange(port, `${head(2)}{}`))).toEqual([200])
  })

  test('is not taken for a further request', async () => {
    const { port, models } = await startGuarded()
    const heard = await exchange(
      port,
      `${rawRequest('GET /health HTTP/1.1', `content-length: ${SMUGGLED.length}`)}${SMUGGLED}`,
    )
    expect(statuses(heard)).toEqual([200])
    expect(models.asked).toEqual([])
  })

  test('is not asked for, whatever the client expects', async () => {
    const { port } = await startGuarded()
    const heard = await exchange(
      port,
      rawRequest('POST /auth/ticket HTTP/1.1', 'content-length: 10', 'expect: 100-continue'),
    )
    expect(statuses(heard)).toEqual([401])
    expect(statuses(await exchange(port, rawRequest('GET /health HTTP/1.1', 'expect: wonders')))).toEqual([
      417,
    ])
  })
})

describe('requests on one connection', () => {
  test('are judged one by one: a key of the first is none of the second', async () => {
    const { port } = await startGuarded()
    const first = `GET /transactions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${KEY}\r\n\r\n`
    const heard = await exchange(port, first + rawRequest('GET /transactions HTTP/1.1'))
    expect(statuses(heard)).toEqual([200, 401])
  })

  test('a refused upgrade ends it, and what comes after is not read', async () => {
    const { port, models } = await startGuarded()
    const upgrade =
      'GET /stream HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
    const heard = await exchange(port, upgrade + SMUGGLED)
    expect(statuses(heard)).toEqual([401])
    expect(models.asked).toEqual([])
  })

  test('another protocol in `upgrade` is not spoken', async () => {
    const { port } = await startGuarded()
    for (const protocol of ['h2c', 'HTTP/2.0', 'TLS/1.0', 'websocket, h2c']) {
      const heard = await exchange(
        port,
        'GET /transactions HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade, close\r\n' +
          `upgrade: ${protocol}\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n${SMUGGLED}`,
      )
      expect([protocol, statuses(heard)]).toEqual([protocol, [401]])
    }
  })
})

test('CONNECT, and what is not HTTP, gets the end of the connection and nothing else', async () => {
  const { port, models } = await startGuarded()
  for (const bytes of [
    'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\n\r\n',
    'GET /transactions\r\n\r\n',
    'GET /transactions HTTP/0.9\r\n\r\n',
    'GET /transactions HTTP/3.0\r\nhost: a\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    '\0\0\0\0\r\n\r\n',
  ]) {
    const heard = await exchange(port, Buffer.from(bytes, 'latin1'))
    expect([bytes, heard]).toEqual([bytes, expect.stringMatching(/^(?:$|HTTP\/1\.1 400 )/)])
  }
  expect(models.asked).toEqual([])
})

test('HTTP/1.0 is answered without being kept', async () => {
  const { port } = await startGuarded()
  expect(statuses(await exchange(port, 'GET /health HTTP/1.0\r\n\r\n'))).toEqual([200])
  expect(statuses(await exchange(port, 'GET /transactions HTTP/1.0\r\n\r\n'))).toEqual([401])
})

test('HTTP/1.1 without a host, or with two, is 400', async () => {
  const { port } = await startGuarded()
  expect(statuses(await exchange(port, 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'))).toEqual([400])
  const two = rawRequest('GET /health HTTP/1.1', 'host: evil.example')
  expect(statuses(await exchange(port, two))).toEqual([400])
})

test('a client that closes its side early still gets its answer, and leaves nothing behind', async () => {
  const { port, metrics } = await startGuarded()
  const client = await rawClient(port, true)
  client.socket.end(rawRequest('GET /health HTTP/1.1'))
  expect(statuses(await client.closed)).toEqual([200])
  await vi.waitUntil(() => metrics.read().get('http_connections') === 0, { timeout: 5_000 })
})
