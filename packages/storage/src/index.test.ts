import { expect, it } from 'vitest'
import * as entry from './index.ts'

it('exports exactly this', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "STORAGE_ERROR_CODES",
      "StorageError",
      "createStorage",
    ]
  `)
})
