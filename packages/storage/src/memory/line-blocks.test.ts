import { expect, it } from 'vitest'
import { createLineBlocks } from './line-blocks.ts'

const lineOf = (text: string): Buffer => Buffer.from(text)

it('puts lines one behind the other, and uses a block again that is free', () => {
  const blocks = createLineBlocks(16)
  const first = blocks.add(lineOf('12345'), 0, 5)
  expect(blocks.lastStart()).toBe(0)
  expect(blocks.add(lineOf('67890'), 0, 5)).toBe(first)
  expect(blocks.lastStart()).toBe(6)
  expect(blocks.block(first).toString('utf8', 0, 12)).toBe('12345\n67890\n')
  const second = blocks.add(lineOf('abcde'), 0, 5)
  expect(second).not.toBe(first)
  const memory = blocks.block(first)
  blocks.free(first)
  expect(blocks.add(lineOf('x'.repeat(12)), 0, 12)).toBe(first)
  expect(blocks.block(first)).toBe(memory)
})

it('gives a long line a block of its own, and its memory back', () => {
  const blocks = createLineBlocks(16)
  const first = blocks.add(lineOf('12345'), 0, 5)
  const long = blocks.add(lineOf('y'.repeat(100)), 0, 100)
  expect(blocks.block(long).toString()).toBe(`${'y'.repeat(100)}\n`)
  const third = blocks.add(lineOf('z'), 0, 1)
  expect(new Set([first, long, third]).size).toBe(3)
  blocks.free(first)
  blocks.free(long)
  expect(blocks.block(long)).toHaveLength(0)
})
