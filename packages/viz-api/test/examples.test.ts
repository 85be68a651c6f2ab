import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseInput } from '../src/schema/parse.ts'
import { ROUTE_NAMES, ROUTES } from '../src/schema/route-table.ts'

// What the pages tell a reader to type is taken by the API.

const ROOT = join(import.meta.dirname, '../../..')
const PAGES = globSync(['README.md', 'docs/*.md', 'ops/*.md', 'packages/*/README.md'], { cwd: ROOT })

const examples = PAGES.flatMap((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')
  return [...text.matchAll(/127\.0\.0\.1:3000(\/[\w\-/]+(?:\?[^\s'"`)]*)?)/g)].map(([, target = '']) => ({
    page,
    target,
  }))
})

test('pages have examples', () => {
  expect(examples.length).toBeGreaterThan(10)
})

test.each(examples)('$target of $page', ({ target }) => {
  const url = new URL(target, 'http://127.0.0.1:3000')
  const route = ROUTE_NAMES.find((name) => {
    const { path, aliases }: { path: string; aliases: readonly string[] } = ROUTES[name]
    return path === url.pathname || aliases.includes(url.pathname)
  })
  if (route === undefined) throw new Error(`${url.pathname} is no path of the API`)
  expect(parseInput(route, {}, url.searchParams)).toMatchObject({ ok: true })
})
