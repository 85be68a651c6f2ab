import * as z from 'zod'

const positive = z.coerce.number().int().min(1)
const flag = z.stringbool({ truthy: ['1', 'true', 'on', 'yes'], falsy: ['0', 'false', 'off', 'no', ''] })

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
  VIZ_API_MAX_SEEN_HASHES: positive.max(100_000_000).default(1_000_000),
  VIZ_API_RPC_BATCH_SIZE: positive.max(10_000).default(128),
  VIZ_API_RPC_MAX_IN_FLIGHT: positive.max(1_000).default(4),
  VIZ_API_RPC_BATCH_FLUSH_MS: z.coerce.number().int().min(0).max(10_000).default(5),
  VIZ_API_RPC_RETRY_ATTEMPTS: z.coerce.number().int().min(0).max(20).default(2),
  VIZ_API_RPC_RETRY_BACKOFF_MS: z.coerce.number().int().min(0).max(60_000).default(100),
  VIZ_API_SILENT_CHAIN_TIMEOUT_SECS: positive.max(86_400).default(20),
  VIZ_API_AUTH_ENABLED: flag.default(false),
  VIZ_API_API_KEYS: z.string().optional(),
  VIZ_API_RATE_LIMIT_PER_MINUTE: z.string().optional(),
  VIZ_API_CORS_ORIGINS: z.string().optional(),
  VIZ_API_DASHBOARD_DIR: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  CLICKHOUSE_URL: url('http:', 'https:').optional(),
  CLICKHOUSE_USER: z.string().optional(),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected letters, digits and underscores')
    .optional(),
  STORAGE_QUEUE_CAPACITY: positive.max(10_000_000).default(65_536),
  STORAGE_FLUSH_BATCH: positive.max(1_000_000).default(20_000),
  STORAGE_FLUSH_INTERVAL_MS: positive.max(60_000).default(250),
  STORAGE_RETENTION_DAYS: positive.max(36_500).default(14),
  WAL_SEGMENT_BYTES: positive
    .min(65_536)
    .max(2 ** 31)
    .default(64 * 1024 * 1024),
  WAL_RETENTION_BYTES: positive.min(65_536).default(2 * 1024 * 1024 * 1024),
  SEARCHER_REGISTRY_PATH: z.string().min(1).optional(),
  TELEMETRY_SINK: z.enum(['memory', 'clickhouse']).default('memory'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Environment = z.output<typeof environmentSchema>
