import { readdir, readFile } from 'node:fs/promises'
import { noopMetrics } from '@org/events'
import type { ClickHouseTarget } from '../../src/clickhouse/engine.ts'
import { createEventStore } from '../../src/clickhouse/event-store.ts'
import { openEngine } from '../../src/clickhouse/open-engine.ts'

const REFUSED = /"kind":"BlockSeen".*"number":\d*00,"hash"/

/** Whether ClickHouse refuses a line after {@link refuseSome}: about one in six hundred of a load. */
export const isRefused = (line: string): boolean => REFUSED.test(line)

/** Makes the database and has it refuse some events. Nobody else may have the engine open when it is embedded. */
export async function refuseSome(target: ClickHouseTarget): Promise<void> {
  const store = createEventStore({ ...target, nodeId: 'nobody', retentionDays: 14 })
  await store.start()
  await store.stop()
  const engine = await openEngine(target, noopMetrics)
  await engine.command(
    `ALTER TABLE ${engine.database}.events ADD CONSTRAINT some CHECK kind != 'BlockSeen' OR NOT match(data, '"number":[0-9]*00,"hash"')`,
  )
  await engine.close()
}

/** The events among the dead letters of a data directory, in the order of the files. */
export async function deadLines(dataDir: string): Promise<readonly string[]> {
  const directory = `${dataDir}/dead-letter`
  const lines: string[] = []
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const text = await readFile(`${directory}/${name}`, 'utf8')
    lines.push(
      ...text
        .split('\n')
        .slice(0, -1)
        .map((letter) => String(JSON.parse(letter).line)),
    )
  }
  return lines
}
