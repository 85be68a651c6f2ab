import { defaultServerConditions } from 'vite'
import type { ViteUserConfig } from 'vitest/config'

/** One test set-up for every package: sources run without a build, results land beside the package. */
export const shared: ViteUserConfig = {
  ssr: { resolve: { conditions: ['@org/source', ...defaultServerConditions] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
  },
}
