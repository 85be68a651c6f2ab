import {
  createSystemClock,
  type DraftOf,
  type Hash,
  type Simulation,
  type TxDecodedData,
  type Wei,
} from '@org/events'
import { type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJsonRpc, type JsonRpc } from '../src/state/json-rpc.ts'
import { failedAnswer } from '../src/state/rpc-answer.ts'
import { createSimulator } from '../src/state/simulator.ts'
import { encodeSwap, executedAmount, type SwapOrder, sides } from './support/execute-swap.ts'
import { startUniswapChain, type UniswapChain } from './support/uniswap-chain.ts'

// What a node says that a pending swap would do, by each method, against the real contracts.

let folder: TempDir
let chain: UniswapChain
let block: number
let nextNonce: number

beforeAll(async () => {
  folder = await tempDir('mevscope-simulation')
  chain = await startUniswapChain(folder.path)
  block = Number(await chain.client.getBlockNumber({ cacheTime: 0 }))
  nextNonce = await chain.client.getTransactionCount({ address: chain.trader.address })
}, 120_000)

afterAll(async () => {
  await chain?.stop()
  await folder?.remove()
})

const node = (): JsonRpc =>
  createJsonRpc({
    urls: [chain.anvil.httpUrl],
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    clock: createSystemClock(),
  })

/** The node without some of its methods. */
const lacking = (...methods: string[]): JsonRpc => ({
  ask: async (calls) => {
    const [call] = calls
    if (call === undefined || !methods.includes(call.method)) return node().ask(calls)
    return calls.map(() => failedAnswer('unsupported', `the method ${call.method} does not exist`))
  },
})

const order = (limit?: bigint): SwapOrder => {
  const pool = chain.deployment.pools.find(({ version }) => version === 3)
  if (pool === undefined) throw new Error('no pool')
  return {
    pool,
    sellsFirst: true,
    exact: 'in',
    amount: 10n ** 9n,
    ...(limit === undefined ? {} : { limit }),
  }
}

function pending(swap: SwapOrder, nonce = nextNonce): DraftOf<'TxDecoded'> {
  const { to, data: input } = encodeSwap(chain, swap)
  const data: TxDecodedData = {
    tx_type: 2,
    sender: chain.trader.address.toLowerCase() as TxDecodedData['sender'], // an address in lower case
    nonce,
    to: to as TxDecodedData['to'], // the devnet's addresses are lower case
    value_wei: '0' as Wei, // a decimal digit
    gas_limit: 500_000,
    gas_price_wei: null,
    max_fee_per_gas_wei: '20000000000' as Wei, // decimal digits
    max_priority_fee_per_gas_wei: '1' as Wei, // a decimal digit
    max_fee_per_blob_gas_wei: null,
    blob_count: 0,
    authorization_count: 0,
    access_list_len: 0,
    input,
    calldata_len: (input.length - 2) / 2,
    method_selector: null,
    fetch_us: 1,
  }
  return {
    kind: 'TxDecoded',
    chain_id: chain.anvil.chainId,
    source_id: 'anvil',
    ingest_ts_unix_us: 1,
    tx_hash: `0x${'1'.repeat(64)}` as Hash, // 64 digits
    data,
  }
}

const simulate = (rpc: JsonRpc, swap: SwapOrder, nonce?: number): Promise<Simulation> =>
  createSimulator(new Map([[chain.anvil.chainId, rpc]])).simulate(pending(swap, nonce), block)

describe.each([
  ['eth_simulateV1', []],
  ['debug_traceCall', ['eth_simulateV1']],
] as const)('%s', (_, missing) => {
  test('confirms a swap, with its gas and the tokens that move', async () => {
    const swap = order()
    const [tokenIn, tokenOut] = sides(chain, swap)
    const out = await executedAmount(chain, swap)
    const result = await simulate(lacking(...missing), swap)
    expect(result).toMatchObject({ outcome: 'success', blockNumber: block })
    if (result.outcome !== 'success') return
    expect(result.gasUsed).toBeGreaterThan(60_000)
    expect(result.gasUsed).toBeLessThan(250_000)
    const trader = chain.trader.address.toLowerCase()
    expect(result.movements).toHaveLength(2)
    expect(result.movements).toContainEqual(
      expect.objectContaining({ token: tokenIn, from: trader, amount: swap.amount }),
    )
    expect(result.movements).toContainEqual(
      expect.objectContaining({ token: tokenOut, to: trader, amount: out }),
    )
  })

  test('refuses a swap that reverts, with the reason', async () => {
    const result = await simulate(lacking(...missing), order(10n ** 40n))
    expect(result).toMatchObject({ outcome: 'reverted', blockNumber: block, reason: 'Too little received' })
  })
})

describe('a revert counts only of what is next in line', () => {
  test('not of a transaction whose nonce is used, and not of one that needs those before it', async () => {
    expect(nextNonce).toBeGreaterThan(0)
    const used = await simulate(node(), order(10n ** 40n), nextNonce - 1)
    expect(used).toMatchObject({ outcome: 'unknown', reason: expect.stringMatching(/is used as of block/) })
    const early = await simulate(node(), order(10n ** 40n), nextNonce + 2)
    expect(early).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/without the 2 transaction.*Too little received/),
    })
    expect(await simulate(node(), order(), nextNonce + 2)).toMatchObject({ outcome: 'success' })
  })

  test('nor where the node does not say which nonce is next, or does not have the block', async () => {
    const silent: JsonRpc = {
      ask: async (calls) => [...(await node().ask(calls.slice(0, 1))), failedAnswer('failed', 'no')],
    }
    expect(await simulate(silent, order(10n ** 40n))).toMatchObject({ outcome: 'unknown' })
    const ahead = createSimulator(new Map([[chain.anvil.chainId, node()]]))
    expect(await ahead.simulate(pending(order(10n ** 40n)), block + 1_000)).toMatchObject({
      outcome: 'unknown',
    })
  })
})

describe('eth_call', () => {
  const poor = (): JsonRpc => lacking('eth_simulateV1', 'debug_traceCall')

  test('confirms without gas and movements, and refuses with the reason', async () => {
    expect(await simulate(poor(), order())).toEqual({
      outcome: 'success',
      blockNumber: block,
      gasUsed: null,
      movements: null,
    })
    expect(await simulate(poor(), order(10n ** 40n))).toMatchObject({
      outcome: 'reverted',
      reason: expect.stringMatching(/Too little received/),
    })
  })
})

describe('what cannot be said is unknown', () => {
  test('by a node that has none of the methods, cannot be reached or talks nonsense', async () => {
    const mute = lacking('eth_simulateV1', 'debug_traceCall', 'eth_call')
    expect(await simulate(mute, order())).toMatchObject({ outcome: 'unknown' })
    const signal = new AbortController().signal
    const away = createJsonRpc({
      urls: ['http://127.0.0.1:9'],
      timeoutMs: 5_000,
      signal,
      clock: createSystemClock(),
    })
    expect(await simulate(away, order())).toMatchObject({ outcome: 'unknown' })
    const mad: JsonRpc = { ask: async () => [{ ok: true, result: { calls: 'none' } }] }
    expect(await simulate(mad, order())).toMatchObject({ outcome: 'unknown' })
  })

  test('of a chain without nodes', async () => {
    const result = await createSimulator(new Map()).simulate(pending(order()), block)
    expect(result).toMatchObject({ outcome: 'unknown' })
  })
})
