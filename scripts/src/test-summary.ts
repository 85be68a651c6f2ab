import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './repository.ts'

/** What the JSON reporter of vitest writes, as far as it is read here. */
interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
}

/** Workspaces that have a test script and must have left results. */
function testedWorkspaces(): readonly string[] {
  return globSync(['packages/*', 'apps/*', 'scripts', 'bench'], { cwd: ROOT }).filter((folder) => {
    const manifest = join(ROOT, folder, 'package.json')
    if (!existsSync(manifest)) return false
    const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      readonly scripts?: Readonly<Record<string, string>>
    } // npm's manifest format
    return scripts?.test !== undefined
  })
}

/** Steps around the tests that failed, as a runner such as `.ci/run` knows them: the line must not hide them. */
const failedSteps = Number(process.argv[2] ?? 0)
let passed = 0
let failed = 0
let skipped = 0
const expected = testedWorkspaces().map((folder) => join(folder, '.vitest/results.json'))
const endToEnd = globSync(['{apps,packages}/*/.vitest/e2e.json', 'bench/.vitest/e2e.json'], { cwd: ROOT })
for (const file of [...expected, ...endToEnd]) {
  const path = join(ROOT, file)
  if (!existsSync(path)) {
    process.stdout.write(`${file} is missing\n`)
    failed += 1
    continue
  }
  const results = JSON.parse(readFileSync(path, 'utf8')) as Results // written by vitest
  passed += results.numPassedTests
  // A file that does not load has no failed test, and is a failure all the same.
  failed += results.numFailedTests === 0 && !results.success ? 1 : results.numFailedTests
  skipped += results.numPendingTests + results.numTodoTests
}
failed = Math.max(failed, failedSteps)
process.stdout.write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
