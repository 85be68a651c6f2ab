import { describe, expect, test } from 'vitest'
import { IngestError } from '../errors.ts'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { readStandingPool } from './standing-pool.ts'

const { signal } = new AbortController()
const FAILED = new IngestError('RPC_FAILED', 'no answer', { retryable: true })

function rpcOf(answers: Readonly<Record<string, unknown>>): RpcPort {
  return {
    async call(method) {
      const answer = answers[method]
      if (answer instanceof Error) throw answer
      if (answer === undefined) {
        throw new IngestError('RPC_UNSUPPORTED', `${method} does not exist`, { retryable: false })
      }
      return answer
    },
    callEach: async () => [],
  }
}

describe('the standing pool', () => {
  test('is txpool_content, pending and queued', async () => {
    const rpc = rpcOf({
      txpool_content: {
        pending: { '0xaa': { 1: { hash: '0x1' }, 2: { hash: '0x2' } } },
        queued: { '0xbb': { 9: { hash: '0x9' } } },
      },
    })
    expect(await readStandingPool(rpc, signal)).toEqual({
      kind: 'txpool_content',
      bodies: [{ hash: '0x1' }, { hash: '0x2' }, { hash: '0x9' }],
    })
  })

  test('is the pending block where txpool_content is unknown or answers something else', async () => {
    const block = { transactions: [{ hash: '0x1' }] }
    const expected = { kind: 'pending_block', bodies: [{ hash: '0x1' }] }
    expect(await readStandingPool(rpcOf({ eth_getBlockByNumber: block }), signal)).toEqual(expected)
    expect(
      await readStandingPool(rpcOf({ txpool_content: 'no', eth_getBlockByNumber: block }), signal),
    ).toEqual(expected)
  })

  test('is unsupported where neither is known, or there is no pending block', async () => {
    expect(await readStandingPool(rpcOf({}), signal)).toEqual({ kind: 'unsupported' })
    expect(await readStandingPool(rpcOf({ eth_getBlockByNumber: null }), signal)).toEqual({
      kind: 'unsupported',
    })
  })

  test('is the pending block where txpool_content fails, for example because it is too large', async () => {
    const rpc = rpcOf({ txpool_content: FAILED, eth_getBlockByNumber: { transactions: [{ hash: '0x1' }] } })
    expect(await readStandingPool(rpc, signal)).toEqual({ kind: 'pending_block', bodies: [{ hash: '0x1' }] })
  })

  test('a node that cannot be asked is an error, not an empty pool', async () => {
    await expect(readStandingPool(rpcOf({ txpool_content: FAILED }), signal)).rejects.toBe(FAILED)
    await expect(readStandingPool(rpcOf({ eth_getBlockByNumber: FAILED }), signal)).rejects.toBe(FAILED)
  })
})
