import { stat, writeFile } from 'node:fs/promises'
import { noopMetrics } from '@org/events'
import { type ClickHouseHttp, startClickHouseHttp, type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../src/clickhouse/engine.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'

describe.each(['embedded', 'server'] as const)('files of the %s engine', (kind) => {
  let folder: TempDir
  let http: ClickHouseHttp | undefined
  let engine: Engine

  beforeAll(async () => {
    folder = await tempDir()
    const path = `${folder.path}/clickhouse`
    if (kind === 'server') http = await startClickHouseHttp({ path })
    engine = await openEngine(
      http === undefined ? { kind: 'embedded', path } : { kind: 'server', url: http.url },
      noopMetrics,
    )
    await engine.command(`CREATE DATABASE ${engine.database}`)
  }, 60_000)

  afterAll(async () => {
    await engine.close()
    await http?.stop()
    await folder.remove()
  })

  test('an answer becomes a Parquet file, whatever its name, and comes back as rows', async () => {
    const file = { path: `${folder.path}/it's "a" \\ file`, format: 'Parquet' }
    const rows = `SELECT number, concat('n', toString(number)) AS name, [1, 2] AS list FROM numbers(3) ORDER BY number`
    await engine.saveAnswer(rows, file, { output_format_parquet_compression_method: 'gzip' })
    await engine.command(
      `CREATE TABLE ${engine.database}.loaded (number UInt64, name String, missing String) ENGINE = Memory`,
    )
    await engine.loadFile(
      {
        into: `${engine.database}.loaded`,
        select: "number + 1, name, concat(missing, '!')",
        structure: 'number UInt64, name String, missing String',
      },
      file,
      { max_threads: 1 },
    )
    const loaded = await engine.rows(`SELECT * FROM ${engine.database}.loaded ORDER BY number`)
    expect(loaded.map(([number, ...others]) => [Number(number), ...others])).toEqual([
      [1, 'n0', '!'],
      [2, 'n1', '!'],
      [3, 'n2', '!'],
    ])
  })

  test('a file that is there is replaced', async () => {
    const file = { path: `${folder.path}/answer.csv`, format: 'CSV' }
    await writeFile(file.path, 'x'.repeat(1000))
    await engine.saveAnswer('SELECT 1', file, {})
    expect((await stat(file.path)).size).toBe(2)
  })

  test('error: an answer that fails and a file that is not in its format are refused with its path', async () => {
    const path = `${folder.path}/bad`
    await expect(
      engine.saveAnswer('SELECT throwIf(number = 2) FROM numbers(3)', { path, format: 'CSV' }, {}),
    ).rejects.toMatchObject({ retryable: false, message: expect.stringContaining(path) })
    await writeFile(path, 'not Parquet')
    await expect(
      engine.loadFile(
        { into: `${engine.database}.nowhere`, select: '*', structure: 'a UInt8' },
        { path, format: 'Parquet' },
        {},
      ),
    ).rejects.toMatchObject({ retryable: false, message: expect.stringContaining(path) })
  })
})
