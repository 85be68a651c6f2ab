import { noopMetrics } from '@org/events'
import { expect, test, vi } from 'vitest'
import { openEngine } from './open-engine.ts'

// As on a machine where the optional package was not installed.
vi.mock('chdb', () => {
  throw new Error("Cannot find package 'chdb'")
})

test('says what to do when chdb is not installed', async () => {
  await expect(openEngine({ kind: 'embedded', path: '/nowhere' }, noopMetrics)).rejects.toMatchObject({
    code: 'CHDB_MISSING',
    retryable: false,
    message: expect.stringContaining('install it, or name a ClickHouse server'),
  })
})
