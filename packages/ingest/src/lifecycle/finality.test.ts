import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, createSystemClock, noopLogger } from '@org/events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBlockTree, createTreeNode, headOf, type TreeNode } from '../../test/block-tree.ts'
import { IngestError } from '../errors.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import { createFinality, type FinalBlock, type Finality } from './finality.ts'

const tree = createBlockTree()
const tip = tree.growBy(100, tree.grow(null))
const FINAL = tree.blocks[40] ?? tip

interface Watched {
  readonly finality: Finality
  readonly node: TreeNode
  readonly told: readonly FinalBlock[]
}

function watch(finalityDepth: number | null, pollMs = 1, clock: Clock = createSystemClock()): Watched {
  const node = createTreeNode(tree, tip)
  const told: FinalBlock[] = []
  const onFinal = (block: FinalBlock): unknown => told.push(block)
  const finality = createFinality({ finalityDepth, rpc: node, pollMs, clock, logger: noopLogger, onFinal })
  onTestFinished(() => finality.stop())
  return { finality, node, told }
}

test('a configured depth decides, and nobody is asked', () => {
  const { finality, node, told } = watch(10)
  finality.after(9)
  finality.after(100)
  expect(told).toEqual([{ number: 90, hash: null }])
  expect(node.asked).toEqual([])
})

describe('without a configured depth', () => {
  test('the node’s finalized block is told with its hash', async () => {
    const { finality, node, told } = watch(null)
    node.finalized = FINAL
    finality.after(100)
    await vi.waitFor(() => expect(told).toEqual([{ number: 40, hash: headOf(FINAL).hash }]))
    expect(node.asked).toEqual([{ method: 'eth_getBlockByNumber', params: ['finalized', false] }])
  })

  test('it is asked for at most once in a while, and after the last head all the same', async () => {
    let nowMs = 0
    const { finality, node, told } = watch(null, 5, { nowUs: () => 0, monotonicMs: () => nowMs })
    node.finalized = FINAL
    for (let number = 90; number <= 100; number++) finality.after(number)
    await vi.waitFor(() => expect(told).toHaveLength(1), { interval: 1 })
    for (let number = 90; number <= 100; number++) finality.after(number)
    await delay(20)
    expect(node.asked).toHaveLength(1)
    nowMs = 5
    await vi.waitFor(() => expect(told).toHaveLength(2), { interval: 1 })
    expect(node.asked).toHaveLength(2)
  })

  test.each([
    ['answers null', null],
    ['does not know the tag', new IngestError('RPC_UNSUPPORTED', 'invalid argument 0', { retryable: false })],
    ['has none', new IngestError('RPC_FAILED', 'node: finalized block not found', { retryable: true })],
    ['has none (erigon)', new IngestError('RPC_FAILED', 'node: Unknown block (-39001)', { retryable: true })],
  ])('where the node %s, 64 blocks decide for a while', async (_name, answer) => {
    let nowMs = 0
    const { finality, node, told } = watch(null, 0, { nowUs: () => 0, monotonicMs: () => nowMs })
    node.fault = () => answer
    finality.after(100)
    await vi.waitFor(() => expect(told).toEqual([{ number: 36, hash: null }]))
    nowMs += 59_000
    finality.after(101)
    expect(told.at(-1)).toEqual({ number: 37, hash: null })
    expect(node.asked).toHaveLength(1)
    nowMs += 2000
    finality.after(102)
    expect(node.asked).toHaveLength(2)
  })

  test.each([
    ['a failure', new IngestError('RPC_FAILED', 'HTTP status 503', { retryable: true })],
    ['a malformed block', { number: 1 }],
  ])('after %s nothing is final until the next answer', async (_name, answer) => {
    const { finality, node, told } = watch(null)
    node.finalized = FINAL
    let faults = 1
    node.fault = () => (faults-- > 0 ? answer : undefined)
    finality.after(100)
    await vi.waitFor(() => expect(node.asked).toHaveLength(1))
    expect(told).toEqual([])
    await vi.waitFor(() => {
      finality.after(101)
      expect(told).toMatchObject([{ number: 40 }])
    })
  })

  test('where the node keeps refusing in unknown words, 64 blocks decide; once is not enough', async () => {
    const { finality, node, told } = watch(null, 0)
    const refusal = 'invalid argument 0: hex string without 0x prefix'
    node.fault = () => new RpcFailure('refused', `node: ${refusal} (-32602)`)
    finality.after(100)
    await vi.waitFor(() => expect(node.asked).toHaveLength(1))
    await delay(5)
    expect(told).toEqual([])
    await vi.waitFor(() => {
      finality.after(100)
      expect(told).toContainEqual({ number: 36, hash: null })
    })
    expect(node.asked).toHaveLength(3)
  })

  test('stop ends the question and the timer', async () => {
    const { finality, node, told } = watch(null, 5)
    node.finalized = FINAL
    const { promise, resolve } = Promise.withResolvers<void>()
    node.latency = () => promise
    finality.after(100)
    const stopped = finality.stop()
    resolve()
    await stopped
    finality.after(101)
    expect(node.asked).toHaveLength(1)
    expect(told).toEqual([])
  })
})
