import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes only on purpose', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_FINALITY_DEPTH",
      "DEFAULT_MEMPOOL",
      "INGEST_ERROR_CODES",
      "IngestError",
      "MAX_SOURCES_PER_CHAIN",
      "classifyError",
      "createLiveRpcRuntime",
      "parseChainList",
    ]
  `)
})
