import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function bench(isTerminal: boolean) {
  const written: string[] = []
  const clock = { ms: 0 }
  const progress = createProgress({ write: (text) => written.push(text), isTerminal, nowMs: () => clock.ms })
  return { written, clock, progress }
}

test('a terminal has one line that changes at most ten times a second, and is taken away at the end', () => {
  const { written, clock, progress } = bench(true)
  for (const [ms, text] of [
    [0, 'a'],
    [50, 'b'],
    [100, 'c'],
  ] as const) {
    clock.ms = ms
    progress.show(text)
  }
  progress.done()
  progress.done()
  expect(written).toEqual(['\r\u001b[Ka', '\r\u001b[Kc', '\r\u001b[K'])
})

test('anything else gets a line every few seconds, and none for what is quick', () => {
  const { written, clock, progress } = bench(false)
  for (let ms = 0; ms <= 11_000; ms += 1_000) {
    clock.ms = ms
    progress.show(`${ms}`)
  }
  progress.done()
  expect(written).toEqual(['5000\n', '10000\n'])
})
