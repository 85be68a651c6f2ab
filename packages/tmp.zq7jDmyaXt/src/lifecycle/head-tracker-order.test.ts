import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type BlockTree, chainOf, createBlockTree, type TreeBlock } from '../../test/block-tree.ts'
import { failure, hashes, type TrackedChain, trackChain, windowOf } from '../../test/tracked-chain.ts'

describe('any order, duplication and loss of heads', () => {
  interface Step {
    /** Which block the next one builds on, from the newest backwards. */
    readonly onto: number
    readonly blocks: number
    readonly source: number
    readonly lost: boolean
    readonly repeats: number
    readonly turns: number
  }
  const step: fc.Arbitrary<Step> = fc.record({
    onto: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(12)),
    blocks: fc.integer({ min: 1, max: 4 }),
    source: fc.nat(2),
    lost: fc.boolean(),
    repeats: fc.nat(2),
    turns: fc.nat(4),
  })

  /** Plays the steps, then lets all sources come to one chain that is higher than any other. */
  const play = async (watched: TrackedChain, tree: BlockTree, steps: readonly Step[]): Promise<TreeBlock> => {
    const first = tree.grow(null)
    watched.show(first)
    await watched.settled(first)
    const late: [TreeBlock, number][] = []
    for (const { onto, blocks, source, lost, repeats, turns } of steps) {
      const tip = tree.growBy(blocks, tree.blocks.at(-1 - onto) ?? first)
      const index = source % watched.nodes.length
      if (lost) {
        const node = watched.nodes[index]
        if (node !== undefined) node.tip = tip
      } else watched.show(tip, index)
      for (let i = 0; i < repeats; i++) late.push([tip, (index + i) % watched.nodes.length])
      for (let i = 0; i < turns; i++) await turn()
      const again = turns % 2 === 0 ? late.shift() : late.pop()
      if (again !== undefined) watched.show(...again)
    }
    const highest = tree.blocks.reduce((max, block) => Math.max(max, block.number), 0)
    const base = tree.blocks.at(-1) ?? first
    const tip = tree.growBy(highest - base.number + 1, base)
    for (const index of watched.nodes.keys()) watched.show(tip, index)
    return tip
  }
  const latencies = fc.infiniteStream(fc.nat(3))
  const withLatency = (watched: TrackedChain, stream: Stream): void => {
    for (const node of watched.nodes) {
      node.latency = async () => {
        for (let turns = stream.next().value ?? 0; turns > 0; turns--) await turn()
      }
    }
  }
  type Stream = Iterator<number, number | undefined>

  test('at quiet the window is the canonical chain, and the listener was led there step by step', async () => {
    const cases = fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 1, max: 3 }),
      latencies,
      async (steps, sources, stream) => {
        const tree = createBlockTree()
        const watched = trackChain(tree, { sources })
        withLatency(watched, stream)
        const tip = await play(watched, tree, steps)
        await watched.settled(tip)
        const window = windowOf(watched)
        expect(window).toEqual(hashes(chainOf(tip)))

        const stack: number[] = []
        for (const word of watched.told) {
          if (word === 'settled') continue
          const index = Number.parseInt(word.slice(1), 10)
          if (word.startsWith('-')) expect(stack.pop()).toBe(index)
          else {
            const below = stack.at(-1)
            if (below !== undefined) expect(tree.blocks[index]?.parent).toBe(tree.blocks[below])
            stack.push(index)
          }
        }
        expect(stack.map((index) => tree.blocks[index]?.hash)).toEqual(window)
        const shown = watched.blocksSeen.map(({ data }) => data.hash)
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown).toEqual(expect.arrayContaining([...window]))
      },
    )
    await fc.assert(cases, { numRuns: 150 })
  })

  test('nodes that fail now and then lose nothing but bodies, and those are counted', async () => {
    const faults = fc.infiniteStream(fc.nat(5))
    const cases = fc.asyncProperty(
      fc.array(step, { maxLength: 15 }),
      fc.integer({ min: 1, max: 3 }),
      latencies,
      faults,
      async (steps, sources, stream, kinds) => {
        const tree = createBlockTree()
        const watched = trackChain(tree, { sources })
        withLatency(watched, stream)
        const fault = (): unknown => {
          const kind = kinds.next().value
          if (kind === 0) return null
          if (kind === 1) return failure()
          if (kind === 2) return 'nonsense'
          return undefined
        }
        for (const node of watched.nodes) node.fault = fault
        let tip = await play(watched, tree, steps)
        await vi.waitFor(() => expect(watched.tracker.queued).toBe(0), { interval: 1 })
        for (const node of watched.nodes) node.fault = () => undefined
        for (let i = 0; i < 4; i++) {
          tip = tree.grow(tip)
          for (const index of watched.nodes.keys()) watched.show(tip, index)
          await watched.settled(tip)
        }
        const window = windowOf(watched)
        expect(window).toEqual(hashes(chainOf(tip)))
        const left = new Set<string>()
        for (const word of watched.told) {
          const index = String(Number.parseInt(word.slice(1), 10))
          if (word.startsWith('+')) {
            expect(left.has(index)).toBe(false)
            left.add(index)
          } else if (word.startsWith('-')) expect(left.delete(index)).toBe(true)
        }
        const read = watched.tracker.blocks.filter(({ told }) => told).map(({ head }) => head.hash)
        expect([...left].map((index) => tree.blocks[Number(index)]?.hash).sort()).toEqual([...read].sort())
        const unread = watched.tracker.blocks.filter(({ told }) => !told)
        expect(unread.length).toBeLessThanOrEqual(watched.tracker.counters.unread)
        const shown = watched.blocksSeen.map(({ data }) => data.hash)
        expect(new Set(shown).size).toBe(shown.length)
      },
    )
    await fc.assert(cases, { numRuns: 60 })
  })
})
