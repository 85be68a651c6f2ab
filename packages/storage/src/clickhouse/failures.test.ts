import { noopMetrics } from '@org/events'
import { tempDir } from '@org/testkit'
import { expect, test } from 'vitest'
import { StorageError } from '../errors.ts'
import { FAILURE_KINDS } from './error-names.ts'
import { translateFailure } from './failures.ts'
import { openEngine } from './open-engine.ts'

const exception = (code: number, name: string): Error =>
  new Error(`Code: ${code}. DB::Exception: something happened. (${name}) (version 26.7.2.1)`)

test.each([
  [exception(252, 'TOO_MANY_PARTS'), 'CLICKHOUSE_OVERLOADED', true],
  [exception(241, 'MEMORY_LIMIT_EXCEEDED'), 'CLICKHOUSE_OVERLOADED', true],
  [exception(209, 'SOCKET_TIMEOUT'), 'CLICKHOUSE_UNREACHABLE', true],
  [exception(117, 'INCORRECT_DATA'), 'CLICKHOUSE_REFUSED', false],
  [exception(469, 'VIOLATED_CONSTRAINT'), 'CLICKHOUSE_REFUSED', false],
  [exception(9999, 'NEVER_HEARD_OF'), 'CLICKHOUSE_REFUSED', false],
  [exception(60, 'UNKNOWN_TABLE'), 'CLICKHOUSE_UNUSABLE', false],
  [exception(201, 'QUOTA_EXCEEDED'), 'CLICKHOUSE_UNUSABLE', false],
  [exception(516, 'AUTHENTICATION_FAILED'), 'CLICKHOUSE_UNUSABLE', false],
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

test.each([
  ['Constraint `c` for table t is violated at row 2. Expression: (n != 9).', 2],
  ["Cannot parse input: expected '\"' before: x: (while reading the value of key seq): (at row 17)\n", 17],
  ['Memory is fine, the row is not', null],
])('keeps the name and the row of a refusal: %s', (text, row) => {
  const error = new Error(`Code: 469. DB::Exception: ${text} (VIOLATED_CONSTRAINT) (version 26.7.2.1)`)
  expect(translateFailure(error, 'insert', 'x').refusal).toMatchObject({
    name: 'VIOLATED_CONSTRAINT',
    text: text.trim(),
    row,
  })
  expect(translateFailure(exception(60, 'UNKNOWN_TABLE'), 'insert', 'x').refusal).toBeNull()
})

test('every name is one that ClickHouse has, and nobody knows of the others', async () => {
  await using folder = await tempDir()
  const engine = await openEngine({ kind: 'embedded', path: folder.path }, noopMetrics)
  const rows = await engine.rows('SELECT errorCodeToName(number) FROM numbers(2000)')
  await engine.close()
  const known = new Set(rows.map((row) => row[0]))
  expect([...FAILURE_KINDS.keys()].filter((name) => !known.has(name))).toEqual([])
})
