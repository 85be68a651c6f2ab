import { expect, test } from 'vitest'
import * as entry from './index.ts'

test('the public surface changes on purpose only', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "VIZ_CLIENT_ERROR_CODES",
      "VizClientError",
      "backoffMs",
      "createVizClient",
    ]
  `)
})
