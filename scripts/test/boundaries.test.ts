import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../src/repository.ts'

// The checks of `pnpm check`, run on a copy of the tree into which a forbidden import is planted.

const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name)
let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'mevscope-boundaries-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
  })
  for (const file of files.toString().split('\0')) {
    if (file === '' || !existsSync(join(ROOT, file))) continue // git lists what is deleted and not yet committed
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(ROOT, file), join(copy, file), { recursive: true, force: true, errorOnExist: false })
  }
  // Biome reads ignore files through git, and turbo wants a repository.
  execFileSync('git', ['init', '-q'], { cwd: copy })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

interface Check {
  readonly passed: boolean
  readonly output: string
}

function run(command: string, args: readonly string[]): Check {
  try {
    const output = execFileSync(bin(command), [...args], { cwd: copy, encoding: 'utf8', stdio: 'pipe' })
    return { passed: true, output }
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string } // of execFileSync with pipes
    return { passed: false, output: `${stdout}${stderr}` }
  }
}

const turboBoundaries = (): Check => run('turbo', ['boundaries', '--no-color'])
const biomeLint = (path: string): Check => run('biome', ['lint', '--colors=off', path])

function withPlanted(path: string, text: string, check: () => Check): Check {
  writeFileSync(join(copy, path), text)
  try {
    return check()
  } finally {
    rmSync(join(copy, path))
  }
}

describe('packages', () => {
  test('the tree as it is keeps its boundaries', () => {
    expect(turboBoundaries()).toMatchObject({ passed: true })
  })

  test.each([
    ['a component imports its sibling', 'packages/ingest/src/planted.ts', "import '@org/storage'\n"],
    [
      'a component imports a sibling for its types only',
      'packages/searcher/src/planted.ts',
      "export type { Storage } from '@org/storage'\n",
    ],
    [
      'a component reaches into a sibling by path',
      'packages/viz-api/src/planted.ts',
      "import '../../storage/src/index.ts'\n",
    ],
    ['the contract imports a component', 'packages/events/src/planted.ts', "import '@org/ingest'\n"],
    [
      'a component imports the server',
      'packages/storage/src/planted.ts',
      "export const server = import('@org/server')\n",
    ],
  ])('%s: the check fails and names the file', (_, path, text) => {
    const check = withPlanted(path, text, turboBoundaries)
    expect(check.passed).toBe(false)
    expect(check.output).toContain('planted.ts')
  })
})

describe('inside storage, and of single packages', () => {
  const wal = 'packages/storage/src/wal'
  const clickhouse = 'packages/storage/src/clickhouse'

  test.each([wal, clickhouse])('%s as it is keeps its boundaries', (path) => {
    expect(biomeLint(path)).toMatchObject({ passed: true })
  })

  test.each([
    ['wal/ imports the ClickHouse client', `${wal}/planted.ts`, "import '@clickhouse/client'\n"],
    ['wal/ imports the embedded engine', `${wal}/planted.ts`, "import 'chdb/connection'\n"],
    ['wal/ imports clickhouse/', `${wal}/planted.ts`, "import '../clickhouse/event-store.ts'\n"],
    ['clickhouse/ imports wal/', `${clickhouse}/planted.ts`, "import '../wal/reader.ts'\n"],
    ['the client imports the server', 'packages/viz-client/src/planted.ts', "import '@org/viz-api'\n"],
    ['the client imports what browsers lack', 'packages/viz-client/src/planted.ts', "import 'node:fs'\n"],
    ['a package imports what is for tests', 'packages/ingest/src/planted.ts', "import '@org/testkit'\n"],
  ])('%s: the check fails and names the rule', (_, path, text) => {
    const check = withPlanted(path, text, () => biomeLint(path))
    expect(check.passed).toBe(false)
    expect(check.output).toContain('noRestrictedImports')
  })
})
