import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes only on purpose', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "CATEGORIES",
      "CONTRACT_ERROR_CODES",
      "ContractError",
      "DROP_REASONS",
      "EVENT_KINDS",
      "GAP_CAUSES",
      "MEMPOOL_CLASSES",
      "MevscopeError",
      "REJECT_REASONS",
      "createEnvelopes",
      "createRing",
      "createSystemClock",
      "decodeEvent",
      "encodeEvent",
      "errorMessage",
      "isEventKind",
      "isMevscopeError",
      "jsonArray",
      "linesOf",
      "maskText",
      "maskUrl",
      "matchesFilter",
      "noopLogger",
      "noopMetrics",
      "parseAddress",
      "parseBytes",
      "parseHash",
      "quantityToNumber",
      "quantityToWei",
      "toJson",
      "toWei",
    ]
  `)
})
