import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { checkAnswer, checkEmpty } from './answer-check.ts'
import { translateFailure } from './failures.ts'

test('an answer without the headers of ClickHouse is none', () => {
  expect(() => checkAnswer({ 'x-clickhouse-query-id': 'a' })).not.toThrow()
  expect(() => checkAnswer({ 'content-type': 'text/html' })).toThrow('not from ClickHouse')
  expect(() => checkAnswer(undefined)).toThrow('not from ClickHouse')
})

test('an insert is done when its answer is empty; else it failed with what stands there', async () => {
  await checkEmpty(Readable.from([]))
  await checkEmpty(Readable.from(['\n']))
  const late = 'Code: 241. DB::Exception: memory. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)\n'
  const failure: unknown = await checkEmpty(Readable.from([late.slice(0, 9), late.slice(9)])).catch(
    (error: unknown) => error,
  )
  expect(translateFailure(failure, 'insert', 'x')).toMatchObject({ code: 'CLICKHOUSE_OVERLOADED' })
})
