// The process behind `startClickHouseHttp`.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ClickHouseHttpOptions, Listening } from './clickhouse-http.ts'
import { createHttpInterface } from './http-interface.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as ClickHouseHttpOptions // written by our own parent
const server = createHttpInterface(options)
server.listen(options.port ?? 0, '127.0.0.1')
await once(server, 'listening')

process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
const { port } = server.address() as AddressInfo // a TCP server has one
process.send?.({ port } satisfies Listening)
