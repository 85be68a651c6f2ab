import { describe, expect, test } from 'vitest'
import { flameSvg } from './flame-svg.ts'
import type { Flame } from './flame-tree.ts'

const flame = (name: string, us: number, children: readonly Flame[] = [], stage = 'storage'): Flame => ({
  name,
  place: '',
  stage,
  isOwn: true,
  us,
  children,
})
const titles = (svg: string): readonly string[] =>
  [...svg.matchAll(/<g><title>(.*?)<\/title>/g)].map(([, title = '']) => title)
const widths = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect [^>]*?width="([\d.]+)"/g)].map(([, width]) => Number(width))

describe('flameSvg', () => {
  test('is as wide as the share of the time, with the time of a transaction where their number is known', () => {
    const root = flame('all', 10_000, [flame('a', 5_000), flame('b', 2_500)], 'node')
    const svg = flameSvg(root, { title: 'title', transactions: 1_000 })
    expect(titles(svg)).toEqual([
      'all: 10.00 µs/tx, 100.0 %, node',
      'a: 5.00 µs/tx, 50.0 %, storage',
      'b: 2.50 µs/tx, 25.0 %, storage',
    ])
    expect(widths(svg)).toEqual([1180, 590, 295])
    expect(titles(flameSvg(root, { title: 'title' }))[1]).toBe('a: 5.0 ms, 50.0 %, storage')
  })

  test('what a stage itself took stands above: its callees of other stages are theirs', () => {
    const root = flame('all', 100_000, [flame('a', 60_000, [flame('gc', 20_000, [], 'gc')])], 'node')
    const svg = flameSvg(root, { title: 'title' })
    for (const text of ['storage 40.0 ms, 40.0 %', 'node 40.0 ms, 40.0 %', 'gc 20.0 ms, 20.0 %']) {
      expect(svg).toContain(`>${text}</text>`)
    }
  })

  test('leaves out what is narrower than a thousandth, and leaves its place empty', () => {
    const svg = flameSvg(flame('all', 10_000, [flame('a', 9_980), flame('b', 9), flame('c', 11)]), {
      title: 'title',
    })
    expect(titles(svg).map((title) => title.split(':')[0])).toEqual(['all', 'a', 'c'])
  })

  test('cuts names that are too long for their box, and escapes them all', () => {
    const svg = flameSvg(flame('all', 1000, [flame('<T>.a & b'.padEnd(300, 'x'), 500)]), {
      title: 'x < y',
      notes: ['a > b'],
    })
    expect(svg).toContain('&lt;T&gt;.a &amp; bx')
    expect(svg).toContain('x…</text>')
    expect(svg).toContain('>x &lt; y</text>')
    expect(svg).toContain('>a &gt; b</text>')
    expect(svg.replaceAll(/<\/?(svg|style|path|text|g|title|rect)\b[^<>]*>/g, '')).not.toMatch(/[<>]/)
  })

  test('the same tree is the same file, and nothing else is fetched for it', () => {
    const draw = (): string => flameSvg(flame('all', 1000, [flame('a', 500)]), { title: 'title' })
    expect(draw()).toBe(draw())
    expect(draw().replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|<script/)
  })
})
