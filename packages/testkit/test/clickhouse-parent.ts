// Starts a server, says its process id, and waits to be killed.
import { setTimeout as sleep } from 'node:timers/promises'
import { startClickHouseHttp } from '../src/clickhouse/clickhouse-http.ts'

const server = await startClickHouseHttp({ path: process.argv[2] ?? '' })
process.stdout.write(`${server.pid}\n`)
await sleep(600_000)
