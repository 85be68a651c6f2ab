import { describe, expect, test } from 'vitest'
import type { IngestError } from '../errors.ts'
import { createHandshake, type Handshake, type HandshakeOptions, type Subscriptions } from './handshake.ts'

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** A handshake with a node whose replies the test writes. */
function shake(options: Partial<HandshakeOptions> = {}): {
  readonly handshake: Handshake
  readonly asked: readonly Asked[]
  readonly ends: readonly (Subscriptions | IngestError)[]
  reply(to: 'chain' | 'heads' | 'full' | 'hashes', answer: { result?: unknown; error?: unknown }): void
} {
  const asked: Asked[] = []
  const ends: (Subscriptions | IngestError)[] = []
  const handshake = createHandshake({
    where: 'ws://node',
    chainId: 5,
    fullTransactions: true,
    pendingOptional: false,
    send: (text) => asked.push(JSON.parse(text)),
    onReady: (subscriptions) => ends.push(subscriptions),
    onFailed: (error) => ends.push(error),
    ...options,
  })
  handshake.begin()
  const is = {
    chain: ({ method }: Asked) => method === 'eth_chainId',
    heads: ({ params }: Asked) => params[0] === 'newHeads',
    full: ({ params }: Asked) => params[0] === 'newPendingTransactions' && params[1] === true,
    hashes: ({ params }: Asked) => params[0] === 'newPendingTransactions' && params.length === 1,
  }
  return {
    handshake,
    asked,
    ends,
    reply(to, { result, error }) {
      const request = asked.find(is[to])
      if (request === undefined) throw new Error(`${to} was not asked`)
      handshake.onReply({ id: request.id, result, error })
    },
  }
}

const REFUSED = { error: { code: -32_602, message: 'too many arguments, want at most 1' } }

test('the chain comes first, then heads and whole transactions', () => {
  const { asked, ends, reply } = shake()
  expect(asked.map(({ method }) => method)).toEqual(['eth_chainId'])
  reply('chain', { result: '0x5' })
  expect(asked.slice(1).map(({ params }) => params)).toEqual([['newHeads'], ['newPendingTransactions', true]])
  reply('full', { result: '0xa' })
  reply('heads', { result: '0xb' })
  expect(ends).toEqual([{ pending: 'full', pendingId: '0xa', headsId: '0xb' }])
})

test('where whole transactions are refused hashes are asked for on the same socket', () => {
  const { ends, reply } = shake()
  reply('chain', { result: '0x5' })
  reply('heads', { result: '0xb' })
  reply('full', REFUSED)
  expect(ends).toEqual([])
  reply('hashes', { result: '0xa' })
  expect(ends).toEqual([{ pending: 'hashes', pendingId: '0xa', headsId: '0xb' }])
})

test('whole transactions are not asked for when they are not wanted', () => {
  const { asked, ends, reply } = shake({ fullTransactions: false })
  reply('chain', { result: '0x5' })
  expect(asked.at(-1)?.params).toEqual(['newPendingTransactions'])
  reply('hashes', { result: '0xa' })
  reply('heads', { result: '0xb' })
  expect(ends).toEqual([{ pending: 'hashes', pendingId: '0xa', headsId: '0xb' }])
})

test('refused heads are no failure', () => {
  const { ends, reply } = shake()
  reply('chain', { result: '0x5' })
  reply('heads', REFUSED)
  reply('full', { result: '0xa' })
  expect(ends).toEqual([{ pending: 'full', pendingId: '0xa', headsId: null }])
})

test('refused pending transactions are a failure, said once', () => {
  const { ends, reply } = shake()
  reply('chain', { result: '0x5' })
  reply('full', REFUSED)
  reply('hashes', { error: { code: -32_601, message: 'notifications not supported' } })
  reply('heads', { result: '0xb' })
  expect(ends).toMatchObject([
    {
      code: 'SUBSCRIBE_REFUSED',
      message:
        'subscribing to newPendingTransactions at ws://node: notifications not supported (code -32601)',
    },
  ])
})

test.each([
  ['another chain', { result: '0x1' }, 'WRONG_CHAIN'],
  ['an error', REFUSED, 'RPC_BAD_RESPONSE'],
])('%s for the chain id ends it before anything is subscribed', (_name, answer, code) => {
  const { asked, ends, reply } = shake()
  reply('chain', answer)
  expect(ends).toMatchObject([{ code }])
  expect(asked).toHaveLength(1)
})

describe('where pending transactions are optional', () => {
  test.each([
    ['heads', { result: '0xb' }, '0xb'],
    ['nothing', REFUSED, null],
  ])('a node that gives %s is subscribed', (_name, heads, headsId) => {
    const { ends, reply } = shake({ pendingOptional: true })
    reply('chain', { result: '0x5' })
    reply('full', REFUSED)
    reply('hashes', REFUSED)
    reply('heads', heads)
    expect(ends).toEqual([{ pending: 'none', pendingId: null, headsId }])
  })

  test('a node that answers none of it is subscribed to nothing when the time is up', () => {
    const { handshake, ends, reply } = shake({ pendingOptional: true })
    expect(handshake.timeUp()).toBe(false)
    reply('chain', { result: '0x5' })
    expect(handshake.timeUp()).toBe(true)
    expect(ends).toEqual([{ pending: 'none', pendingId: null, headsId: null }])
  })
})

test('when the time is up, acknowledged pending transactions are enough; a late answer changes nothing', () => {
  const { handshake, ends, reply } = shake()
  reply('chain', { result: '0x5' })
  expect(handshake.timeUp()).toBe(false)
  reply('full', { result: '0xa' })
  expect(handshake.timeUp()).toBe(true)
  reply('heads', { result: '0xb' })
  expect(ends).toEqual([{ pending: 'full', pendingId: '0xa', headsId: null }])
})

test('a reply that was not asked for is ignored', () => {
  const { handshake, ends } = shake()
  handshake.onReply({ id: 99, result: '0xa', error: undefined })
  expect(ends).toEqual([])
})
