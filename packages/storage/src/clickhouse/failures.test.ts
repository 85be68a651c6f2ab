import { expect, test } from 'vitest'
import { StorageError } from '../errors.ts'
import { translateFailure } from './failures.ts'

const exception = (code: number, name: string): Error =>
  new Error(`Code: ${code}. DB::Exception: something happened. (${name}) (version 26.7.2.1)`)

test.each([
  [exception(252, 'TOO_MANY_PARTS'), 'CLICKHOUSE_OVERLOADED', true],
  [exception(241, 'MEMORY_LIMIT_EXCEEDED'), 'CLICKHOUSE_OVERLOADED', true],
  [exception(209, 'SOCKET_TIMEOUT'), 'CLICKHOUSE_UNREACHABLE', true],
  [exception(117, 'INCORRECT_DATA'), 'CLICKHOUSE_REFUSED', false],
  [exception(60, 'UNKNOWN_TABLE'), 'CLICKHOUSE_REFUSED', false],
  [exception(516, 'AUTHENTICATION_FAILED'), 'CLICKHOUSE_REFUSED', false],
  [new Error('connect ECONNREFUSED 127.0.0.1:1'), 'CLICKHOUSE_UNREACHABLE', true],
  [new Error('Timeout error.'), 'CLICKHOUSE_UNREACHABLE', true],
  [new Error('<html>502 Bad Gateway</html>'), 'CLICKHOUSE_UNREACHABLE', true],
])('%s is %s, retryable: %s', (error, code, retryable) => {
  const translated = translateFailure(error, 'insert 10 bytes', 'http://host')
  expect(translated).toMatchObject({ code, retryable, cause: error })
  expect(translated.message).toContain('http://host: insert 10 bytes failed')
})

test('our own errors pass, and a quoted row does not flood the message', () => {
  const own = new StorageError('CLICKHOUSE_CLOSED', 'closed', { retryable: false })
  expect(translateFailure(own, 'read', 'x')).toBe(own)
  expect(translateFailure(new Error('x'.repeat(10_000)), 'read', 'x').message.length).toBeLessThan(600)
})
