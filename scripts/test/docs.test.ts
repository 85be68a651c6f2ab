import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../src/repository.ts'

// The pages say what the code does: where both hold the same list, they are compared.

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** First cells of the tables of a page, without backquotes. */
const firstCells = (page: string): readonly string[] =>
  [...page.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )

describe('docs/errors.md', () => {
  test('lists exactly the codes of the packages', () => {
    const codes = globSync(['packages/*/src/errors.ts', 'apps/*/src/errors.ts'], { cwd: ROOT }).flatMap(
      (path) => {
        const list = /_ERROR_CODES = \[([\s\S]*?)\] as const/.exec(read(path))?.[1] ?? ''
        return [...list.matchAll(/'([A-Z0-9_]+)'/g)].map(([, code = '']) => code)
      },
    )
    expect(codes.length).toBeGreaterThan(10)
    expect([...firstCells(read('docs/errors.md'))].sort()).toEqual([...new Set(codes)].sort())
  })
})

describe('docs/contract.md', () => {
  const contract = read('docs/contract.md')

  test('and .env.example name every setting that the server reads', () => {
    const schema = read('apps/server/src/config/environment.ts')
    const names = [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(30)
    const refused = read('docs/roadmap.md')
    // Families share a prefix in the table: `VIZ_API_RPC_BATCH_SIZE` / `_MAX_IN_FLIGHT` …
    const isNamed = (name: string): boolean =>
      contract.includes(`\`${name}\``) ||
      [...contract.matchAll(/`(_[A-Z_]+)`/g)].some(([, suffix = '']) => name.endsWith(suffix))
    expect(names.filter((name) => !isNamed(name))).toEqual([])
    const example = read('.env.example')
    expect(
      names.filter(
        (name) => !example.includes(`${name}=`) && !refused.includes(name) && name !== 'PROCESS_ROLE',
      ),
    ).toEqual([])
  })

  test('names every event kind, drop reason and reject reason', () => {
    const kinds = [
      ...(/const KINDS[^{]*\{([^}]*)\}/.exec(read('packages/events/src/event.ts'))?.[1] ?? '').matchAll(
        /(\w+): true/g,
      ),
    ]
    const reasons = [...read('packages/events/src/reasons.ts').matchAll(/^ {2}'([a-z_]+)',/gm)]
    expect(kinds.length).toBe(15)
    expect(reasons.length).toBeGreaterThan(10)
    for (const [, name = ''] of [...kinds, ...reasons]) expect(contract).toContain(`\`${name}\``)
  })
})

describe('docs/layout.md', () => {
  test('has a line for every module, and none for what is gone', () => {
    const modules = globSync(['packages/*/src/*', 'apps/*/src/*', 'scripts/src/*'], { cwd: ROOT })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !/\.(test|bench)\.tsx?$|\/index\.ts$|\/testing$/.test(path))
    const lines = [...read('docs/layout.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = '']) =>
      path.replace(/\/$/, ''),
    )
    expect(lines.sort()).toEqual(modules.sort())
  })
})

describe('README.md', () => {
  test('links only to what exists', () => {
    const pages = [
      'README.md',
      'CONTRIBUTING.md',
      ...globSync('docs/**/*.md', { cwd: ROOT }),
      ...globSync('packages/*/README.md', { cwd: ROOT }),
    ]
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => join(page, '..', target))
        .filter((target) => globSync(target, { cwd: ROOT }).length === 0)
        .map((target) => `${page} → ${target}`),
    )
    expect(broken).toEqual([])
  })

  test('names only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>
    } // npm's manifest format
    for (const page of ['README.md', 'CONTRIBUTING.md', '.ci/run']) {
      for (const [, name = ''] of read(page).matchAll(/pnpm@12 (?:--silent )?([a-z:0-9]+)/g)) {
        expect(Object.keys(scripts), `${page} names ${name}`).toContain(name)
      }
    }
  })
})
