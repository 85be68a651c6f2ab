export { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
export {
  type ClickHouseHttp,
  type ClickHouseHttpOptions,
  startClickHouseHttp,
} from './clickhouse/clickhouse-http.ts'
export type { Fault, FaultCounts, FaultPlan } from './fault-proxy/fault.ts'
export { type FaultProxy, startFaultProxy } from './fault-proxy/fault-proxy.ts'
export { parseScrape, quantileBetween, type Scrape } from './scrape.ts'
export { type SmallDisk, smallDisk } from './small-disk.ts'
export { type TempDir, tempDir } from './temp-dir.ts'
export { type WaitForOptions, waitFor } from './wait-for.ts'
