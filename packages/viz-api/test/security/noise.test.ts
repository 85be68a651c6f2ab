import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLOSED_PATHS, startGuarded } from './support/guarded.ts'
import { rawClient, statuses } from './support/raw.ts'

const token = fc.oneof(
  fc.constantFrom(
    'GET ',
    'POST ',
    'HEAD ',
    '/ ',
    'HTTP/1.1',
    'HTTP/1.0',
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    ':',
    ': ',
    ' ',
    '\t',
    '\0',
    'host: a',
    'host: 127.0.0.1',
    'content-length: ',
    '5',
    '0',
    'transfer-encoding: chunked',
    'connection: ',
    'close',
    'keep-alive',
    'upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'expect: 100-continue',
    'x-api-key: ',
    '%',
    '%2e',
    '..',
    '?',
    '#',
    'ticket=',
    '0\r\n\r\n',
  ),
  fc.constantFrom(...CLOSED_PATHS.map(([, path]) => path)),
  fc.string({ maxLength: 8 }),
)

test('pieces of HTTP in any order let nobody in, make nothing fail, and leave the server as it was', async () => {
  const { port, url, models, log, records } = await startGuarded()
  await fc.assert(
    fc.asyncProperty(fc.array(token, { maxLength: 30 }), async (pieces) => {
      const client = await rawClient(port, true)
      client.socket.end(Buffer.from(pieces.join(''), 'latin1'))
      for (const status of statuses(await client.closed)) {
        // 200 is `/health` and its like, which no piece names, and 101 a stream.
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
      }
    }),
    { numRuns: 300 },
  )
  expect(models.asked).toEqual([])
  expect(log.reads()).toBe(0)
  expect(records.filter(({ level }) => level === 'error')).toEqual([])
  expect((await fetch(`${url}/health`)).status).toBe(200)
}, 60_000)
