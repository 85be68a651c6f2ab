import { shared } from '@org/toolchain/vitest'
import { defineConfig, mergeConfig } from 'vitest/config'

// `mergeConfig` would add to the include list instead of replacing it.
const { include: _, ...test } = shared.test ?? {}
export default defineConfig(
  mergeConfig(
    { ...shared, test },
    // They measure: one at a time, and nothing beside it.
    {
      test: {
        include: ['e2e/**/*.test.ts'],
        fileParallelism: false,
        outputFile: { json: '.vitest/e2e.json' },
      },
    },
  ),
)
