import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes on purpose only', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "ALERT_RULES",
      "FIGURE_SECTIONS",
      "VIZ_API_ERROR_CODES",
      "VizApiError",
      "WINDOW_SECONDS",
      "createOpenApiDocument",
      "createVizApi",
      "duration",
      "hashApiKey",
      "hostName",
      "parseApiKeys",
      "parseNetworks",
      "parseOrigin",
      "runbookOf",
      "stretchedRules",
      "toPromQl",
    ]
  `)
})
