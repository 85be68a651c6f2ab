import * as z from 'zod'
import { hosts, keys, networks, origins } from './access-values.ts'

/** A whole number in plain digits: what JavaScript makes of ` ` or `0x10` is nobody's intention. */
const whole = (min: number, max: number) => {
  const message = `expected a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,16}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
}
const flag = z.stringbool({ truthy: ['1', 'true', 'on', 'yes'], falsy: ['0', 'false', 'off', 'no'] })

/** `host:port`, with an IPv6 host in brackets. */
const bind = z.string().transform((value, context) => {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(value)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || port > 65_535) {
    context.addIssue({ code: 'custom', message: `expected host:port such as 127.0.0.1:3000, found ${value}` })
    return z.NEVER
  }
  return { host, port }
})

const url = (...protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `expected a URL beginning with ${protocols.join('// or ')}//`, // the value may hold a secret
  })

const role = z.enum(['all', 'worker', 'api'])

/** Every name of the environment that the server reads, with default and bounds. */
export const environmentSchema = z.object({
  ROLE: role.optional(),
  PROCESS_ROLE: role.optional(),
  VIZ_API_BIND: bind.prefault('127.0.0.1:3000'),
  VIZ_API_INGEST_MODE: z.enum(['rpc', 'off']).default('rpc'),
  VIZ_API_CHAINS: z.string().optional(),
  VIZ_API_CHAIN_CONFIG_PATH: z.string().optional(),
  VIZ_API_ETH_WS_URL: url('ws:', 'wss:').optional(),
  VIZ_API_ETH_HTTP_URL: url('http:', 'https:').optional(),
  VIZ_API_SOURCE_ID: z.string().min(1).optional(),
  VIZ_API_MAX_SEEN_HASHES: whole(1, 100_000_000).default(1_000_000),
  VIZ_API_RPC_BATCH_SIZE: whole(1, 10_000).default(128),
  VIZ_API_RPC_MAX_IN_FLIGHT: whole(1, 1_000).default(4),
  VIZ_API_RPC_BATCH_FLUSH_MS: whole(0, 10_000).default(5),
  VIZ_API_RPC_RETRY_ATTEMPTS: whole(0, 20).default(2),
  VIZ_API_RPC_RETRY_BACKOFF_MS: whole(0, 60_000).default(100),
  VIZ_API_SILENT_CHAIN_TIMEOUT_SECS: whole(1, 86_400).default(20),
  VIZ_API_AUTH_ENABLED: flag.default(false),
  VIZ_API_API_KEYS: keys.optional(),
  VIZ_API_RATE_LIMIT_PER_MINUTE: whole(0, 10_000_000).default(600),
  VIZ_API_CORS_ORIGINS: origins.default([]),
  VIZ_API_ALLOWED_HOSTS: hosts.default([]),
  VIZ_API_TRUSTED_PROXIES: networks.default([]),
  VIZ_API_DASHBOARD_DIR: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  CLICKHOUSE_URL: url('http:', 'https:').optional(),
  CLICKHOUSE_USER: z.string().optional(),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected letters, digits and underscores')
    .optional(),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected letters, digits, underscores and dashes')
    .optional(),
  STORAGE_QUEUE_CAPACITY: whole(1, 10_000_000).default(65_536),
  STORAGE_FLUSH_BATCH: whole(1, 1_000_000).default(20_000),
  STORAGE_FLUSH_INTERVAL_MS: whole(1, 60_000).default(250),
  STORAGE_RETENTION_DAYS: whole(1, 36_500).default(14),
  WAL_SEGMENT_BYTES: whole(65_536, 2 ** 31).default(64 * 1024 * 1024),
  WAL_RETENTION_BYTES: whole(65_536, Number.MAX_SAFE_INTEGER).default(2 * 1024 * 1024 * 1024),
  SEARCHER_REGISTRY_PATH: z.string().min(1).optional(),
  SEARCHER_POOL_STATE: flag.default(false),
  SEARCHER_POOLS_PER_HEAD: whole(1, 2_000).default(64),
  SEARCHER_POOL_CALLS_PER_SECOND: whole(1, 100_000).default(200),
  SEARCHER_SIMULATION: flag.default(false),
  SEARCHER_SIMULATION_MIN_SCORE: whole(0, 100).default(60),
  SEARCHER_SIMULATIONS_PER_HEAD: whole(1, 1_000).default(8),
  TELEMETRY_SINK: z.enum(['memory', 'clickhouse']).default('memory'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Environment = z.output<typeof environmentSchema>
