import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Session } from 'chdb'
import { schemaMigrations } from '../src/clickhouse/schema/schema-migrations.ts'

// Makes the tables of a cluster in an engine with a keeper in memory, says which engines they have, and kills
// itself: a replicated table cannot be closed there, nor changed, filled or dropped.
const [path = ''] = process.argv.slice(2)
const config = join(path, 'config.xml')
await writeFile(
  config,
  `<clickhouse><tcp_port>9000</tcp_port>
  <zookeeper><implementation>testkeeper</implementation><node><host>localhost</host><port>2181</port></node></zookeeper>
  <remote_servers><c-1><shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard></c-1></remote_servers>
  <macros><shard>1</shard><replica>r1</replica></macros></clickhouse>`,
)
const session = new Session(join(path, 'clickhouse'), { connectionArgs: [`--config-file=${config}`] })
await session.queryAsync('CREATE DATABASE mevscope')
const [first, second] = schemaMigrations({ database: 'mevscope', cluster: 'c-1' })
const statements = [...(first?.statements.slice(0, 2) ?? []), ...(second?.statements ?? [])]
for (const statement of statements) {
  if (typeof statement !== 'string' || statement.startsWith('ALTER')) continue
  await session.queryAsync(statement.replace(` ON CLUSTER 'c-1'`, ''))
}
const answer = await session.queryAsync(
  `SELECT engine, toUInt32(count()) FROM system.tables WHERE database = 'mevscope' GROUP BY engine ORDER BY engine`,
  { format: 'JSONCompact' },
)
const text = Buffer.from(answer.bytes()).toString()
process.stdout.write(JSON.stringify((JSON.parse(text) as { data: unknown }).data), () =>
  process.kill(process.pid, 'SIGKILL'),
) // ClickHouse's own JSON
