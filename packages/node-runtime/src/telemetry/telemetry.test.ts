import { type LogFields, noopLogger, type TelemetryRecord } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTelemetry } from './telemetry.ts'

const clock = { nowUs: () => 5, monotonicMs: () => 0 }

test('logs as before and keeps the newest, numbered', () => {
  const said: [string, LogFields | undefined][] = []
  const { logger, recent } = createTelemetry({
    logger: { ...noopLogger, info: (message, fields) => said.push([message, fields]) },
    clock,
    capacity: 2,
  })
  logger.info('one', { n: 1 })
  logger.info('two')
  logger.warn('three', { why: 'because' })
  expect(said).toEqual([
    ['one', { n: 1 }],
    ['two', undefined],
  ])
  expect(recent(10)).toEqual([
    { id: 2, at_unix_us: 5, level: 'info', message: 'two', fields: {} },
    { id: 3, at_unix_us: 5, level: 'warn', message: 'three', fields: { why: 'because' } },
  ])
  expect(recent(1).map(({ id }) => id)).toEqual([3])
  expect(recent(10, 2).map(({ id }) => id)).toEqual([3])
  expect(recent(10, 3)).toEqual([])
  expect(recent(10, 99)).toEqual([])
})

test('debug is kept only where it is asked for', () => {
  const quiet = createTelemetry({ logger: noopLogger, clock })
  quiet.logger.debug('detail')
  expect(quiet.recent(10)).toEqual([])
  const loud = createTelemetry({ logger: noopLogger, clock, debug: true })
  loud.logger.debug('detail')
  expect(loud.recent(10)).toHaveLength(1)
})

test('tells subscribers until they leave, whatever one of them does', () => {
  const { logger, subscribe } = createTelemetry({ logger: noopLogger, clock })
  const heard: TelemetryRecord[] = []
  subscribe(() => {
    throw new Error('busy')
  })
  const leave = subscribe((record) => heard.push(record))
  logger.error('one')
  leave()
  logger.error('two')
  expect(heard.map(({ message }) => message)).toEqual(['one'])
})

describe('secrets', () => {
  const keep = (message: string, fields: LogFields = {}): string => {
    const { logger, recent } = createTelemetry({ logger: noopLogger, clock })
    logger.info(message, fields)
    return JSON.stringify(recent(1))
  }

  test.each([
    ['in a path', { where: 'wss://node.example/v3/0123456789abcdef0123456789abcdef' }],
    ['in a query', { url: 'https://node.example/?apikey=0123456789abcdef0123456789abcdef' }],
    ['as a password', { url: 'http://user:0123456789abcdef0123456789abcdef@ch.example:8123' }],
    ['by name', { api_key: '0123456789abcdef0123456789abcdef' }],
    ['deep inside', { a: { b: [{ authorization: '0123456789abcdef0123456789abcdef' }] } }],
    ['in a header', { said: 'sent Authorization: Bearer 0123456789abcdef0123456789abcdef' }],
    ['in an error', { error: new Error('GET http://x/?ticket=0123456789abcdef0123456789abcdef') }],
    ['in a path and query', { path: '/stream?ticket=0123456789abcdef0123456789abcdef&from_seq=3' }],
  ])('%s are masked', (_, fields) => {
    const kept = keep('it failed', fields)
    expect(kept).not.toContain('0123456789abcdef')
    expect(kept).toContain('***')
  })

  test('a message is masked as its fields are', () => {
    expect(keep('cannot reach wss://a.example/0123456789abcdef0123456789abcdef now')).toContain(
      'cannot reach wss://a.example/*** now',
    )
    expect(keep('request to http://127.0.0.1:8545: refused')).toContain(
      'request to http://127.0.0.1:8545: refused',
    )
  })
})

test('whatever is logged is kept as JSON of bounded size', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 5_000 }),
      fc.dictionary(fc.string(), fc.anything({ withBigInt: true })),
      (message, fields) => {
        const { logger, recent } = createTelemetry({ logger: noopLogger, clock })
        logger.info(message, fields)
        const [record] = recent(1)
        expect(JSON.parse(JSON.stringify(record))).toMatchObject({ id: 1, level: 'info' })
      },
    ),
  )
  const { logger, recent } = createTelemetry({ logger: noopLogger, clock })
  const cycle: { self?: unknown; text: string } = { text: 'x'.repeat(100_000) }
  cycle.self = cycle
  logger.info('y'.repeat(100_000), { cycle })
  expect(JSON.stringify(recent(1)).length).toBeLessThan(10_000)
})
