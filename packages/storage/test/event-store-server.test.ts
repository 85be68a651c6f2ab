import { randomUUID } from 'node:crypto'
import { noopMetrics } from '@org/events'
import { type ClickHouseHttp, startClickHouseHttp, type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, describe } from 'vitest'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { eventStoreContract } from './event-store-contract.ts'

// A real server where there is one, else the same engine behind its HTTP interface.
const given = process.env.CLICKHOUSE_TEST_URL

describe('on a server over HTTP', () => {
  let folder: TempDir
  let server: ClickHouseHttp | undefined
  let url: string

  beforeAll(async () => {
    folder = await tempDir()
    if (given === undefined) {
      server = await startClickHouseHttp({ path: folder.path, username: 'writer', password: "p'w" })
    }
    url = given ?? server?.url.replace('://', `://writer:${encodeURIComponent("p'w")}@`) ?? ''
  })

  afterAll(async () => {
    await server?.stop()
    await folder.remove()
  })

  eventStoreContract(async () => {
    const target = { kind: 'server', url, database: `test_${randomUUID().replaceAll('-', '_')}` } as const
    const look = () => openEngine(target, noopMetrics)
    return {
      options: { ...target, nodeId: 'node-a', retentionDays: 14 },
      look,
      async remove(): Promise<void> {
        const engine = await look()
        await engine.command(`DROP DATABASE IF EXISTS ${target.database}`)
        await engine.close()
      },
    }
  })
})
