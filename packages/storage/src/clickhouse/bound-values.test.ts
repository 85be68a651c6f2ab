import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/**
 * What may stand within the text of a query that a request leads to: names and clauses of our own. Values are bound,
 * as `{name:Type}`.
 */
const OWN_TEXT = [
  'engine.database',
  'EVENT_COLUMNS',
  'AT_MOST',
  // Lists of conditions, all of them literals.
  "conditions.join(' AND ')",
  'ofChain',
  // 'ASC' or 'DESC'.
  'direction',
]

test.each(['event-queries.ts', 'gap-query.ts', 'event-store.ts'])(
  'queries of %s hold no value: each is bound',
  (file) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    const queries = [...source.matchAll(/`(SELECT [^`]*)`/g)].map(([, text = '']) => text)
    expect(queries.length).toBeGreaterThan(0)
    for (const query of queries) {
      const holes = [...query.matchAll(/\$\{([^}]*)\}/g)].map(([, hole = '']) => hole)
      expect(holes.filter((hole) => !OWN_TEXT.includes(hole))).toEqual([])
    }
    // The parts that are joined are literals as well.
    const pushed = [...source.matchAll(/conditions\.push\(([^)]*)/g)].map(([, text = '']) => text)
    for (const text of pushed) expect(text).toMatch(/^'[^'$]*'?$/)
  },
)
