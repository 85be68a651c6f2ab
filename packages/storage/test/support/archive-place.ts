import { randomUUID } from 'node:crypto'
import { noopMetrics } from '@org/events'
import { type ClickHouseHttp, startClickHouseHttp, type TempDir, tempDir } from '@org/testkit'
import { clickHouseTarget } from '../../src/archive/click-house-target.ts'
import { openEngine } from '../../src/clickhouse/open-engine.ts'
import type { ClickHouseChoice } from '../../src/index.ts'

/** A node's data directory and its ClickHouse. */
export interface ArchiveNode {
  readonly dataDir: string
  readonly clickhouse: ClickHouseChoice
  /** Rows of a query, with `DB` for the database. */
  rows(query: string): Promise<readonly (readonly unknown[])[]>
  /** Runs a statement, with `DB` for the database. */
  command(statement: string): Promise<void>
}

/** Where nodes of a test are. */
export interface ArchivePlace {
  readonly folder: string
  /** An empty node. */
  node(): ArchiveNode
  remove(): Promise<void>
}

/** @param kind embedded, or one server with a database for each node */
export async function archivePlace(kind: 'embedded' | 'server'): Promise<ArchivePlace> {
  const folder: TempDir = await tempDir()
  let http: ClickHouseHttp | null = null
  if (kind === 'server') http = await startClickHouseHttp({ path: `${folder.path}/clickhouse` })
  let count = 0

  function node(): ArchiveNode {
    count += 1
    const dataDir = `${folder.path}/node-${count}`
    const clickhouse: ClickHouseChoice =
      http === null
        ? { kind: 'embedded' }
        : { kind: 'server', url: http.url, database: `test_${randomUUID().replaceAll('-', '_')}` }
    const within = async <T>(
      use: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<T>,
    ): Promise<T> => {
      const engine = await openEngine(clickHouseTarget({ dataDir, clickhouse }), noopMetrics)
      try {
        return await use(engine)
      } finally {
        await engine.close()
      }
    }
    return {
      dataDir,
      clickhouse,
      rows: (query) => within((engine) => engine.rows(query.replaceAll('DB', engine.database))),
      command: (statement) => within((engine) => engine.command(statement.replaceAll('DB', engine.database))),
    }
  }

  return {
    folder: folder.path,
    node,
    async remove() {
      await http?.stop()
      await folder.remove()
    },
  }
}
