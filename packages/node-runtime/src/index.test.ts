import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes only on purpose', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "NodeRuntimeBuilder",
      "RUNTIME_ERROR_CODES",
      "RuntimeError",
      "createPipeline",
      "createPrometheusMetrics",
      "createTelemetry",
      "tuneEngine",
    ]
  `)
})
