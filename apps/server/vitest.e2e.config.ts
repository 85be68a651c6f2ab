import { shared } from '@org/toolchain/vitest'
import { defineConfig, mergeConfig } from 'vitest/config'

// `mergeConfig` would add to the include list instead of replacing it.
const { include: _, ...test } = shared.test ?? {}
export default defineConfig(
  mergeConfig(
    { ...shared, test },
    // Each file is a browser and a whole system; the kill -9 of storage runs beside them.
    { test: { include: ['e2e/**/*.test.ts'], maxWorkers: 1, outputFile: { json: '.vitest/e2e.json' } } },
  ),
)
