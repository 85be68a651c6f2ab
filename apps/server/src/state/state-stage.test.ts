import {
  type BlockSeenData,
  type DraftOf,
  type Hash,
  noopLogger,
  noopMetrics,
  type Searcher,
  type TransactionSource,
  type Wei,
} from '@org/events'
import { loadRegistry } from '@org/searcher'
import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import { SELECTORS } from './call-data.ts'
import { createStateStage, type StateSettings } from './state-stage.ts'

const A = `0x${'11'.repeat(20)}`
const B = `0x${'22'.repeat(20)}`
const POOL = `uniswap-v2:${A}:${B}:`
const FACTORY = `0x${'fa'.repeat(20)}`
const word = (value: number | string): string => BigInt(value).toString(16).padStart(64, '0')

/** A stage whose node answers with the block's number as both reserves. */
function stageOf(settings: Partial<StateSettings>) {
  const blocks: number[] = []
  const answer: typeof fetch = async (_, init) => {
    const calls = JSON.parse(String(init?.body)) as { id: number; params: [{ data: string }, string] }[] // what the stage sends
    const answers = calls.map(({ id, params: [{ data }, block] }) => {
      if (data.startsWith(SELECTORS.getPair)) return { id, result: `0x${word(`0x${'ab'.repeat(20)}`)}` }
      blocks.push(Number(block))
      return { id, result: `0x${word(block)}${word(block)}${word(1)}` }
    })
    return new Response(JSON.stringify(answers))
  }
  const contract = { address: FACTORY, protocol: 'uniswap-v2', role: 'factory', abi: 'uniswap-v2-factory' }
  const contracts = [{ ...contract, fee_ppm: 3_000, source: 'test' }]
  const stage = createStateStage({
    settings: { pools: null, simulation: null, ...settings },
    chains: [
      {
        chainKey: 'test',
        chainId: 5,
        sources: [{ sourceId: 'a', endpoints: [{ wsUrl: 'ws://node.test', httpUrl: 'http://node.test' }] }],
      },
    ],
    registry: loadRegistry({ userEntries: { chains: [{ chain_id: 5, contracts }] } }),
    logger: noopLogger,
    metrics: noopMetrics,
    clock: { nowUs: () => 0, monotonicMs: () => 0 }, // budgets are not filled again
    fetch: answer,
  })
  const idle: Searcher = { onTransaction: () => {}, onBlock: () => {} }
  const source: TransactionSource = {
    name: 'test',
    closed: new Promise(() => {}),
    chains: () => [],
    start: async () => {},
    stop: async () => {},
  }
  return { stage, blocks, searcher: stage.watch(idle), source: stage.attach(source) }
}

const ON: Partial<StateSettings> = { pools: { perHead: 10, callsPerSecond: 1_000 } }

test('a pool that was asked for is read at each head, once per head', async () => {
  const { stage, blocks, searcher } = stageOf(ON)
  const latest = () => stage.poolStates?.latest(5, POOL) ?? null
  expect(latest()).toBeNull()
  searcher.onBlock(head(10))
  await waitFor(() => latest() !== null, { what: 'the state' })
  expect(latest()).toMatchObject({ blockNumber: 10, reserve0: 10n })
  searcher.onBlock(head(11))
  await waitFor(() => latest()?.blockNumber === 11, { what: 'the next state' })
  expect(blocks).toEqual([10, 11])
})

test.each([
  ['with an earlier time', head(10, { hash: hashOf(100), timestamp: 1 })],
  ['with the same time', head(11, { hash: hashOf(110) })],
  ['above the last, whose parent is another', head(12, { parent_hash: hashOf(110) })],
])('another block in the place of a known one takes back what was read there: %s', async (_, other) => {
  const { stage, searcher } = stageOf(ON)
  const latest = () => stage.poolStates?.latest(5, POOL) ?? null
  latest()
  searcher.onBlock(head(11))
  await waitFor(() => latest() !== null, { what: 'the state' })
  searcher.onBlock(other)
  expect(latest()).toBeNull()
  await waitFor(() => latest()?.blockNumber === other.data.number, { what: 'the state of the other block' })
})

test('a block that was missed and is told late takes nothing back', async () => {
  const { stage, blocks, searcher } = stageOf(ON)
  const latest = () => stage.poolStates?.latest(5, POOL) ?? null
  latest()
  searcher.onBlock(head(9))
  searcher.onBlock(head(11))
  await waitFor(() => latest() !== null, { what: 'the state' })
  searcher.onBlock(head(10))
  expect(latest()).not.toBeNull()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(blocks).toEqual([11])
})

test('a state of some heads ago is unknown while its pool is not read again', async () => {
  const { stage, searcher } = stageOf({ pools: { perHead: 10, callsPerSecond: 2 } })
  const latest = () => stage.poolStates?.latest(5, POOL) ?? null
  latest()
  searcher.onBlock(head(10))
  await waitFor(() => latest() !== null, { what: 'the state' })
  // The budget is spent.
  searcher.onBlock(head(15))
  expect(latest()).not.toBeNull()
  searcher.onBlock(head(16))
  expect(latest()).toBeNull()
})

test('switched off, nothing is asked', async () => {
  const { stage, blocks, searcher, source } = stageOf({})
  expect(stage.poolStates).toBeNull()
  searcher.onBlock(head(10))
  await source.stop()
  expect(blocks).toEqual([])
})

test('after the stop nothing is asked any more, and a second stop is harmless', async () => {
  const { stage, blocks, searcher, source } = stageOf(ON)
  stage.poolStates?.latest(5, POOL)
  await source.stop()
  await source.stop()
  searcher.onBlock(head(10))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(blocks).toEqual([])
})

function head(number: number, overrides: Partial<BlockSeenData> = {}): DraftOf<'BlockSeen'> {
  return {
    kind: 'BlockSeen',
    chain_id: 5,
    source_id: 'a',
    ingest_ts_unix_us: 1,
    tx_hash: '',
    data: {
      number,
      hash: hashOf(number),
      parent_hash: hashOf(number - 1),
      timestamp: 1_700_000_000 + number,
      tx_count: 0,
      base_fee_wei: '1' as Wei, // a decimal digit
      ...overrides,
    },
  }
}

function hashOf(index: number): Hash {
  return `0x${index.toString(16).padStart(64, '0')}` as Hash // 64 digits
}
