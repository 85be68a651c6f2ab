import { encodeEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seenDraft } from '../../../test/support/events.ts'
import { type FileEvent, fileEvents } from './event-lines-file.ts'

const lineOf = (seq: number): string => encodeEvent(seq, 'node "a"', seenDraft(seq))

async function read(...chunks: readonly string[]): Promise<FileEvent[]> {
  async function* source() {
    yield* chunks
  }
  const events: FileEvent[] = []
  for await (const event of fileEvents(source())) events.push(event)
  return events
}

const linesIn = (events: readonly FileEvent[]): string[] =>
  events.map((event) => ('line' in event ? event.line : `problem at ${event.place}`))

describe('fileEvents', () => {
  test('reads lines byte for byte, whatever the chunks and line ends', async () => {
    const lines = [1, 2, 3].map(lineOf)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('\n', '\r\n', '\n\n'), fc.array(fc.nat(800)), async (end, cuts) => {
        const text = lines.join(end)
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
        const events = await read(...at.slice(1).map((to, index) => text.slice(at[index], to)))
        expect(linesIn(events)).toEqual(lines)
      }),
    )
    expect((await read(lineOf(7)))[0]).toMatchObject({
      seq: 7,
      nodeId: 'node "a"',
      timeUs: 1_700_000_000_000_007,
    })
  })

  test('reads pages of /events: the lines inside, as they were', async () => {
    const lines = [1, 2, 3].map(lineOf)
    expect(linesIn(await read(`[${lines[0]},${lines[1]}]\n[${lines[2]}]\n[]\n`))).toEqual(lines)
  })

  test('reads the line inside a dead letter', async () => {
    const letter = { seq: 5, reason: 'no', code: 'X', at_unix_us: 1, line: lineOf(5) }
    expect(linesIn(await read(JSON.stringify(letter)))).toEqual([lineOf(5)])
  })

  test('error: other lines are told with their place and cost nothing else', async () => {
    const events = await read(`hello\n{"seq":1}\n${lineOf(2)}\n[1]\n{"line":"x"}\n[{]\n`)
    expect(linesIn(events)).toEqual([
      'problem at 1',
      'problem at 2',
      lineOf(2),
      'problem at 4',
      'problem at 5',
      'problem at 6',
    ])
  })
})
