import { type Address, noopLogger } from '@org/events'
import { describe, expect, test, vi } from 'vitest'
import { addressOf } from '../../test/pool.ts'
import { IngestError } from '../errors.ts'
import type { RpcAnswer, RpcPort, RpcQuestion } from '../rpc/rpc-port.ts'
import { createNonceSeeder, type NonceSeederOptions } from './nonce-seeder.ts'

const REFUSED: RpcAnswer = {
  ok: false,
  error: new IngestError('RPC_FAILED', 'request to http://node: refused', { retryable: true }),
}

/** A pool that only wishes, and a node whose answers each test gives. */
function createBench(
  answer: (question: RpcQuestion) => RpcAnswer | Promise<RpcAnswer>,
  overrides: Partial<NonceSeederOptions> = {},
) {
  const wishes: Address[] = []
  const seeds = new Map<Address, number>()
  const unseeded: Address[] = []
  const batches: RpcQuestion[][] = []
  let open = 0
  let mostOpen = 0
  const rpc: Pick<RpcPort, 'callEach'> = {
    async callEach(questions) {
      batches.push([...questions])
      mostOpen = Math.max(mostOpen, ++open)
      const answers = await Promise.all(questions.map(async (question) => answer(question)))
      open--
      return answers
    },
  }
  const stopping = new AbortController()
  const seeder = createNonceSeeder({
    pool: {
      takeSenders: (count) => wishes.splice(0, count),
      seed: (sender, nonce) => void seeds.set(sender, nonce),
      unseeded: (sender) => void unseeded.push(sender),
    },
    rpc,
    logger: noopLogger,
    random: () => 0,
    batchSize: 3,
    waitMs: 1,
    backoffMs: 1,
    ...overrides,
  })
  return {
    wishes,
    seeds,
    unseeded,
    batches,
    mostOpen: () => mostOpen,
    run: () => seeder.run(stopping.signal),
    stop: () => stopping.abort(),
  }
}

describe('a nonce seeder', () => {
  test('asks for each account once, in batches of at most their size', async () => {
    const bench = createBench(({ params }) => ({ ok: true, result: `0x${Number(params[0]).toString(16)}` }))
    const wished = Array.from({ length: 8 }, (_, i) => addressOf(i + 1))
    bench.wishes.push(...wished)
    const running = bench.run()
    await vi.waitFor(() => expect(bench.seeds.size).toBe(8))
    bench.stop()
    await running
    expect([...bench.seeds].sort()).toEqual(wished.map((address, i) => [address, i + 1]))
    expect(bench.batches.map((batch) => batch.length)).toEqual([3, 3, 2])
    expect(bench.batches[0]?.[0]).toEqual({
      method: 'eth_getTransactionCount',
      params: [addressOf(1), 'latest'],
    })
    expect(bench.unseeded).toEqual([])
  })

  test('lets accounts gather for the next batch', async () => {
    const bench = createBench(() => ({ ok: true, result: '0x1' }), { maxInFlight: 1, waitMs: 200 })
    bench.wishes.push(addressOf(1))
    const running = bench.run()
    await vi.waitFor(() => expect(bench.seeds.size).toBe(1))
    bench.wishes.push(addressOf(2))
    await new Promise((resolve) => setImmediate(resolve))
    bench.wishes.push(addressOf(3))
    await vi.waitFor(() => expect(bench.seeds.size).toBe(3))
    bench.stop()
    await running
    expect(bench.batches.map((batch) => batch.length)).toEqual([1, 2])
  })

  test('has two batches in flight, not more', async () => {
    const { promise, resolve } = Promise.withResolvers<RpcAnswer>()
    const bench = createBench(() => promise)
    bench.wishes.push(...Array.from({ length: 9 }, (_, i) => addressOf(i)))
    const running = bench.run()
    await vi.waitFor(() => expect(bench.batches.length).toBe(2))
    resolve({ ok: true, result: '0x0' })
    await vi.waitFor(() => expect(bench.seeds.size).toBe(9))
    bench.stop()
    await running
    expect(bench.mostOpen()).toBe(2)
  })

  test('gives back what was refused or makes no sense, and keeps the rest', async () => {
    const answers: RpcAnswer[] = [REFUSED, { ok: true, result: 'soon' }, { ok: true, result: '0x7' }]
    const bench = createBench(({ params }) => answers[Number(params[0])] ?? REFUSED)
    bench.wishes.push(addressOf(0), addressOf(1), addressOf(2))
    const running = bench.run()
    await vi.waitFor(() => expect(bench.unseeded.length).toBe(2))
    bench.stop()
    await running
    expect([...bench.seeds]).toEqual([[addressOf(2), 7]])
    expect(bench.unseeded).toEqual([addressOf(0), addressOf(1)])
  })

  test('goes on after batches that failed as a whole', async () => {
    let refusals = 3
    const bench = createBench(() => (refusals-- > 0 ? REFUSED : { ok: true, result: '0x1' }))
    const running = bench.run()
    for (let id = 0; id < 4; id++) {
      bench.wishes.push(addressOf(id))
      await vi.waitFor(() => expect(bench.batches.length).toBe(id + 1))
    }
    await vi.waitFor(() => expect([...bench.seeds]).toEqual([[addressOf(3), 1]]))
    bench.stop()
    await running
    expect(bench.unseeded).toEqual([addressOf(0), addressOf(1), addressOf(2)])
  })

  test('gives back what it asked for when a defect ends it', async () => {
    const bench = createBench(() => {
      throw new TypeError('a defect')
    })
    bench.wishes.push(addressOf(1))
    await expect(bench.run()).rejects.toThrow('a defect')
    expect(bench.unseeded).toEqual([addressOf(1)])
  })
})
