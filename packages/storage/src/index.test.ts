import { expect, it } from 'vitest'
import * as entry from './index.ts'

it('exports exactly this', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "REJECTIONS",
      "STORAGE_ERROR_CODES",
      "StorageError",
      "backfillClickHouse",
      "createNodeFileSystem",
      "createStorage",
      "exportArchive",
      "flushEachWrite",
      "importArchive",
      "replayStored",
    ]
  `)
})
