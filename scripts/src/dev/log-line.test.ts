import { expect, test } from 'vitest'
import { formatLogRecord, parseLogLine } from './log-line.ts'

const shown = (line: string): string | null => {
  const record = parseLogLine(line)
  return record === null ? null : formatLogRecord(record)
}

test('shows a record as one short line', () => {
  expect(
    shown('{"level":"info","time":"2026-01-01","message":"viz-api listening","url":"http://x","n":1}'),
  ).toBe('viz-api listening (url=http://x n=1)')
  expect(shown('{"level":"warn","message":"cannot reach the node"}')).toBe('warn: cannot reach the node')
})

test('leaves what is not a record alone', () => {
  for (const line of ['', 'plain text', 'null', '{"level":"info"}', '[1]'])
    expect(parseLogLine(line)).toBeNull()
})
