import { expect, test } from 'vitest'
import {
  atLeast,
  type Expression,
  increase,
  now,
  quantile,
  rate,
  ratio,
  stretched,
  sum,
  total,
} from './expression.ts'
import { duration, toPromQl } from './promql.ts'

const SOURCE = { by: ['chain_id', 'source_id'] }

test.each<[string, Expression]>([
  ['mevscope_a', now('a')],
  ['mevscope_a{mempool="public"}', now('a', { label: 'mempool', pattern: 'public' })],
  ['mevscope_a{reason=~"x|y"}', now('a', { label: 'reason', pattern: 'x|y' })],
  ['process_resident_memory_bytes', now('process_resident_memory_bytes')],
  ['sum(mevscope_a)', total('a')],
  ['sum by (chain_id, source_id) (rate(mevscope_a[5m]))', rate('a', 300, SOURCE)],
  ['sum(increase(mevscope_a[1h]))', increase('a', 3600)],
  ['histogram_quantile(0.99, sum by (le) (rate(mevscope_a_bucket[1m])))', quantile(0.99, 'a', 60)],
  [
    'histogram_quantile(0.5, sum by (le, chain_id, source_id) (rate(mevscope_a_bucket[1m])))',
    quantile(0.5, 'a', 60, SOURCE),
  ],
  ['mevscope_a / (mevscope_b + mevscope_c)', ratio(now('a'), sum(now('b'), now('c')))],
  ['mevscope_a / (mevscope_b >= 0.1)', ratio(now('a'), atLeast(0.1, now('b')))],
])('%s', (text, expression) => {
  expect(toPromQl(expression)).toBe(text)
})

test('durations', () => {
  expect([0.5, 1, 90, 120, 3600, 5400].map(duration)).toEqual(['500ms', '1s', '90s', '2m', '1h', '90m'])
})

test('a stretched expression asks the same over another time', () => {
  const asked = ratio(rate('a', 300), sum(quantile(0.9, 'b', 60), atLeast(1, now('c'))))
  expect(toPromQl(stretched(asked, 1 / 60))).toBe(
    'sum(rate(mevscope_a[5s])) / (histogram_quantile(0.9, sum by (le) (rate(mevscope_b_bucket[1s]))) + (mevscope_c >= 1))',
  )
})
