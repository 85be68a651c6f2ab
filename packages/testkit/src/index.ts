export { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
export {
  type ClickHouseHttp,
  type ClickHouseHttpOptions,
  startClickHouseHttp,
} from './clickhouse/clickhouse-http.ts'
export { type TempDir, tempDir } from './temp-dir.ts'
export { type WaitForOptions, waitFor } from './wait-for.ts'
