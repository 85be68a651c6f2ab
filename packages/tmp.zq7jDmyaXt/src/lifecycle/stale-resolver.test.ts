import { type Hash, noopLogger } from '@org/events'
import { describe, expect, test, vi } from 'vitest'
import { addressOf, blockHash, blockOf, createPoolBench, START_S } from '../../test/pool.ts'
import { hashOf } from '../../test/transactions.ts'
import { IngestError } from '../errors.ts'
import type { RpcAnswer, RpcQuestion } from '../rpc/rpc-port.ts'
import { createStaleResolver } from './stale-resolver.ts'

const REFUSED: RpcAnswer = {
  ok: false,
  error: new IngestError('RPC_FAILED', 'request to http://node: refused', { retryable: true }),
}

/** A node that knows these transactions by id: the number of their block, or `null` while they are pending. */
function createNode(txs: Record<number, number | null>) {
  const asked: RpcQuestion[] = []
  const node = {
    asked,
    isDown: false,
    blocksAreDown: false,
    async callEach(questions: readonly RpcQuestion[]): Promise<readonly RpcAnswer[]> {
      asked.push(...questions)
      return questions.map((question) => (node.isDown ? REFUSED : answer(question)))
    },
  }
  const answer = ({ method, params: [hash] }: RpcQuestion): RpcAnswer => {
    const id = Number(hash)
    const block = txs[id]
    switch (method) {
      case 'eth_getTransactionByHash':
        if (block === undefined) return { ok: true, result: null }
        return { ok: true, result: { hash, blockHash: block === null ? null : blockHash(block) } }
      case 'eth_getTransactionReceipt':
        return { ok: true, result: { transactionHash: hash, status: '0x0' } }
      default: {
        if (node.blocksAreDown) return REFUSED
        const number = id - Number(blockHash(0))
        const quantity = (value: number): string => `0x${value.toString(16)}`
        return {
          ok: true,
          result: {
            number: quantity(number),
            hash,
            parentHash: blockHash(number - 1),
            timestamp: quantity(START_S + number * 12),
          },
        }
      }
    }
  }
  return node
}

/** A pool whose transactions 1 to `count` are stale and due, each of its own sender. */
function createBench(count: number, node: ReturnType<typeof createNode>) {
  const { pool, clock, add, told } = createPoolBench({ staleWaitMs: 1, recheckMs: 60_000 })
  for (let id = 1; id <= count; id++) {
    add({ id, sender: id, nonce: 0 })
    pool.seed(addressOf(id), 1)
  }
  clock.advance(1)
  const stopping = new AbortController()
  const resolver = createStaleResolver({ pool, rpc: node, logger: noopLogger, random: () => 0, pollMs: 1 })
  return {
    pool,
    clock,
    told,
    /** Runs until the condition holds. */
    async until(condition: () => void) {
      const running = resolver.run(stopping.signal)
      await vi.waitFor(condition)
      stopping.abort()
      await running
    },
  }
}

const askedFor = (asked: readonly RpcQuestion[], method: string): Hash[] =>
  asked.filter((question) => question.method === method).map(({ params }) => params[0] as Hash) // what was asked

describe('a stale resolver', () => {
  test('finds the blocks that hold them, each block asked for once', async () => {
    const node = createNode({ 1: 7, 2: 7, 3: 8 })
    const bench = createBench(3, node)
    await bench.until(() => expect(bench.pool.readings.states.confirmed).toBe(3))
    expect(bench.told()).toEqual(['confirmed 1 in 7', 'confirmed 2 in 7', 'confirmed 3 in 8'])
    expect(askedFor(node.asked, 'eth_getBlockByHash')).toEqual([blockHash(7), blockHash(8)])
    expect(bench.pool.readings.stale).toBe(0)
  })

  test('says what the receipt says, and that a final block is final', async () => {
    const bench = createBench(1, createNode({ 1: 7 }))
    bench.pool.finalized(7)
    await bench.until(() => expect(bench.pool.has(hashOf(1))).toBe(false))
    expect(bench.told()).toEqual(['confirmed 1 in 7', 'final 1 in 7'])
  })

  test('drops what two questions in a row do not find', async () => {
    const node = createNode({})
    const bench = createBench(1, node)
    await bench.until(() => {
      // The second question comes after the time that the pool leaves between two.
      bench.clock.advance(60_000)
      expect(bench.pool.readings.states.dropped).toBe(1)
    })
    expect(bench.told()).toEqual(['dropped 1 nonce_used'])
    expect(askedFor(node.asked, 'eth_getTransactionByHash')).toEqual([hashOf(1), hashOf(1)])
  })

  test('drops nothing that was found in between', async () => {
    const txs: Record<number, number | null> = {}
    const node = createNode(txs)
    const bench = createBench(1, node)
    await bench.until(() => {
      bench.clock.advance(60_000)
      // Not found, found, not found.
      if (node.asked.length === 1) txs[1] = null
      else delete txs[1]
      expect(node.asked.length).toBe(3)
    })
    expect(bench.told()).toEqual([])
  })

  test('leaves what is pending, and what cannot be asked for, for later', async () => {
    const node = createNode({ 1: null, 2: 7 })
    node.blocksAreDown = true
    const bench = createBench(2, node)
    await bench.until(() => expect(askedFor(node.asked, 'eth_getBlockByHash').length).toBe(1))
    expect(bench.told()).toEqual([])
    expect(bench.pool.readings.stale).toBe(2)
    expect(bench.pool.takeStale(10)).toEqual([])
    bench.clock.advance(60_000)
    expect(bench.pool.takeStale(10)).toEqual([hashOf(1), hashOf(2)])
  })

  test('goes on when the node is back', async () => {
    const node = createNode({ 1: 7 })
    node.isDown = true
    const bench = createBench(1, node)
    await bench.until(() => {
      node.isDown = node.asked.length < 2
      bench.clock.advance(60_000)
      expect(bench.pool.readings.states.confirmed).toBe(1)
    })
    expect(node.asked.length).toBeGreaterThan(2)
  })

  test('an answer about another transaction decides nothing', async () => {
    const node = createNode({})
    const asked = vi.fn(async () => [
      { ok: true, result: { hash: hashOf(9), blockHash: blockHash(1) } } as const,
    ])
    const bench = createBench(1, { ...node, callEach: asked })
    await bench.until(() => expect(asked).toHaveBeenCalled())
    bench.pool.mined(blockOf(1))
    expect(bench.told()).toEqual([])
    expect(bench.pool.readings.stale).toBe(1)
  })
})
