import { describe, expect, test } from 'vitest'
import { createConfusion } from '../src/searcher/confusion.ts'
import { section } from '../src/searcher/report.ts'

/** Counted by hand: of four swaps three were found, of two transfers one; one approval was taken for a swap. */
function sample() {
  const confusion = createConfusion()
  for (const [truth, predicted] of [
    ['swap', 'swap'],
    ['swap', 'swap'],
    ['swap', 'swap'],
    ['swap', 'unknown'],
    ['transfer', 'transfer'],
    ['transfer', 'swap'],
    ['approval', 'swap'],
  ] as const)
    confusion.add(truth, predicted)
  return confusion
}

describe('confusion', () => {
  test('counts truths, predictions and what is right', () => {
    const confusion = sample()
    expect(confusion.result('swap')).toEqual({
      truths: 4,
      predictions: 5,
      hits: 3,
      precision: 3 / 5,
      recall: 3 / 4,
    })
    expect(confusion.result('approval')).toEqual({
      truths: 1,
      predictions: 0,
      hits: 0,
      precision: null,
      recall: 0,
    })
    expect(confusion.result('unknown')).toMatchObject({ truths: 0, precision: 0, recall: null })
    expect(confusion.accuracy()).toBe(4 / 7)
    expect(createConfusion().accuracy()).toBeNull()
  })

  test('is printed as tables of results and of counts', () => {
    expect(section('category', sample())).toBe(
      [
        '## category: 57.1 % of 7 right',
        '',
        '|  | truth | taken for | right | precision | recall |',
        '| --- | --- | --- | --- | --- | --- |',
        '| swap | 4 | 5 | 3 | 60.0 % | 75.0 % |',
        '| transfer | 2 | 1 | 1 | 100.0 % | 50.0 % |',
        '| approval | 1 | 0 | 0 | – | 0.0 % |',
        '| unknown | 0 | 1 | 0 | 0.0 % | – |',
        '',
        '| truth ↓ taken for → | swap | transfer | approval | unknown |',
        '| --- | --- | --- | --- | --- |',
        '| swap | 3 | · | · | 1 |',
        '| transfer | 1 | 1 | · | · |',
        '| approval | 1 | · | · | · |',
      ].join('\n'),
    )
  })

  test('prints nothing where nothing is labelled', () => {
    expect(section('category', createConfusion())).toBe('')
  })
})
