import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import type { ViteUserConfig } from 'vitest/config'

/**
 * Tests of processes, sockets and databases wait more than they calculate: two cores carry more than the one file at a
 * time that vitest would run on them.
 */
const FILES_AT_A_TIME = Math.max(4, availableParallelism() - 1)
/** Compiled sources are kept between starts: every test file is a process, and many start servers. */
const COMPILE_CACHE = fileURLToPath(new URL('./node_modules/.cache/compile', import.meta.url))

/** One test set-up for every package: sources run without a build, results land beside the package. */
export const shared: ViteUserConfig = {
  ssr: { resolve: { conditions: ['@org/source', ...defaultServerConditions] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Waits have bounds of their own, which say what they waited for; on two busy cores 5 seconds are soon over.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: FILES_AT_A_TIME,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
}
