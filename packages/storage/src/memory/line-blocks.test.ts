import fc from 'fast-check'
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

it('holds each line as it was, whatever sources lines come from and in whatever order', () => {
  const source = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 1, maxLength: 8 }),
      fc.array(fc.record({ source: fc.nat(), skip: fc.nat(2), lines: fc.integer({ min: 1, max: 4 }) })),
      (lengths, takes) => {
        const sources = lengths.map((lines, index) => {
          const text = lines.map((length, line) =>
            String.fromCharCode(97 + ((index + line) % 26)).repeat(length),
          )
          return { bytes: Buffer.from(text.join('\n')), text, next: 0, at: 0 }
        })
        const blocks = createLineBlocks(32)
        const held: { block: number; start: number; text: string }[] = []
        for (const take of takes) {
          const from = sources[take.source % sources.length]
          if (from === undefined) continue
          for (let line = 0; line < take.lines + take.skip && from.next < from.text.length; line += 1) {
            const text = from.text[from.next] ?? ''
            if (line >= take.skip) {
              const block = blocks.add(from.bytes, from.at, from.at + text.length)
              held.push({ block, start: blocks.lastStart(), text })
            }
            from.next += 1
            from.at += text.length + 1
          }
        }
        for (const { block, start, text } of held) {
          expect(blocks.block(block).toString('utf8', start, start + text.length + 1)).toBe(`${text}\n`)
        }
      },
    ),
  )
})
