import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { RequestHead } from '../gate/request-head.ts'
import { hashApiKey } from './api-key.ts'
import { authenticate } from './authenticate.ts'
import { createTickets } from './tickets.ts'

const KEYS = ['first-key-0123456789', 'second-key-987654321']
const HASHES = KEYS.map(hashApiKey)
const HEAD: RequestHead = {
  version: '1.1',
  method: 'GET',
  path: '/stream',
  search: '',
  host: 'a',
  origin: undefined,
  authorization: undefined,
  apiKey: undefined,
  forwardedFor: undefined,
  preflightMethod: undefined,
  repeated: [],
  headers: 1,
  contentLength: 0,
  isChunked: false,
}
const newTickets = () => createTickets({ ttlMs: 1_000, max: 10, monotonicMs: () => 0, randomBytes })

describe('a key', () => {
  test.each([
    [{ apiKey: KEYS[0] }, 0],
    [{ apiKey: KEYS[1] }, 1],
    [{ authorization: `Bearer ${KEYS[0]}` }, 0],
    [{ authorization: `bearer  ${KEYS[1]}` }, 1],
  ])('%j is known', (given, index) => {
    expect(authenticate({ ...HEAD, ...given }, HASHES, null)).toEqual({ kind: 'key', index })
  })

  test.each([
    {},
    { apiKey: '' },
    { apiKey: `${KEYS[0]} ` },
    { apiKey: KEYS[0]?.toUpperCase() },
    { apiKey: KEYS.join(',') },
    { apiKey: hashApiKey(KEYS[0] ?? '').toString() },
    { authorization: KEYS[0] },
    { authorization: `Basic ${KEYS[0]}` },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${KEYS[0]} ${KEYS[0]}` },
    { search: `x-api-key=${KEYS[0]}&api_key=${KEYS[0]}` },
  ])('%j is not', (given) => {
    expect(authenticate({ ...HEAD, ...given }, HASHES, null)).toBe(null)
  })
})

describe('a ticket', () => {
  test('opens once', () => {
    const tickets = newTickets()
    const search = `from_seq=1&ticket=${tickets.issue({ kind: 'key', index: 1 })}`
    expect(authenticate({ ...HEAD, search }, HASHES, tickets)).toEqual({ kind: 'key', index: 1 })
    expect(authenticate({ ...HEAD, search }, HASHES, tickets)).toBe(null)
  })

  test('is none of our business where no stream is', () => {
    const tickets = newTickets()
    const search = `ticket=${tickets.issue({ kind: 'key', index: 1 })}`
    expect(authenticate({ ...HEAD, search }, HASHES, null)).toBe(null)
    expect(tickets.size()).toBe(1)
  })
})

test.each([
  { apiKey: KEYS[0], authorization: `Bearer ${KEYS[0]}` },
  { apiKey: KEYS[0], authorization: 'Basic x' },
  { apiKey: KEYS[0], search: 'ticket=x' },
  { authorization: `Bearer ${KEYS[0]}`, search: '%74icket=x' },
  { search: 'ticket=x&ticket=x' },
  { apiKey: `${KEYS[0]},${KEYS[0]}`, repeated: ['x-api-key'] },
  { authorization: `Bearer ${KEYS[0]}`, repeated: ['authorization'] },
])('two credentials are refused: %j', (given) => {
  const tickets = newTickets()
  tickets.issue({ kind: 'key', index: 0 })
  expect(authenticate({ ...HEAD, ...given }, HASHES, tickets)).toMatchObject({ problem: 'bad-request' })
  expect(tickets.size()).toBe(1)
})
