import { readFileSync } from 'node:fs'
import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import type { Confusion } from '../src/searcher/confusion.ts'
import { evaluate } from '../src/searcher/evaluate.ts'
import { parseLabelledSet } from '../src/searcher/labelled-set.ts'
import { protocolsSet } from '../src/searcher/protocols/protocols-set.ts'

// The figures that bench:searcher-eval prints may not fall below these, class by class: a mean hides a class that is lost.

const FLOOR = 0.9
/** Classes with fewer members say little by their share. */
const LEAST_MEMBERS = 10

const text = readFileSync(new URL('../sets/devnet.jsonl', import.meta.url), 'utf8')
const devnet = parseLabelledSet('devnet.jsonl', text)
const sets = [
  ['devnet', evaluate(devnet, loadRegistry({ userEntries: devnet.registry }))],
  ['protocols', evaluate(protocolsSet(), loadRegistry())],
] as const

/** Classes below the floor, with their shares. */
function below(confusion: Confusion): readonly string[] {
  return confusion.classes().flatMap((name) => {
    const { truths, predictions, precision, recall } = confusion.result(name)
    if (Math.max(truths, predictions) < LEAST_MEMBERS) return []
    const isBelow = (precision ?? 0) < FLOOR || (recall ?? 0) < FLOOR
    return isBelow ? [`${name}: precision ${precision}, recall ${recall}`] : []
  })
}

describe.each(sets)('of the set %s', (_, result) => {
  test('every category is recognised, and nothing much is taken for it that is not', () => {
    expect(result.category.total()).toBeGreaterThan(50)
    expect(below(result.category)).toEqual([])
  })

  test('so is every protocol', () => {
    expect(result.protocol.total()).toBeGreaterThan(20)
    expect(below(result.protocol)).toEqual([])
  })
})
