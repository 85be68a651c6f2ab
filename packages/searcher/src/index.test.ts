import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes only on purpose', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "CONTRACT_ABIS",
      "CONTRACT_ROLES",
      "DECODE_LIMITS",
      "FEATURE_ENGINE_VERSION",
      "NO_STATES",
      "SCORER_VERSION",
      "SEARCHER_ERROR_CODES",
      "SearcherError",
      "builtInStrategies",
      "confirmOpportunity",
      "createHeadLine",
      "createPoolCache",
      "createProtocolRegistry",
      "createSearcher",
      "decodeTransaction",
      "loadRegistry",
      "parsePoolName",
      "parseRegistry",
      "poolPrice",
      "quoteSwap",
    ]
  `)
})
