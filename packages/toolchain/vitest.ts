import { defaultServerConditions } from 'vite'
import type { ViteUserConfig } from 'vitest/config'

/** One test set-up for every package: sources run without a build, results land beside the package. */
export const shared: ViteUserConfig = {
  ssr: { resolve: { conditions: ['@org/source', ...defaultServerConditions] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Waits have bounds of their own, which say what they waited for; on two busy cores 5 seconds are soon over.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
}
